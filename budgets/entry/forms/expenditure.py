"""Basic expenditure: personnel and routine operating costs, each in a table of its own; and what is carried over."""

from __future__ import annotations

from typing import Any, ClassVar

from budgets.choices import LineKind
from budgets.entry.forms.columns import Column, PickColumn
from budgets.entry.forms.grid import Grid
from budgets.entry.forms.options import (
    Options,
    economic_classes,
    functional_classes,
    fund_sources,
    units_of,
    usual_fund,
)
from budgets.models import DepartmentalBudget, ExpenditureLine, FunctionalClass


class LineGrid(Grid):
    """The lines of one kind."""

    kind: ClassVar[LineKind]
    model = ExpenditureLine
    anchor = "line"
    columns: ClassVar[tuple[Column, ...]] = (
        PickColumn("unit", "单位", required=True),
        PickColumn("economic", "经济分类科目", list_name="economic-classes"),
        Column("amount", sums=True),
        Column("printed_label"),
        PickColumn("functional", "功能分类科目", list_name="functional-classes"),
        PickColumn("fund", "资金性质"),
    )
    related = ("unit", "economic", "functional", "fund", "project")

    def load_options(self, budget: DepartmentalBudget) -> dict[str, Options]:
        return line_options(budget)

    def load_defaults(self, budget: DepartmentalBudget) -> dict[str, Any]:
        return {"fund": usual_fund(self.options["fund"]), **usual_functional_class(budget)}

    def queryset(self) -> Any:
        return super().queryset().filter(kind=self.kind)

    def finish(self, row: Any) -> None:
        row.kind = self.kind


def line_options(budget: DepartmentalBudget) -> dict[str, Options]:
    year = budget.fiscal_year
    return {
        "unit": units_of(budget),
        "economic": economic_classes(year),
        "functional": functional_classes(year),
        "fund": fund_sources(year),
    }


def usual_functional_class(budget: DepartmentalBudget) -> dict[str, Any]:
    """The functional item of a new line, where all lines so far have the same: nobody types it eighteen times."""
    lines = ExpenditureLine.objects.filter(budget=budget).order_by("functional")
    used = list(lines.values_list("functional", flat=True).distinct()[:2])
    return {"functional": FunctionalClass.objects.get(pk=used[0])} if len(used) == 1 and used[0] else {}


class PersonnelGrid(LineGrid):
    kind = LineKind.PERSONNEL
    name = "personnel"
    title = "人员经费"
    help = "按经济分类科目逐项填写；来源没有分科目的，可只填一行总额，科目留空。"


class OperatingGrid(LineGrid):
    kind = LineKind.OPERATING
    name = "operating"
    title = "日常公用经费"
    help = "逐项填写，行序就是“机关运行经费”一段中列举的顺序。名称与科目名称不同的，在“打印名称”中写明；其他费用请选 30299。"


class CarriedOutGrid(LineGrid):
    kind = LineKind.CARRIED_OUT
    name = "carried"
    title = "年终结转结余"
    help = "没有的不填。不计入本年支出合计，计入支出总计。"
    blank_rows = 1
    least_rows = 1
