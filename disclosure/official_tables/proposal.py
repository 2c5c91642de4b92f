"""What was chosen of the waiting files, what has to be settled first, and storing it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from budgets.models import DepartmentalBudget
from budgets.versions.editing import ChangedMeanwhile, NotEditable, lock_version
from disclosure.models import TableFile
from disclosure.official_tables import waiting_files
from disclosure.official_tables.effects import Effects, tried
from disclosure.reading.official.importer import ReadFile, ReadSheet, class_names, store_files
from disclosure.reading.official.owner import Owner
from disclosure.reading.official.storage import StoredTables
from disclosure.reading.official.tables import Note, OfficialTable


class CannotStore(Exception):
    """The files cannot be stored as they are; the message says why and what to do."""


@dataclass(frozen=True)
class ProposedTable:
    """refusal: why it cannot be stored at all; doubt: what to look at before; each empty where there is nothing to say."""

    read: OfficialTable
    refusal: str
    doubt: str
    is_chosen: bool

    @property
    def is_stored(self) -> bool:
        return self.is_chosen and not self.refusal


@dataclass(frozen=True)
class ProposedSheet:
    """asks_unit: a table of it does not say whether it counts in 元 or 万元, so that somebody has to. unit: what was said, or ""."""

    name: str
    tables: tuple[ProposedTable, ...]
    unknown: tuple[Note, ...]
    is_blank: bool
    asks_unit: bool
    unit: str

    @property
    def notes(self) -> list[Note]:
        return [*self.unknown, *(note for table in self.tables if table.is_stored for note in table.read.notes)]


@dataclass(frozen=True)
class ProposedFile:
    waiting: TableFile
    sheets: tuple[ProposedSheet, ...]

    @property
    def chosen(self) -> tuple[OfficialTable, ...]:
        return tuple(table.read for sheet in self.sheets for table in sheet.tables if table.is_stored)


@dataclass(frozen=True)
class TableProposal:
    """problems: target on the page, and in words what has to be settled first."""

    files: tuple[ProposedFile, ...]
    problems: tuple[tuple[str, str], ...]
    digest: str
    effects: Effects | None = field(default=None)

    @property
    def read_files(self) -> list[ReadFile]:
        return [ReadFile(each.waiting.name, each.chosen, ()) for each in self.files if each.chosen]


def propose(budget: DepartmentalBudget, *, by: Any) -> TableProposal:
    """Of all files that wait for the version."""
    found = _as_chosen(budget)
    if found.problems:
        return found
    try:
        effects = tried(budget, found.read_files, by=by)
    except NotEditable as why:
        return TableProposal(found.files, (("", str(why)),), found.digest)
    return TableProposal(found.files, (), found.digest, effects)


def confirm(budget: DepartmentalBudget, *, by: Any, seen: int, digest: str) -> list[StoredTables]:
    """Stores what was shown, all of it or nothing. Raises CannotStore, NotEditable and ChangedMeanwhile."""
    with transaction.atomic():
        lock_version(budget)
        found = _as_chosen(budget)
        if found.problems:
            raise CannotStore(found.problems[0][1])
        if found.digest != digest:
            raise ChangedMeanwhile("文件或选择有了变化，没有存入。请按下面的最新结果核对后再确认。")
        stored = store_files(budget, found.read_files, by=by, seen=seen)
        waiting_files.mark_confirmed([each.waiting for each in found.files if each.chosen], by=by)
        TableFile.objects.filter(pk__in=[each.waiting.pk for each in found.files if not each.chosen]).delete()
    return stored


# ---- What was chosen ----


def _as_chosen(budget: DepartmentalBudget) -> TableProposal:
    classes, owner = class_names(budget.fiscal_year), Owner(budget)
    files = tuple(
        ProposedFile(
            each,
            tuple(
                _sheet(each, sheet, year=budget.fiscal_year, owner=owner)
                for sheet in waiting_files.sheets_of(each, classes=classes, year=budget.fiscal_year)
            ),
        )
        for each in waiting_files.waiting(budget)
    )
    return TableProposal(files, tuple(_problems(files)), _digest(files))


def _sheet(file: TableFile, sheet: ReadSheet, *, year: int, owner: Owner) -> ProposedSheet:
    tables = tuple(
        ProposedTable(table, _refusal(table, year, owner), owner.doubt(table.department), str(table.where) not in file.left_out)
        for table in sheet.tables
    )  # fmt: skip
    asks = any(table.is_stored and not table.read.unit_is_printed for table in tables)
    return ProposedSheet(sheet.name, tables, sheet.unknown, sheet.is_blank, asks, file.units.get(sheet.name, ""))


def _refusal(table: OfficialTable, year: int, owner: Owner) -> str:
    if table.year and table.year != year:
        return f"是 {table.year} 年的表，不是 {year} 年的，不能读入"
    return owner.refusal(table.department) or ("" if table.cells else "表中没有数值")


def _problems(files: Sequence[ProposedFile]) -> list[tuple[str, str]]:
    found = []
    for file in files:
        for number, sheet in enumerate(file.sheets):
            if sheet.asks_unit and not sheet.unit:
                words = f"“{file.waiting.name}”的工作表“{sheet.name}”没有写明金额单位，请选择元或万元。"
                found.append((f"unit-{file.waiting.pk}-{number}", words))
    found.extend(_twice(files))
    if not found and not any(file.chosen for file in files):
        found.append(("", "没有选中任何公开表。" if files else "还没有上传文件。"))
    return found


def _twice(files: Sequence[ProposedFile]) -> list[tuple[str, str]]:
    """The same table in two places: nobody but the clerk knows which holds. In one file it may go over several sheets that do not contradict."""
    found = []
    first: dict[str, tuple[ProposedFile, OfficialTable]] = {}
    for file in files:
        for table in file.chosen:
            other_file, other = first.setdefault(table.key, (file, table))
            if other is table or (other_file is file and not _contradict(other, table)):
                continue
            words = f"“{other_file.waiting.name}”{other.where}和“{file.waiting.name}”{table.where}是同一张表，只能读入一张，请取消另一张。"
            found.append((f"file-{file.waiting.pk}", words))
    return found


def _contradict(one: OfficialTable, other: OfficialTable) -> bool:
    values = {cell.place: cell.value for cell in one.cells}
    return any(values.get(cell.place, cell.value) != cell.value for cell in other.cells)


def _digest(files: Sequence[ProposedFile]) -> str:
    said = [
        (file.waiting.name, table.key, table.unit, cell.place, str(cell.value))
        for file in files
        for table in file.chosen
        for cell in table.cells
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()
