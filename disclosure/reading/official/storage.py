"""Tables that were read become stated cells of a version, in place of those of the same tables that were there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from budgets.choices import CellOrigin, Confirmation, EconomicGroup, MoneyUnit, ThreePublicLine
from budgets.importers.classes import SOURCE
from budgets.models import DepartmentalBudget, EconomicClass, FunctionalClass, Project, StatedCell
from budgets.text import squeeze
from disclosure.reading.official.body import UNNAMED_PROJECT
from disclosure.reading.official.tables import Note, OfficialTable, Printed

_ECONOMIC = re.compile(r"^3\d{2}(?:\d{2})?$")
_FUNCTIONAL = re.compile(r"^2\d{2}(?:\d{2}){0,2}$")
_PERSONNEL_CLASSES = ("301", "303")
_OPERATING_CLASSES = ("302", "310")
_THREE_PUBLIC = {
    "30212": ThreePublicLine.OVERSEAS_TRIPS,
    "30217": ThreePublicLine.OFFICIAL_RECEPTIONS,
    "30231": ThreePublicLine.VEHICLE_OPERATION,
    "31013": ThreePublicLine.VEHICLE_PURCHASE,
}
_LONGEST_SOURCE = 300
_LONGEST_SHEET = 200
UNCODED = "未编码-"


@dataclass(frozen=True)
class StoredTables:
    """cells: written; replaced: taken away before; classes: codes that no list had; projects: likewise."""

    cells: int
    replaced: int
    classes: tuple[str, ...]
    projects: tuple[str, ...]
    notes: tuple[Note, ...]


def store(
    budget: DepartmentalBudget,
    tables: Sequence[OfficialTable],
    *,
    file: str,
    origin: CellOrigin = CellOrigin.OFFICIAL_TABLE,
) -> StoredTables:
    """Writes the cells of this and of earlier years, inside the caller's `editing`. origin: DOCUMENT where its tables are read."""
    notes: list[Note] = []
    classes = tuple(_missing_classes(budget.fiscal_year, tables, file=file, notes=notes))
    projects, made = _projects(budget, tables)
    statements = [f"{table.key}{side}" for table in tables for side in ("", "L", "R")]
    replaced, _ = StatedCell.objects.filter(budget=budget, statement__in=statements).delete()
    rows: dict[tuple[str, str, str, int, str], StatedCell] = {}
    for table in tables:
        for cell in table.cells:
            row = _cell(budget, table, cell, projects, file=file, origin=origin)
            key = (row.statement, row.row, row.column, row.year, row.base)
            if key in rows and rows[key].value != row.value:
                notes.append(Note(cell.where, f"{table.title}：与另一张同名表的同一格不同，以先读入的为准"))
            row.ordinal = len(rows)
            rows.setdefault(key, row)
    StatedCell.objects.bulk_create(rows.values())
    return StoredTables(len(rows), replaced, classes, made, tuple(notes))


def stable_code(name: str) -> str:
    """The code of a project that has none: the same for the same name in every year, so that years can be compared."""
    return UNCODED + hashlib.sha256(squeeze(name).encode()).hexdigest()[:8].upper()


def _cell(
    budget: DepartmentalBudget,
    table: OfficialTable,
    cell: Printed,
    projects: dict[str, str],
    *,
    file: str,
    origin: CellOrigin,
) -> StatedCell:
    where = cell.where.fields()
    return StatedCell(
        budget=budget,
        statement=f"{table.key}{cell.side}",
        row=projects.get(cell.row, cell.row),
        column=cell.column,
        year=budget.fiscal_year - cell.years_back,
        base=cell.base,
        value=cell.value,
        origin=origin,
        file=file[:_LONGEST_SOURCE],
        sheet=where["sheet"][:_LONGEST_SHEET],
        cell=where["cell"],
        line=where["line"],
        printed_in=MoneyUnit(table.unit),
    )


def _projects(budget: DepartmentalBudget, tables: Iterable[OfficialTable]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Row of the table → code of the project, and the names of those that were made for it."""
    by_code = {project.code: project for project in Project.objects.filter(budget=budget)}
    by_name = {squeeze(project.name): project.code for project in by_code.values()}
    found: dict[str, str] = {}
    made: list[str] = []
    for table in tables:
        if table.key != "T10":
            continue
        for row in dict.fromkeys(cell.row for cell in table.cells if cell.row != "total"):
            name = table.names.get(row, (row.removeprefix(UNNAMED_PROJECT), ""))[0]
            code = by_name.get(squeeze(name), stable_code(name)) if row.startswith(UNNAMED_PROJECT) else row
            if code not in by_code:
                by_code[code] = Project.objects.create(budget=budget, code=code, name=name, ordinal=len(by_code))
                made.append(name)
            found[row] = code
    return found, tuple(made)


def _missing_classes(year: int, tables: Iterable[OfficialTable], *, file: str, notes: list[Note]) -> Iterable[str]:
    """Codes that no list has for the year are entered with the file as their source; nothing that a list has is renamed."""
    for table in tables:
        if table.key == "T10":
            continue
        model: type[EconomicClass] | type[FunctionalClass] = EconomicClass if table.economic else FunctionalClass
        pattern = _ECONOMIC if table.economic else _FUNCTIONAL
        known = dict(model.objects.valid_in(year).values_list("code", "name"))
        for code, (name, where) in table.names.items():
            if code in known:
                if _plain(known[code]) != _plain(name):
                    notes.append(Note(where, f"{code} 在目录中名为“{known[code]}”，表中写作“{name}”，打印目录的名称"))
            elif not pattern.match(code):
                notes.append(Note(where, f"“{code}”不像{'经济' if table.economic else '功能'}分类编码"))
            elif model.objects.filter(Q(code=code)).exists():
                notes.append(Note(where, f"{code} {name} 不在 {year} 年的目录中（目录只在其他年度有）"))
                yield _new(model, code, name, source=f"{file} {where}", valid_from=year)
            else:
                yield _new(model, code, name, source=f"{file} {where}", valid_from=None)


def _new(
    model: type[EconomicClass] | type[FunctionalClass], code: str, name: str, *, source: str, valid_from: int | None
) -> str:
    fields: dict[str, object] = {
        "name": name[:200], "source": f"{SOURCE}：{source}"[:_LONGEST_SOURCE], "confirmation": Confirmation.UNLISTED,
    }  # fmt: skip
    if model is EconomicClass:
        fields["group"] = _group(code)
        fields["three_public_line"] = _THREE_PUBLIC.get(code, "")
    model.objects.get_or_create(code=code, valid_from=valid_from, defaults=fields)
    return f"{code} {name}"


def _group(code: str) -> EconomicGroup:
    if code.startswith(_PERSONNEL_CLASSES):
        return EconomicGroup.PERSONNEL
    return EconomicGroup.OPERATING if code.startswith(_OPERATING_CLASSES) else EconomicGroup.NEITHER


def _plain(name: str) -> str:
    return squeeze(name).replace("（", "(").replace("）", ")")
