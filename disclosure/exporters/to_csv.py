"""tables.zip: each table as a CSV file for programs and spreadsheets, and 数据.csv with every figure.

The nested heads of a table are one row, in which each column has all the words above it (支出 / 基本支出 / 人员经费);
the sentences under a table are its last rows. CSV has no properties: what made the file stands in the comment of the archive.
Amounts are exact decimal numbers without separators. Words that a spreadsheet would take for a formula get an
apostrophe before them; numbers never do, negative ones included.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from disclosure.document import Document, Figure
from disclosure.exporters.archive import pack
from disclosure.exporters.figure_list import COLUMNS, ListColumn, list_of
from disclosure.exporters.grid import LaidOutTable, Placed
from disclosure.exporters.imprint import Imprint
from disclosure.exporters.places import SEPARATOR, tables

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def render(document: Document, imprint: Imprint) -> bytes:
    entries = [("数据.csv", _csv(_figure_rows(document)))]
    for numbered in tables(document):
        grid = LaidOutTable(numbered.table)
        rows = [_values(grid, row) for row in range(grid.column_heads_from)]
        if grid.head_rows > grid.column_heads_from:
            rows.append([safe(SEPARATOR.join(path)) for path in grid.column_paths()])
        rows.extend(_values(grid, row) for row in range(grid.head_rows, len(grid.owner)))
        rows.extend([safe(note), *[""] * (grid.columns - 1)] for note in numbered.notes)
        entries.append((f"{_file_name(numbered.name)}.csv", _csv(rows)))
    return pack(entries, comment=imprint.made_by())


def safe(text: str) -> str:
    """A text that no spreadsheet evaluates."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _figure_rows(document: Document) -> Iterable[Sequence[str]]:
    yield [column.heading for column in COLUMNS]
    for listed in list_of(document):
        yield [_listed(column, column.value(listed)) for column in COLUMNS]


def _listed(column: ListColumn, value: int | str | Figure) -> str:
    if isinstance(value, Figure):
        return f"{value.number:f}"
    if isinstance(value, int) or (column.shows_numbers and _is_number(value)):
        return str(value)
    return safe(value)


def _values(grid: LaidOutTable, row: int) -> list[str]:
    """A row with one value for each column. What stands merged over several rows is said in each of them, but a number once."""
    values: list[str] = []
    for slot in grid.slots(row):
        placed = slot.placed
        values.append("" if placed is None or (slot.continued and placed.figure) else _value(placed))
        values.extend("" for _ in range(slot.colspan - 1))
    return values


def _value(placed: Placed) -> str:
    return f"{placed.figure.number:f}" if placed.figure else safe(placed.text)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-+]?[0-9,]+(\.[0-9]+)?%?", text) is not None


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")


def _file_name(name: str) -> str:
    """Without what file systems refuse; long captions are cut."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name)[:60].strip(" .").replace(" ", "_")
