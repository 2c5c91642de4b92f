"""The procurement table as it is entered: in the columns of the official form, the sums shown and never typed."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms

from budgets.entry.forms import storage
from budgets.entry.forms.basics import CleanLine
from budgets.entry.forms.columns import Column
from budgets.entry.forms.grid import Grid
from budgets.entry.forms.numbers import NumberField
from budgets.entry.forms.sections import EntryForm
from budgets.models import DepartmentalBudget
from budgets.money import YuanFormField, grouped
from budgets.statements.ledger import Ledger
from procurement.columns import COLUMNS, ColumnGroup, HeadCell, Kind, ProcurementColumn, columns_of
from procurement.models import ProcurementItem
from procurement.sources import Sources
from procurement.statements import RESERVED, Procurement, procurement
from procurement.statements import ItemRow as PrintedRow


class SourceColumn(Column):
    """The project that pays, or the words of the source."""

    grid: ItemGrid

    def value(self, row: Any) -> Any:
        return self.grid.sources.words(row)

    def put(self, row: Any, value: Any) -> None:
        row.project, row.project_name = self.grid.sources.read(value)


class ProjectBudgetColumn(Column):
    """预算资金; where it was left blank, the project's amount in the ledger stands beside it."""

    grid: ItemGrid

    def cell(self, prefix: str, number: str, text: str, row: Any, more: str = "") -> str:
        cell = super().cell(prefix, number, text, row, more)
        of_project = None if row is None or row.project_budget is not None else self.grid.figure(row, self.name)
        if of_project is None:
            return cell
        return f'{cell}<span class="hint from-ledger">项目金额 {grouped(of_project)}</span>'


class FigureColumn(Column):
    """A figure that is reckoned from what is saved, as it is printed."""

    grid: ItemGrid
    is_read = False
    is_preset = True

    def __init__(self, name: str, label: str) -> None:
        super().__init__(name, label, field=forms.Field(required=False))

    def text(self, row: Any) -> str:
        figure = self.grid.figure(row, self.name)
        return "" if figure is None else grouped(figure)

    def cell(self, prefix: str, number: str, text: str, row: Any, more: str = "") -> str:
        return (
            f'<input class="amount" value="{"" if row is None else self.text(row)}" readonly tabindex="-1" data-computed'
            f' aria-label="第 {number} 行 {self.label}（系统计算）">'
        )

    @property
    def css(self) -> str:
        return f"{super().css} computed"


_AS_ENTERED: dict[str, Column] = {
    "project_name": SourceColumn(
        "source", COLUMNS["project_name"].name, field=CleanLine(longest=200, required=False),
        attrs={"list": "procurement-projects", "autocomplete": "off"},
        search=("project__code__icontains", "project__name__icontains", "project_name__icontains"),
    ),
    "project_budget": ProjectBudgetColumn("project_budget", COLUMNS["project_budget"].name),
    "catalogue_number": Column("catalogue_number", attrs={"data-catalogue": "code", "autocomplete": "off"}),
    "measure": Column("measure", attrs={"list": "measures", "autocomplete": "off"}),
}  # fmt: skip


def _entry(column: ProcurementColumn) -> Column:
    """How a column is entered, or shown where it is a sum."""
    if column.key in _AS_ENTERED:
        return _AS_ENTERED[column.key]
    if column.kind is Kind.SUM:
        return FigureColumn(column.key, column.name)
    if column.kind is Kind.COUNT:
        field = NumberField(label=column.name, places=4, greatest=Decimal(9_999_999_999), example="3 或 1.5")
        return Column(column.key, column.name, field=field)
    return Column(column.key, column.name, sums=column.kind.is_summed)


def _form(budget: DepartmentalBudget) -> ColumnGroup:
    return columns_of(budget.fiscal_year).only(lambda column: column.key in _ENTRIES)


_ENTRIES = {key: _entry(column) for key, column in COLUMNS.items() if column.kind is not Kind.ORDINAL}


class ItemGrid(Grid):
    """The columns of the form from left to right, and behind them the product to compare with."""

    model = ProcurementItem
    name = "items"
    anchor = "item"
    title = "政府采购预算明细"
    help = "金额单位：元。没有政府采购预算的，本表留空，文件中会写明“未安排政府采购预算”。"
    columns = (*_ENTRIES.values(), FigureColumn("amount", "数量×单价"))
    related = ("project",)
    section_template = "procurement/sections/items.html"

    def columns_for(self, budget: DepartmentalBudget) -> tuple[Column, ...]:
        """Without those that only later years have."""
        names = {_ENTRIES[column.key].name for column in _form(budget).leaves()} | {"amount"}
        return tuple(column for column in self.columns if column.name in names)

    @property
    def heads(self) -> list[list[tuple[HeadCell, str]]]:
        """The rows of the table's head, each cell with its classes; the product stands beside them."""
        return [
            [(cell, _ENTRIES[cell.key].css if cell.column else "") for cell in row]
            for row in _form(self.budget).head_rows()
        ]

    @cached_property
    def sources(self) -> Sources:
        return Sources.of(self.budget)

    @cached_property
    def statement(self) -> Procurement:
        """The table as it is saved, which is what is printed."""
        return procurement(self.ledger or Ledger.of(self.budget))

    @cached_property
    def _printed(self) -> dict[int | None, PrintedRow]:
        return {row.item.pk: row for row in self.statement.rows}

    def figure(self, item: ProcurementItem, name: str) -> Decimal | None:
        """A reckoned figure of a saved row."""
        row = self._printed.get(item.pk)
        if row is None:
            return None
        return row.item.amount if name == "amount" else row.cells[name].value

    def sum_of(self, column: Column, entered: Decimal | None) -> Decimal | None:
        """Beside the sums of what is entered those that are printed."""
        printed = None if column.is_read else self.statement.sums.get(column.name)
        return printed.value if printed else entered

    @property
    def lists(self) -> dict[str, list[str]]:
        measures = ["台", "套", "辆", "个", "件", "张", "批", "项", "平方米", "年"]
        return {"procurement-projects": self.sources.offered, "measures": measures}


class ReservedForm(EntryForm):
    """What the source states beside the items, and what is set aside for small firms: no item shows it."""

    name = "reserved"
    title = "面向中小企业预留"
    help = "按《政府采购促进中小企业发展管理办法》预留的采购份额（元）。没有预留或不公开的留空。"
    sme_reserved = YuanFormField(label=f"{RESERVED['sme_reserved']}（元）")
    small_micro_reserved = YuanFormField(label=f"其中：{RESERVED['small_micro_reserved']}（元）")

    def load(self, budget: DepartmentalBudget) -> dict[str, Any]:
        return {name: storage.cell(budget, "procurement", name, budget.fiscal_year) for name in RESERVED}

    def store(self, budget: DepartmentalBudget, values: dict[str, Any]) -> None:
        for name in RESERVED:
            storage.put_cell(budget, "procurement", name, budget.fiscal_year, values[name])
