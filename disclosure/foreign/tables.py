"""Official tables in a workbook or a page of tables: read as stated cells, judged by the rules of the tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from django.db import transaction

from budgets.choices import TablesMode
from budgets.importers.reader import FileSheet, UnreadableFile
from budgets.rules.reads import Reads
from budgets.rules.registry import Result
from budgets.statements.ledger import Ledger
from budgets.workflow import transitions
from disclosure import formats
from disclosure.composition.review import review_of
from disclosure.foreign.judgement import AtHand, judged
from disclosure.foreign.nowhere import department
from disclosure.foreign.printed_names import printed_classes
from disclosure.reading.layout.errors import UnreadableDisclosure
from disclosure.reading.official import files, sheets
from disclosure.reading.official.importer import ReadFile, class_names, store_files
from disclosure.reading.official.tables import Note, OfficialTable
from disclosure.reading.official.titles import table_named

_NEEDS_MORE = "这里只有公开表，没有公开说明，没有核验"
_YEAR = re.compile(r"(20\d{2})")
# In the head of a table, beside the name: 303某某局 | 预算年度:2025.
_OF_THE_BUDGET = re.compile(r"预算年度\s*[:：]?\s*(20\d{2})")
_CODE_AND_NAME = re.compile(r"\s*\d{3,9}[-\s]*([\u4e00-\u9fff][\u4e00-\u9fff（）()]{3,40})\s*")
_HEAD = 6
_LATEST_WITHOUT_A_YEAR = 2025
_MOST_LINES = 20_000


@dataclass(frozen=True)
class JudgedTables:
    """name, year: as the tables print them; "" and 0 where they do not."""

    name: str
    year: int
    results: tuple[Result, ...]
    lines: tuple[str, ...]
    notes: tuple[str, ...]


def judge_tables(path: Path) -> JudgedTables:
    """Raises UnreadableDisclosure where the file holds no official table that is known."""
    try:
        found = files.sheets_of(path.read_bytes())
    except UnreadableFile as error:
        raise UnreadableDisclosure(str(error)) from error
    year = _year(found, path.stem)
    with transaction.atomic():
        judged = _judged(path, found, year)
        transaction.set_rollback(True)
    return judged


def _judged(path: Path, found: Sequence[FileSheet], year: int) -> JudgedTables:
    fiscal_year = year or _LATEST_WITHOUT_A_YEAR
    tables, unknown = _read(found, fiscal_year)
    if not tables:
        raise UnreadableDisclosure(
            "没有认出公开表（如“部门收支总表”）。请提供带表名的公开表；公开说明请用 .docx、PDF 或文本。"
        )
    name = next((table.department for table in tables if table.department), "") or _name_in_a_head(found)
    owner = department(name or path.stem)
    budget = transitions.create_budget(
        by=None,
        department=owner,
        fiscal_year=fiscal_year,
        printed_name=owner.name,
        format_key=_format(tables, fiscal_year),
        tables_mode=TablesMode.APPENDIX,
    )
    stored = store_files(budget, [ReadFile(path.name, tuple(tables), tuple(unknown))], by="import")
    ledger = replace(Ledger.of(budget), printed_classes=tuple(printed_classes(tables)))
    at_hand = AtHand(Reads.TABLES, _NEEDS_MORE, tables={table.key for table in tables})
    results = tuple(judged(review_of(ledger), at_hand))
    notes = [f"读入公开表 {len(tables)} 张：{'、'.join(table.title for table in tables)}。"]
    if not year:
        notes.append(f"表名中没有年度，按 {fiscal_year} 年的科目核验。")
    for each in (*unknown, *(note for table in tables for note in table.notes), *(n for s in stored for n in s.notes)):
        notes.append(f"{each.where}：{each.text}")
    return JudgedTables(name, year, results, tuple(_lines(found)), tuple(dict.fromkeys(notes)))


def _name_in_a_head(found: Iterable[FileSheet]) -> str:
    """Of a table that has no 编制部门 and prints code and name of the department instead; "" where it does not."""
    for sheet in found:
        for cell in (cell for row in sheet.rows[:_HEAD] for cell in row if isinstance(cell, str)):
            if named := _CODE_AND_NAME.fullmatch(cell):
                return named[1]
    return ""


def _read(found: Iterable[FileSheet], year: int) -> tuple[list[OfficialTable], list[Note]]:
    """A table of another year is left out and said: a folder of old tables is no error of this year's."""
    classes = class_names(year)
    tables: list[OfficialTable] = []
    unknown: list[Note] = []
    for sheet in found:
        try:
            read, others = sheets.tables_of(sheet, classes=classes, year=year)
        except UnreadableFile as error:
            raise UnreadableDisclosure(str(error)) from error
        unknown.extend(others)
        for table in read:
            if table.year and table.year != year:
                unknown.append(
                    Note(table.where, f"“{table.title}”是 {table.year} 年的表，其他表是 {year} 年的，未读入")
                )
            else:
                tables.append(table)
    return tables, unknown


def _format(tables: Sequence[OfficialTable], year: int) -> str:
    """The form of which the tables are, by their names: Shanghai's 财务收支预算总表, else the common form of the year."""
    shanghai = any("财务收支预算" in table.title or "功能分类预算表" in table.title for table in tables)
    offered = formats.offered("31" if shanghai else "13", year)
    return next((each.key for each in offered if each.statutory), offered[0].key)


def _year(found: Iterable[FileSheet], name_of_file: str) -> int:
    """Of the tables' titles, else of the file's name; 0 where neither says."""
    years: Counter[int] = Counter()
    for sheet in found:
        for row in sheet.rows:
            for cell in row:
                if isinstance(cell, str) and len(cell) < 80 and (title := table_named(cell)) and title.year:
                    years[title.year] += 1
    if years:
        return max(years, key=lambda year: (years[year], year))
    said = (
        _OF_THE_BUDGET.search(cell)
        for sheet in found
        for row in sheet.rows[:_HEAD]
        for cell in row
        if isinstance(cell, str)
    )
    named = next((each for each in said if each), None) or _YEAR.search(name_of_file)
    return int(named[1]) if named else 0


def _lines(found: Iterable[FileSheet]) -> Iterator[str]:
    """The rows as they stand there, for a report."""
    count = 0
    for sheet in found:
        yield f"【{sheet.name}】"
        for row in sheet.rows:
            cells = [_shown(cell) for cell in row]
            if any(cells):
                count += 1
                if count > _MOST_LINES:
                    return
                yield " | ".join(cell for cell in cells if cell)


def _shown(cell: str | float | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.10g}" if abs(cell) < 1e9 else f"{cell:.2f}".rstrip("0").rstrip(".")
    return " ".join(str(cell).split())
