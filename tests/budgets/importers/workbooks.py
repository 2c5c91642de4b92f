"""Workbooks as integrated systems export them, and worse ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

HEADINGS = (
    "单位编码", "单位名称", "支出项目类别", "项目编码", "项目名称", "功能分类科目编码", "功能分类科目名称",
    "部门经济分类科目编码", "部门经济分类科目名称", "资金性质编码", "资金性质名称", "年初批复数（元）",
)  # fmt: skip
PETITION = ("202001", "云汀区信访局")


def workbook(
    rows: Iterable[Sequence[Any]], *, headings: Sequence[str] = HEADINGS, sheet: str = "明细", above: Sequence[str] = ()
) -> bytes:
    """One sheet. Text is written as text, numbers as numbers, None as nothing."""
    return workbook_of({sheet: [*([text] for text in above), list(headings), *rows]})


def workbook_of(
    sheets: dict[str, Iterable[Sequence[Any]]], *, merged: Sequence[str] = (), hidden: Sequence[int] = ()
) -> bytes:
    """merged: areas of the first sheet; hidden: rows by their number in Excel."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(at, column, value)
                elif value is not None:
                    page.write_number(at, column, value)
        for number in hidden:
            page.set_row(number - 1, options={"hidden": True})
    book.close()
    return _with_merged(buffer.getvalue(), merged) if merged else buffer.getvalue()


def _with_merged(content: bytes, areas: Sequence[str]) -> bytes:
    """In the first sheet."""
    name = "xl/worksheets/sheet1.xml"
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in areas).encode()
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        sheet = old.read(name).replace(b"</sheetData>", b"</sheetData><mergeCells>" + cells + b"</mergeCells>")
    return rezipped(content, {name: sheet})


def personnel(amount: Any = 300000, **cells: Any) -> list[Any]:
    return _row(["人员类", "", "", "2010301", "行政运行", "30101", "基本工资"], amount, cells)


def operating(amount: Any = 40000, **cells: Any) -> list[Any]:
    return _row(["公用经费", "", "", "2010301", "行政运行", "30201", "办公费"], amount, cells)


def project(
    amount: Any = 650000, code: str = "202-0001-ABC-0001", name: str = "接访场所运行经费", **cells: Any
) -> list[Any]:
    return _row(["特定目标类", code, name, "2010308", "信访事务", "30227", "委托业务费"], amount, cells)


def _row(middle: list[str], amount: Any, cells: dict[str, Any]) -> list[Any]:
    """cells: by the letter of the column, where a test wants something else."""
    row = [*PETITION, *middle, "111", "一般公共预算资金", amount]
    for letter, value in cells.items():
        row[ord(letter) - 65] = value
    return row


def csv_of(rows: Iterable[Sequence[Any]], *, headings: Sequence[str] = HEADINGS, encoding: str = "gb18030") -> bytes:
    lines = [",".join("" if value is None else str(value) for value in row) for row in (headings, *rows)]
    return "\r\n".join(lines).encode(encoding)


def rezipped(
    content: bytes, changed: dict[str, bytes | None] | None = None, *, added: Sequence[tuple[Any, bytes]] = ()
) -> bytes:
    """The workbook with some parts put in place of its own; None leaves one out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = (changed or {}).get(entry.filename, old.read(entry.filename))
            if part is not None:
                new.writestr(entry.filename, part)
        for name, part in added:
            new.writestr(name, part)
    return buffer.getvalue()
