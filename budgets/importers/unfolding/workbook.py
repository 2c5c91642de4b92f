"""The cells of a workbook's visible sheets, .xlsx or .xls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

import python_calamine as calamine

from budgets.importers.unfolding import Limits, UnfoldingRefused, without_tail
from budgets.importers.unfolding.archive import Seen

ERROR = "#错误"
MOST_COVERED = 500_000  # cells under merged areas: what a file claims beyond is not looked at


def sheets_of(file: BinaryIO, limits: Limits, *, seen: Mapping[str, Seen]) -> list[dict[str, Any]]:
    """The visible sheets. An Excel error is no blank: it is shown as one."""
    try:
        book = calamine.load_workbook(file)
    except calamine.PasswordError:
        raise UnfoldingRefused("文件设有打开密码。请在 Excel 中取消密码后另存，再上传。") from None
    sheets = []
    allowed = limits["cells"]
    for about in book.sheets_metadata:
        if about.visible != calamine.SheetVisibleEnum.Visible or about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        allowed -= sheet.total_height * sheet.total_width
        if sheet.total_height > limits["rows"] or sheet.total_width > limits["columns"] or allowed < 0:
            raise UnfoldingRefused(
                f"工作表“{about.name}”有 {sheet.total_height:,} 行、{sheet.total_width:,} 列，超出可导入的范围"
                f"（{limits['rows']:,} 行、{limits['columns']} 列）。请只保留预算明细，另存后再上传。"
            )
        before = [None] * (sheet.start[1] if sheet.start else 0)
        rows = [_row(before, row) for row in sheet.iter_rows()]
        of_sheet = seen.get(about.name) or Seen()
        for row, column in of_sheet.errors:
            if row < len(rows) and column < len(rows[row]):
                rows[row][column] = ERROR
        sheets.append(
            {
                "name": about.name,
                "rows": without_tail(rows),
                "merged": _merged_downwards(sheet),
                "hidden_rows": [number for number in of_sheet.hidden_rows if number <= len(rows)],
            }
        )
    return sheets


def _merged_downwards(sheet: Any) -> list[tuple[int, int, int, int]]:
    """First row, first column, last row, last column, from 0, of the areas that reach over several rows."""
    found, covered = [], 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        covered += (bottom - top) * (right - left + 1)
        if covered > MOST_COVERED:
            break
        if bottom > top:
            found.append((top, left, bottom, right))
    return found


def _row(before: list[Any], cells: Iterable[Any]) -> list[Any]:
    return before + [
        cell if cell.__class__ is float or (cell.__class__ is str and cell) else _cell(cell) for cell in cells
    ]


def _cell(value: Any) -> str | int | float | None:
    """Dates become text: no column of the ledger is one, and whoever sees it knows what Excel made of his number."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str | int | float):
        return value
    return (
        value.isoformat()
        if isinstance(value, date | datetime | time)
        else str(value)
        if isinstance(value, timedelta)
        else ERROR
    )
