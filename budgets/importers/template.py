"""The workbooks that a clerk fills in: empty, or with the present lines. Headed and listed from the table of columns.

The lists stand on a hidden sheet. A code that they lack may still be typed: Excel asks once and lets it pass.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from budgets.choices import LineKind
from budgets.importers.columns import COLUMNS, unit_label
from budgets.models import (
    BudgetUnit,
    DepartmentalBudget,
    EconomicClass,
    ExpenditureLine,
    FunctionalClass,
    FundSource,
    Project,
)

SHEET, LISTS = "支出明细", "代码"
BLANK_ROWS = 2000  # rows with lists below the last line
FIRST_ROW = 1
BOOKED = r"^.{5,}$"  # a 类 is a heading and no place to book

HELP = (
    "每行一笔支出。表头的名称不要改；列的顺序可以调整，不用的列可以留空。",
    "单位、类别、科目、资金性质可从下拉列表中选择，也可以直接填写编码或名称。",
    "人员类、公用经费不填项目；未分列到项目的项目支出，项目留空。",
    "金额以元为单位，最多两位小数。合计不用填写，由系统汇总。",
)


def workbook(budget: DepartmentalBudget, *, filled: bool) -> bytes:
    """filled: with the lines that the budget holds; read back, each of them is unchanged."""
    lines = _lines(budget) if filled else []
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        _Template(book, budget).write(lines)
    return buffer.getvalue()


def _lines(budget: DepartmentalBudget) -> Sequence[ExpenditureLine]:
    """By kind, each kind in its own order."""
    kinds = list(LineKind.values)
    rows = ExpenditureLine.objects.filter(budget=budget).select_related(
        "unit__unit", "project", "functional", "economic", "fund"
    )
    return sorted(rows, key=lambda line: (kinds.index(line.kind), line.ordinal, line.pk))


class _Template:
    def __init__(self, book: Any, budget: DepartmentalBudget) -> None:
        self.book, self.budget = book, budget
        self.page = book.add_worksheet(SHEET)
        self.columns = [(column, heading, width) for column in COLUMNS for heading, width in column.template]
        self.text = book.add_format({"num_format": "@"})  # codes stay text: Excel turns a long number into 1.2E+20
        self.money = book.add_format({"num_format": "#,##0.00"})

    def write(self, lines: Sequence[ExpenditureLine]) -> None:
        self._head()
        for at, line in enumerate(lines, FIRST_ROW):
            for place, value in enumerate(
                value for column in COLUMNS if column.template for value in column.texts(line)
            ):
                self._cell(at, place, value)
        self._lists(FIRST_ROW + len(lines) + BLANK_ROWS)
        self._explain()

    def _head(self) -> None:
        head = self.book.add_format(
            {"bold": True, "bg_color": "#E8F0F8", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        for place, (column, heading, width) in enumerate(self.columns):
            self.page.set_column(place, place, width, self.money if column.key == "amount" else self.text)
            self.page.write_string(0, place, heading, head)
        self.page.set_row(0, 28)
        self.page.freeze_panes(FIRST_ROW, 0)
        self.page.autofilter(0, 0, 0, len(self.columns) - 1)

    def _cell(self, row: int, place: int, value: str | Decimal) -> None:
        """Text as text, whatever it begins with. A double holds our amounts exactly enough: fifteen digits, two of them cents."""
        if isinstance(value, Decimal):
            self.page.write_number(row, place, value, self.money)
        elif value:
            self.page.write_string(row, place, value, self.text)

    def _lists(self, last: int) -> None:
        sheet = self.book.add_worksheet(LISTS)
        sheet.hide()
        offered = _offered(self.budget)
        for place, (column, heading, _) in enumerate(self.columns):
            entries = list(offered.get(heading, ()))
            if column.key == "amount":
                self.page.data_validation(FIRST_ROW, place, last, place, _AMOUNT)
            if not entries:
                continue
            sheet.write_string(0, place, heading)
            for at, entry in enumerate(entries, 1):
                sheet.write_string(at, place, entry)
            letter = chr(65 + place)
            self.page.data_validation(
                FIRST_ROW, place, last, place,
                {
                    "validate": "list",
                    "source": f"='{LISTS}'!${letter}$2:${letter}${len(entries) + 1}",
                    "error_type": "stop" if column.key == "kind" else "warning",
                    "error_title": heading,
                    "error_message": "请从列表中选择。" if column.key == "kind" else "列表中没有这一项。确有此项的，选择“是”继续。",
                },
            )  # fmt: skip

    def _explain(self) -> None:
        page = self.book.add_worksheet("填写说明")
        page.set_column(0, 0, 90)
        for at, words in enumerate(HELP):
            page.write_string(at, 0, words)
        self.page.activate()


_AMOUNT = {
    "validate": "decimal",
    "criteria": "between",
    "minimum": -999999999999.99,
    "maximum": 999999999999.99,
    "error_title": "金额",
    "error_message": "请填写数字，单位是元。",
}


def _offered(budget: DepartmentalBudget) -> dict[str, Iterable[str]]:
    """The list of each heading: what is valid in the year, down to where lines are booked."""
    year = budget.fiscal_year
    units = BudgetUnit.objects.filter(budget=budget).select_related("unit").order_by("ordinal", "pk")
    projects = list(Project.objects.filter(budget=budget).order_by("ordinal", "pk"))
    return {
        "单位": [unit_label(unit) for unit in units],
        "支出项目类别": [kind.label for kind in LineKind],
        "项目编码": [project.code for project in projects],
        "项目名称": [project.name for project in projects],
        "功能分类科目": map(str, FunctionalClass.objects.valid_in(year).filter(code__regex=BOOKED)),
        "部门经济分类科目": map(str, EconomicClass.objects.valid_in(year).filter(code__regex=BOOKED)),
        "资金性质": map(str, FundSource.objects.valid_in(year)),
    }
