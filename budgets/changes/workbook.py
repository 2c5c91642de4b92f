"""A log as a workbook: one line for each value that became other."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_000
_WIDTHS = [24, 14, 12, 10, 32, 8, 16, 24, 24, 16, 10, 12, 20, 12, 28, 24, 28]


def workbook(lines: Sequence[Sequence[Any]]) -> bytes:
    """lines  with their head. Numbers are numbers, everything else is text and never a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": False}) as book:
        book.set_properties({"title": "变动"})
        sheet = book.add_worksheet("变动")
        head, money = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "#,##0.00"})
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        for at, line in enumerate(lines):
            for column, value in enumerate(line):
                if isinstance(value, Decimal):
                    sheet.write_number(at, column, value, money)
                elif value is not None and value != "":
                    sheet.write_string(at, column, _whole(str(value)), head if at == 0 else None)
        if len(lines) > 1:
            sheet.autofilter(0, 0, len(lines) - 1, len(lines[0]) - 1)
    return out.getvalue()


def _whole(text: str) -> str:
    """A cell of Excel holds so many letters and no more; what is left out is said."""
    return (
        text if len(text) <= LONGEST else f"{text[:LONGEST]}……（后面还有 {len(text) - LONGEST} 个字，请在页面上查看）"
    )


def answer(lines: Sequence[Sequence[Any]]) -> HttpResponse:
    answer = HttpResponse(workbook(lines), content_type=_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="changes.xlsx"'
    return answer
