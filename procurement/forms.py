"""The procurement table as it is entered: in the columns of the official form, the sums shown and never typed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django import forms
from django.utils.html import format_html

from budgets.forms import storing
from budgets.forms.basics import CleanLine
from budgets.forms.grid import Grid
from budgets.forms.numbers import NumberField
from budgets.forms.patterns import extras_of
from budgets.forms.rows import RowForm
from budgets.forms.sections import EntryForm
from budgets.models import DepartmentalBudget
from budgets.money import YuanFormField, grouped
from budgets.statements.ledger import Ledger
from procurement.models import ProcurementItem
from procurement.sources import Sources
from procurement.statements import RESERVED, SUMMED, Procurement, procurement
from procurement.statements import ItemRow as PrintedRow

MONEY = ("general_public_budget", "government_funds", "special_fiscal_account", "other_revenue", "other_channels")
COMPUTED = {"total": "总计", "current_total": "当年安排合计", "amount": "数量×单价"}
# The fourteen columns of the form from left to right, and behind them the product to compare with.
PRINTED = (
    "source", "project_budget", "name", "catalogue_number", "measure", "quantity", "unit_price", "total", "current_total",
    *MONEY, "amount",
)  # fmt: skip


class Shown(NamedTuple):
    """A cell of the table: a field, or a figure that is reckoned from what is saved, as it is shown."""

    name: str
    label: str
    field: forms.BoundField | None
    figure: str


class ItemRow(RowForm):
    grid: ItemGrid
    source = CleanLine(
        label="项目名称", longest=200, required=False,
        widget=forms.TextInput(attrs={"list": "procurement-projects", "autocomplete": "off"}),
    )  # fmt: skip
    quantity = NumberField(label="数量", places=4, greatest=Decimal(9_999_999_999), example="3 或 1.5")

    class Meta:
        model = ProcurementItem
        fields = ("project_budget", "name", "catalogue_number", "measure", "quantity", "unit_price", *MONEY)
        widgets = {
            "catalogue_number": forms.TextInput(attrs={"data-catalogue": "code", "autocomplete": "off"}),
            "measure": forms.TextInput(attrs={"list": "measures", "autocomplete": "off"}),
        }
        labels = {
            "project_budget": "预算资金", "unit_price": "单价", "general_public_budget": "一般公共预算拨款",
            "government_funds": "基金预算拨款", "special_fiscal_account": "财政专户核拨", "other_revenue": "其他来源收入",
            "other_channels": "其他渠道资金",
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["source"] = self.grid.value(self.instance, "source")

    def clean(self) -> dict[str, Any]:
        if "source" in self.cleaned_data:
            project, words = self.grid.sources.read(self.cleaned_data["source"])
            self.instance.project, self.instance.project_name = project, words
        return self.cleaned_data

    @property
    def shown(self) -> Iterator[Shown]:
        """The row's cells in the order of the form."""
        extras = extras_of(self)
        for name in PRINTED:
            field = None if name in COMPUTED else self[name]
            yield Shown(name, COMPUTED.get(name, ""), field, extras.get(f"figure-{name}", ""))


class ItemGrid(Grid):
    form = ItemRow
    model = ProcurementItem
    name = "items"
    anchor = "item"
    title = "政府采购预算明细"
    help = "金额单位：元。没有政府采购预算的，本表留空，文件中会写明“未安排政府采购预算”。"
    columns = ("source", "project_budget", "name", "catalogue_number", "measure", "quantity", "unit_price", *MONEY)
    related = ("project",)
    sums = MONEY
    section_template = "procurement/sections/items.html"
    row_template = "procurement/sections/item.html"

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

    def value(self, row: Any, name: str) -> Any:
        return self.sources.words(row) if name == "source" else super().value(row, name)

    def extras(self, row: ProcurementItem) -> dict[str, str]:
        shown = {name: self.figure(row, name) for name in COMPUTED}
        found = {f"figure-{name}": "" if figure is None else grouped(figure) for name, figure in shown.items()}
        of_project = self.figure(row, "project_budget")
        hint = format_html('<span class="hint from-ledger">项目金额 {}</span>', grouped(of_project or Decimal(0)))
        return {**found, "figure-project_budget": "" if of_project is None else hint}

    def figure(self, item: ProcurementItem, name: str) -> Decimal | None:
        """A computed figure of a saved row; for 预算资金 that was left blank, the project's amount that stands there."""
        row = self._printed.get(item.pk)
        if row is None:
            return None
        if name == "amount":
            return row.item.amount
        if name in COMPUTED or (name == "project_budget" and row.item.project_budget is None):
            return row.cells[name].value
        return None

    @property
    def heads(self) -> list[tuple[str, str]]:
        labels = {**{name: str(self.fields[name].label) for name in self.columns}, **COMPUTED}
        return [(name, labels[name]) for name in PRINTED]

    @property
    def foot(self) -> list[tuple[str, bool, Decimal | None]]:
        """The printed sums; those of the entered columns follow the typing where scripts run."""
        entered = {name: total for name, _, total in super().foot}
        return [
            (name, name in SUMMED, entered[name] if name in MONEY else self.statement.sums[name].value if name in SUMMED else None)
            for name, _ in self.heads
        ]  # fmt: skip

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
        return {name: storing.cell(budget, "procurement", name, budget.fiscal_year) for name in RESERVED}

    def store(self, budget: DepartmentalBudget, values: dict[str, Any]) -> None:
        for name in RESERVED:
            storing.put_cell(budget, "procurement", name, budget.fiscal_year, values[name])
