"""The table of fixed assets as it is entered: the form's own rows, rows the department adds, and what it states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django import forms

from assets.choices import AssetCategory
from assets.models import AssetHolding
from assets.statements import Assets, assets
from budgets.choices import Flag
from budgets.entry.forms import storage
from budgets.entry.forms.basics import CleanLine
from budgets.entry.forms.columns import Column
from budgets.entry.forms.grid import Grid
from budgets.entry.forms.numbers import NumberField
from budgets.entry.forms.sections import EntryForm
from budgets.models import DepartmentalBudget
from budgets.money import YuanFormField
from budgets.statements.ledger import Ledger

FIXED = {
    AssetCategory.HOUSES: "房屋（平方米）",
    AssetCategory.VEHICLES: "车辆（台、辆）",
    AssetCategory.EQUIPMENT: "单价在规定限额以上设备（台、套）",
    AssetCategory.OTHER: "其他固定资产",
}


def _quantity(label: str = "数量") -> NumberField:
    return NumberField(label=label, places=2, greatest=Decimal(9_999_999_999_999), example="3 或 120.5")


class HoldingLine(NamedTuple):
    """A row of the form's own. anchor: by which findings point at it. marks: findings about many rows at once."""

    label: str
    anchor: str
    quantity: forms.BoundField
    value: forms.BoundField
    findings: Sequence[Any]
    marks: Sequence[Any]


class FixedRowsForm(EntryForm):
    """The rows that the official form prints, filled in or not. A row without quantity and value is no row of ours."""

    name = "fixed"
    title = "固定资产占用情况"
    help = "填写上年末的数量和价值（元）。没有的请填 0；留空会打印为空白。"
    section_template = "assets/sections/fixed.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for category, label in FIXED.items():
            self.fields[f"{category}-quantity"] = _quantity(f"{label}数量")
            self.fields[f"{category}-value"] = YuanFormField(label=f"{label}价值（元）")

    def load(self, budget: DepartmentalBudget) -> dict[str, Any]:
        held = self._held(budget)
        return {
            f"{category}-{part}": getattr(held.get(category), part, None)
            for category in FIXED
            for part in ("quantity", "value")
        }

    def store(self, budget: DepartmentalBudget, values: dict[str, Any]) -> None:
        held = self._held(budget)
        for category in FIXED:
            row = held.get(category)
            quantity, value = values[f"{category}-quantity"], values[f"{category}-value"]
            if quantity is None and value is None:
                if row:
                    row.delete()
            elif row is None:
                AssetHolding.objects.create(budget=budget, category=category, quantity=quantity, value=value)
            elif (row.quantity, row.value) != (quantity, value):
                row.quantity, row.value = quantity, value
                row.save()

    @staticmethod
    def _held(budget: DepartmentalBudget) -> dict[str, AssetHolding]:
        return {row.category: row for row in AssetHolding.objects.filter(budget=budget, category__in=FIXED)}

    def attach(self, findings: Mapping[str, Sequence[Any]]) -> set[str]:
        super().attach(findings)
        return {line.anchor for line in self.lines if line.findings or line.marks}

    @property
    def lines(self) -> Iterator[HoldingLine]:
        for category, label in FIXED.items():
            anchor = f"asset-{category}"
            found = self._findings.get(anchor, ())
            yield HoldingLine(
                label, anchor, self[f"{category}-quantity"], self[f"{category}-value"],
                [finding for finding in found if not finding.is_wide], [finding for finding in found if finding.is_wide],
            )  # fmt: skip

    @cached_property
    def statement(self) -> Assets:
        """The table as it is saved, which is what is printed."""
        return assets(self.ledger or Ledger.of(self.budget))


class AddedGrid(Grid):
    model = AssetHolding
    name = "added"
    anchor = "asset"
    title = "增加的行"
    help = "表中没有的资产类别在这里增加，打印在“其他固定资产”之前。名称不写序号。"
    columns = (
        Column("name", "名称", field=CleanLine(longest=120)),
        Column("quantity", "数量", field=_quantity()),
        Column("value", sums=True),
    )
    blank_rows = 1
    least_rows = 1  # most departments add none

    def queryset(self) -> Any:
        return super().queryset().filter(category=AssetCategory.ADDED)

    def finish(self, row: Any) -> None:
        row.category = AssetCategory.ADDED


class AssetFactsForm(EntryForm):
    """What the department states beside the rows."""

    name = "facts"
    title = "其他说明"
    no_new = forms.BooleanField(
        label="本年度无新增固定资产预算", required=False, help_text="勾选后，说明文字中写明“本年度无新增固定资产预算”。"
    )
    total = YuanFormField(
        label="公开表载明的资产总额（元）",
        help_text="一般不填，资产总额由系统按各行合计。只有所依据的表载明的总额与各行合计不同、或没有各行价值时才填写。",
    )  # fmt: skip
    field_anchors = {"no_new": "asset-no-new", "total": "asset-total"}

    def load(self, budget: DepartmentalBudget) -> dict[str, Any]:
        return {
            "no_new": storage.flag(budget, Flag.NO_NEW_ASSETS),
            "total": storage.cell(budget, "assets", "total", budget.fiscal_year),
        }

    def store(self, budget: DepartmentalBudget, values: dict[str, Any]) -> None:
        storage.put_flag(budget, Flag.NO_NEW_ASSETS, is_stated=values["no_new"])
        storage.put_cell(budget, "assets", "total", budget.fiscal_year, values["total"])
