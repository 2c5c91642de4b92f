"""A set of official table files becomes stated cells of a draft. For the command, and for a page that shows first and stores then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from budgets.choices import Door, TablesMode
from budgets.importers.reader import FileSheet, UnreadableFile
from budgets.models import DepartmentalBudget, FunctionalClass
from budgets.versions.editing import editing
from disclosure.reading.official import files, sheets, storage
from disclosure.reading.official.rows import plain_label
from disclosure.reading.official.storage import StoredTables
from disclosure.reading.official.tables import Note, OfficialTable

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@dataclass(frozen=True)
class ReadSheet:
    """One sheet. unknown: what calls itself a table and is none that can be read."""

    name: str
    tables: tuple[OfficialTable, ...]
    unknown: tuple[Note, ...]
    is_blank: bool


@dataclass(frozen=True)
class ReadFile:
    """One file. unknown: what calls itself a table and is none that can be read, or has heads that are not understood."""

    name: str
    tables: tuple[OfficialTable, ...]
    unknown: tuple[Note, ...]

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(note for table in self.tables for note in table.notes)


def read_files(contents: Iterable[tuple[str, bytes]], *, year: int, unit: str = "") -> list[ReadFile]:
    """The tables of each (name, content). Touches nothing but the list of classes.

    unit  元 or 万元, for tables that do not say
    Raises budgets.importers.reader.Unreadable, which names the file; so do a table of another year and one that two files hold.
    """
    classes = class_names(year)
    result = []
    for name, content in contents:
        try:
            found, unknown = _read(content, classes=classes, year=year, unit=unit)
        except UnreadableFile as error:
            raise UnreadableFile(f"{name}：{error}") from error
        for table in found:
            if table.year and table.year != year:
                raise UnreadableFile(
                    f"{name}：{table.where}的“{table.title}”是 {table.year} 年的表，不是 {year} 年的。请选择本年度的公开表。"
                )
        result.append(ReadFile(name, tuple(found), tuple(unknown)))
    _refuse_twice(result)
    return result


def _refuse_twice(read: Iterable[ReadFile]) -> None:
    """Each file takes the place of what stands there: of two with the same table the first would be gone without a word."""
    first: dict[str, str] = {}
    for each in read:
        for table in each.tables:
            other = first.setdefault(table.key, each.name)
            if other != each.name:
                raise UnreadableFile(
                    f"“{other}”和“{each.name}”中都有“{table.title}”，只能读入一张。请去掉其中一个文件。"
                )


def _read(content: bytes, *, classes: dict[str, str], year: int, unit: str) -> tuple[list[OfficialTable], list[Note]]:
    sheets_read = read_sheets(files.sheets_of(content), classes=classes, year=year, unit=unit)
    return [table for each in sheets_read for table in each.tables], [
        note for each in sheets_read for note in each.unknown
    ]


def read_sheets(
    of_file: Iterable[FileSheet],
    *,
    classes: dict[str, str],
    year: int,
    unit: str = "",
    units: Mapping[str, str] | None = None,
) -> list[ReadSheet]:
    """The tables of each sheet. units: sheet → 元 or 万元 for its tables that do not say; others take `unit`."""
    result = []
    for sheet in of_file:
        chosen = (units or {}).get(sheet.name, unit)
        tables, unknown = sheets.tables_of(sheet, classes=classes, year=year, unit=chosen)
        is_blank = not any(cell is not None for row in sheet.rows for cell in row)
        result.append(ReadSheet(sheet.name, tuple(tables), tuple(unknown), is_blank))
    return result


def class_names(year: int) -> dict[str, str]:
    """Name → code of the 类 of functions that hold in the year."""
    rows = FunctionalClass.objects.valid_in(year)
    return {plain_label(name): code for code, name in rows.values_list("code", "name") if len(code) == 3}


def store_files(
    budget: DepartmentalBudget,
    read: Sequence[ReadFile],
    *,
    by: AbstractBaseUser | Literal["import"],
    seen: int | None = None,
) -> list[StoredTables]:
    """Writes the cells of all files into the draft, or none. The tables are printed from now on.

    Raises NotEditable and ChangedMeanwhile, as every form does.
    """
    files = "；".join(each.name for each in read if each.tables)
    with editing(budget, by=by, seen=seen, door=Door.OFFICIAL_TABLE, source=files, sentence="读入官方公开表") as draft:
        stored = [storage.store(draft, each.tables, file=each.name) for each in read if each.tables]
        if draft.tables_mode == TablesMode.NONE and any(each.cells for each in stored):
            draft.tables_mode = TablesMode.APPENDIX
            draft.save(update_fields=["tables_mode"])
    budget.refresh_from_db()
    return stored
