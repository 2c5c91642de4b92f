"""The rows of the upper parts from the facts: 绩效目标, 政府采购, 国有资产."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from assets.models import AssetHolding
from budgets.models import DepartmentalBudget, Project
from disclosure.example.facts import ExampleFacts
from disclosure.example.rows import add
from performance.choices import PLAN_MONTHS, IndicatorLevel
from performance.models import Duty, Indicator, ProjectObjective, ProjectSheet
from procurement.models import ProcurementItem

_LEVELS = {level.label.removesuffix("指标"): level for level in IndicatorLevel}
_DUTY_FIELDS = ("name", "description", "goal", "objective", "indicators", "standards")


def write_upper_parts(budget: DepartmentalBudget, facts: ExampleFacts) -> None:
    """绩效目标, 政府采购, 国有资产. Inside `editing`."""
    add(Duty, budget, (dict(zip(_DUTY_FIELDS, duty, strict=True)) for duty in facts.duties))
    projects = {each.code: each for each in Project.objects.filter(budget=budget)}
    sheets = add(
        ProjectSheet,
        budget,
        (
            {
                "project": projects[each["code"]],
                "template": facts.template,
                "purpose": each["purpose"],
                **_plan(each["plan"]),
            }
            for each in facts.projects
            if each.get("indicators")
        ),
    )
    by_code = {sheet.project.code: sheet for sheet in sheets}
    for each in facts.projects:
        if sheet := by_code.get(each["code"]):
            add(ProjectObjective, budget, ({"sheet": sheet, "text": text} for text in each["objectives"]))
            add(Indicator, budget, ({"sheet": sheet, **_indicator(row)} for row in each["indicators"]))
    items = [(projects[each["code"]], item) for each in facts.projects for item in each.get("items", ())]
    add(ProcurementItem, budget, ({"project": project, **_item(item)} for project, item in items))
    add(
        AssetHolding,
        budget,
        (
            {"category": category, "quantity": Decimal(quantity), "value": Decimal(value)}
            for category, (quantity, value) in facts.assets.items()
        ),
    )


def _plan(shares: list[str]) -> dict[str, Decimal]:
    return {month: Decimal(share) for month, share in zip(PLAN_MONTHS, shares, strict=True)}


def _indicator(row: list[str]) -> dict[str, Any]:
    """“产出 数量指标”, name, description, symbol, value, unit, basis."""
    levels, name, description, symbol, value, unit, basis = row
    level1, level2 = levels.split()
    number = None if symbol == "定性" else Decimal(value)
    return {
        "level1": _LEVELS[level1], "level2": level2, "name": name, "description": description, "symbol": symbol,
        "value_text": value, "value_number": number, "unit": unit, "basis": basis,
    }  # fmt: skip


def _item(row: list[str]) -> dict[str, Any]:
    """Name, catalogue number, measure, quantity, unit price, and the column of the fund that pays where it is not the general one."""
    name, number, measure, quantity, price, *fund = row
    paid_by = fund[0] if fund else "general_public_budget"
    return {
        "name": name, "catalogue_number": number, "measure": measure, "quantity": Decimal(quantity),
        "unit_price": Decimal(price), paid_by: Decimal(quantity) * Decimal(price),
    }  # fmt: skip
