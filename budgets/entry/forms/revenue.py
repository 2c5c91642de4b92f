"""Income, line by line."""

from __future__ import annotations

from typing import Any

from budgets.choices import RevenueKind
from budgets.entry.forms.columns import Column, PickColumn
from budgets.entry.forms.grid import Grid
from budgets.entry.forms.options import Options, functional_classes, fund_sources, of_choices, units_of, usual_fund
from budgets.models import DepartmentalBudget, RevenueLine


class RevenueGrid(Grid):
    model = RevenueLine
    name = "lines"
    anchor = "revenue"
    title = "收入"
    help = "每一种来源填一行，金额以元为单位。上年结转结余的“类别”请选“上年结转结余”。来源名称与资金性质不同的，在“打印名称”中写明。"
    columns = (
        PickColumn("unit", "单位", required=True),
        PickColumn("kind", "类别", required=True, empty=""),
        PickColumn("fund", "资金性质"),
        Column("amount", sums=True),
        Column("printed_label"),
        PickColumn("functional", "功能分类科目", list_name="functional-classes"),
    )
    related = ("unit", "fund", "functional")

    def load_options(self, budget: DepartmentalBudget) -> dict[str, Options]:
        return {
            "unit": units_of(budget),
            "kind": of_choices(RevenueKind, noun="类别"),
            "fund": fund_sources(budget.fiscal_year),
            "functional": functional_classes(budget.fiscal_year),
        }

    def load_defaults(self, budget: DepartmentalBudget) -> dict[str, Any]:
        return {"kind": RevenueKind.CURRENT, "fund": usual_fund(self.options["fund"])}
