"""A table of the document as a sheet: title, merged heads, numbers as numbers, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from disclosure.document import Figure, Table
from disclosure.exporters.grid import LaidOutTable, Placed
from disclosure.exporters.measure import ems
from disclosure.exporters.xlsx_book import Book

TITLE_ROWS = 2  # the title, and the unit beneath it
FROZEN_ROWS = 4  # a taller head would leave no room for the body on a small screen
LINE_HEIGHT = 15.0  # points
TALLEST_ROW = 409.0  # Excel's own limit


def write_table(book: Book, sheet: Worksheet, table: Table, notes: Sequence[str] = ()) -> None:
    """`notes` are the sentences under the table."""
    grid = LaidOutTable(table)
    widths = column_widths(grid)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    _line(book, sheet, 0, grid.columns, table.caption, bold=True, font_size=14, align="center")
    unit = f"单位：{table.unit}"
    is_said = not table.unit or any(placed.text.strip() == unit for placed in grid.placed[0])
    _line(book, sheet, 1, grid.columns, "" if is_said else unit, align="right")
    for row in range(len(grid.owner)):
        for slot in grid.slots(row):
            if slot.placed is None:
                book.write(sheet, row + TITLE_ROWS, slot.column, "", border=1)
            elif not slot.continued:
                _cell(book, sheet, slot.placed, grid.lacking(slot.placed))
        sheet.set_row(row + TITLE_ROWS, _height(grid, widths, row))
    for row, note in enumerate(notes, len(grid.owner) + TITLE_ROWS):
        _line(book, sheet, row, grid.columns, note, text_wrap=True)
        sheet.set_row(row, min(text_lines(note, sum(widths) - 1) * LINE_HEIGHT + 5, TALLEST_ROW))
    if 0 < grid.head_rows <= FROZEN_ROWS:
        sheet.freeze_panes(grid.head_rows + TITLE_ROWS, 0)
    if grid.head_rows > grid.column_heads_from:
        sheet.repeat_rows(grid.column_heads_from + TITLE_ROWS, grid.head_rows + TITLE_ROWS - 1)


def _line(book: Book, sheet: Worksheet, row: int, columns: int, text: str, **properties: Any) -> None:
    if columns > 1:
        sheet.merge_range(row, 0, row, columns - 1, "", book.format(**properties))
    book.write(sheet, row, 0, text, **properties)


def _cell(book: Book, sheet: Worksheet, placed: Placed, lacking: str) -> None:
    properties: dict[str, Any] = {"border": 1, "text_wrap": True, "align": placed.align}
    if placed.cell.head:
        properties |= {"bold": True, "bg_color": "#EEF1F5"}
    row, column = placed.row + TITLE_ROWS, placed.column
    if placed.rowspan > 1 or placed.colspan > 1:
        last = row + placed.rowspan - 1, placed.columns.stop - 1
        sheet.merge_range(row, column, *last, "", book.format(**properties))
    content: str | Figure = placed.figure or placed.text
    book.write(sheet, row, column, content, lacking=lacking, **properties)


def column_widths(grid: LaidOutTable) -> list[float]:
    """In Excel's unit, a digit's width: the table's proportions, but no number or code narrower than its signs."""
    total = sum(grid.table.widths)
    room = max(90.0, 10.0 * grid.columns)
    widths = [max(5.0, room * share / total) for share in grid.table.widths]
    for placed in grid.cells():
        if (placed.figure is not None or placed.is_code) and placed.colspan == 1:
            widths[placed.column] = max(widths[placed.column], len(placed.text) * 1.1 + 2)
    return widths


def text_lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of that many digits; a Chinese character is two digits wide."""
    return sum(1 + int(ems(line) * 2.1 // width) for line in text.split("\n"))


def _height(grid: LaidOutTable, widths: list[float], row: int) -> float:
    """Excel does not fit the height of merged cells, so every row gets one."""
    tallest = LINE_HEIGHT + 5
    for placed in grid.owner[row]:
        if placed is not None:
            room = sum(widths[column] for column in placed.columns) - 1
            tallest = max(tallest, (text_lines(placed.text, room) * LINE_HEIGHT + 5) / placed.rowspan)
    return min(tallest, TALLEST_ROW)
