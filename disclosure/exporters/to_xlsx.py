"""disclosure.xlsx: a list of every figure, then a sheet for each table as it is printed.

Amounts are numbers that can be summed; what the department wrote is text and never becomes a formula or a link.
"""

from __future__ import annotations

import io
from typing import Any

from xlsxwriter.worksheet import Worksheet

from disclosure.document import Document
from disclosure.exporters.figure_list import COLUMNS, ListColumn, list_of
from disclosure.exporters.imprint import Imprint
from disclosure.exporters.places import tables
from disclosure.exporters.xlsx_book import Book
from disclosure.exporters.xlsx_tables import LINE_HEIGHT, text_lines, write_table

FIGURE_SHEET = "数据"
A4 = 9  # Excel's number for the paper
FORBIDDEN_IN_SHEET_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


def render(document: Document, imprint: Imprint) -> bytes:
    buffer = io.BytesIO()
    book = Book(buffer)
    title = document.title_text()
    book.workbook.set_properties(
        {
            "title": title,
            "author": document.printed_name,
            "comments": "\n".join(
                filter(None, (imprint.draft_mark, *imprint.closing_lines(), imprint.hash_text(), imprint.made_by()))
            ),
            "created": imprint.moment(document.fiscal_year),
        }
    )
    _figure_sheet(book, document, imprint)
    for numbered in tables(document):
        sheet = book.workbook.add_worksheet(sheet_name(numbered.name))
        write_table(book, sheet, numbered.table, numbered.notes)
        if numbered.section.orientation == "landscape" or len(numbered.table.widths) > 8:
            sheet.set_landscape()
        _page(sheet, imprint)
    book.workbook.close()
    return buffer.getvalue()


def _figure_sheet(book: Book, document: Document, imprint: Imprint) -> None:
    sheet = book.workbook.add_worksheet(FIGURE_SHEET)
    for at, column in enumerate(COLUMNS):
        book.write(sheet, 0, at, column.heading, bold=True, border=1, bg_color="#EEF1F5", align="center")
        sheet.set_column(at, at, column.width)
    row = 0
    for row, listed in enumerate(list_of(document), 1):
        lines = [1]
        for at, column in enumerate(COLUMNS):
            value = column.value(listed)
            if column.wraps:
                lines.append(text_lines(str(value), column.width))
            book.write(sheet, row, at, value, border=1, **_look(column))
        sheet.set_row(row, max(lines) * LINE_HEIGHT + 3)
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    if row:
        sheet.autofilter(0, 0, row, len(COLUMNS) - 1)
    _page(sheet, imprint)


def _look(column: ListColumn) -> dict[str, Any]:
    align = {} if column.align == "left" else {"align": column.align}
    return {**align, **({"text_wrap": True} if column.wraps else {})}


def _page(sheet: Worksheet, imprint: Imprint) -> None:
    """Print set-up. In headers and footers Excel reads & as a command, so that data has it doubled."""
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
    if imprint.draft_mark:
        sheet.set_header(f"&C&16{imprint.draft_mark.replace('&', '&&')[:80]}")
    note = (imprint.hash_text() or imprint.version_text()).replace("&", "&&")[:180]
    sheet.set_footer(f"&L&7{note}&R&9第 &P 页，共 &N 页")


def sheet_name(name: str) -> str:
    """At most 31 characters, none that Excel refuses; the number before a name keeps the cut names apart."""
    return " ".join(name.translate(FORBIDDEN_IN_SHEET_NAMES).split())[:31].strip()
