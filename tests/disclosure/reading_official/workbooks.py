"""Official tables of a fictional department as workbooks and web pages, laid out as real budget systems export them."""

from __future__ import annotations

import html
import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]

# A merged cell is its upper left one: the others are blank, as a workbook has them.
SHANGHAI_T03: Rows = [
    ["2026年部门支出预算总表"],
    [],
    ["编制部门：云汀区档案馆", None, None, None, None, None, "单位：元"],
    [],
    ["项目", None, None, None, "支出预算"],
    ["功能分类科目编码", None, None, "功能分类科目名称", "合计", "基本支出", "项目支出"],
    ["类", "款", "项"],
    ["201", None, None, "一般公共服务支出", 900.5, 600, 300.5],
    ["201", "26", None, "档案事务", 900.5, 600, 300.5],
    ["201", "26", "01", "行政运行", 600, 600, None],
    ["201", "26", "04", "档案馆", 300.5, None, 300.5],
    ["合计", None, None, None, 900.5, 600, 300.5],
]
HEBEI_T01: Rows = [
    ["部门预算收支总表"],
    ["303云汀区档案馆", "预算年度:2025", None, None, "单位:万元"],
    ["序号", "收入", None, "支出", None],
    [None, "项目", "预算数", "项目", "预算数"],
    ["栏次", "1", "2", "3", "4"],
    [1, "一、一般公共预算拨款收入", 60.12, "一、一般公共服务支出", 55],
    [2, "二、政府性基金预算拨款收入", None, "二、外交支出", None],
    [3, "五、单位资金", 4, "八、社会保障和就业支出", 10.12],
    [4, "本年收入合计", 64.12, "本年支出合计", 65.12],
    [5, "上年结转结余", 3, "年终结转结余", 2],
    [6, "收入总计", 67.12, "支出总计", 67.12],
]
THREE_PUBLIC_IN_ROWS: Rows = [
    ["一般公共预算“三公”经费支出表"],
    ["单位：元"],
    ["项目", "上年预算数", "本年预算数", "增减额", "增减变化原因"],
    ["合计", 100, 90, -10, "压减"],
    ["1.因公出国（境）费", 0, 0, 0, None],
    ["2.公务接待费", 20, 20, 0, None],
    ["3.公务用车购置及运行费", 80, 70, -10, None],
    ["其中：（1）公务用车购置费", 0, 0, 0, None],
    ["（2）公务用车运行维护费", 80, 70, -10, "减少里程"],
]
PROJECTS: Rows = [
    ["项目支出表"],
    ["单位：元"],
    ["序号", "项目类别", "项目编码", "项目名称", "合计", "财政拨款", None, None],
    [None, None, None, None, None, "一般公共预算", "政府性基金", "国有资本经营"],
    [1, "特定目标类", "99000026P000001", "库房修缮", 250, 250, None, None],
    [2, "特定目标类", None, "档案数字化", 50.5, 50.5, None, None],
    ["合计", None, None, None, 300.5, 300.5, None, None],
]


def workbook(**sheets: Rows) -> bytes:
    """A .xlsx with these sheets."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
    book.close()
    return file.getvalue()


def web_page(rows: Rows, *, encoding: str = "utf-8") -> bytes:
    """The same as a page named .xls: blanks of a merged cell are not written, the cell spans them."""
    lines = []
    for row in rows:
        cells = []
        filled = [at for at, value in enumerate(row) if value is not None]
        for at, value in enumerate(row):
            if value is None and at > (filled[0] if filled else 0) and _spans(row):
                continue
            span = _span(row, at) if value is not None and _spans(row) else 1
            cells.append(f'<td colspan="{span}">{html.escape("" if value is None else str(value))}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    page = f'<html><head><meta charset="{encoding}"><style>td{{}}</style></head><body><table>{"".join(lines)}</table></body></html>'
    return page.encode(encoding)


def _spans(row: Sequence[Any]) -> bool:
    """Heads and titles are merged, rows of figures are not."""
    return not any(isinstance(value, int | float) for value in row)


def _span(row: Sequence[Any], at: int) -> int:
    end = at + 1
    while end < len(row) and row[end] is None:
        end += 1
    return end - at
