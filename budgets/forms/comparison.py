"""This year's expenditure beside last year's: last year's total, or that there was none, and the reason of the change."""

from __future__ import annotations

from typing import Any

from django import forms

from budgets.choices import Flag
from budgets.forms import storing
from budgets.forms.sections import CleanText, EntryForm
from budgets.models import DepartmentalBudget
from budgets.money import YuanFormField


class ComparisonForm(EntryForm):
    name = "comparison"
    title = "与上年比较"
    new_unit = forms.BooleanField(
        label="本年度新增预算单位，无上年数据", required=False, help_text="勾选后，说明中写明暂无上年预算数据。"
    )
    last_total = YuanFormField(
        label="上年预算支出总额（元）",
        help_text="上年没有公开过、本系统也没有数据的，可以留空；留空表示不清楚，不等于 0。",
    )
    reason = CleanText(
        label="增减变化的主要原因", rows=3, help_text="写具体事项，例如新增了什么、压减了什么；不要只写“根据实际需要”。"
    )

    def load(self, budget: DepartmentalBudget) -> dict[str, Any]:
        return {
            "new_unit": storing.flag(budget, Flag.NEW_UNIT),
            "last_total": storing.cell(budget, "expenditure", "total", budget.fiscal_year - 1),
            "reason": storing.reason(budget, "expenditure", "total"),
        }

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("new_unit") and values.get("last_total") is not None:
            self.add_error(
                "last_total", "已声明为本年新增预算单位，就没有上年数。请清空上年预算支出总额，或取消勾选新增单位。"
            )
        return values

    def store(self, budget: DepartmentalBudget, values: dict[str, Any]) -> None:
        storing.put_flag(budget, Flag.NEW_UNIT, is_stated=values["new_unit"])
        storing.put_cell(budget, "expenditure", "total", budget.fiscal_year - 1, values["last_total"])
        storing.put_reason(budget, "expenditure", "total", values["reason"])
