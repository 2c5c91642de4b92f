"""Budgets of any size: many projects × items with the spread of a real ledger. Names are fictional."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from budgets.choices import LineKind, UnitNature
from budgets.classification import code_lists
from budgets.models import (
    BudgetUnit,
    DepartmentalBudget,
    EconomicClass,
    ExpenditureLine,
    FunctionalClass,
    FundSource,
    Project,
    RevenueLine,
)
from budgets.versions.editing import acting_as
from tests.builders import make_budget

UNITS, PROJECTS, FUNCTIONAL, ECONOMIC = 20, 500, 300, 60
BASIC_SHARE = 5  # every fifth line is basic expenditure
YEAR = 2020


def load_codes() -> None:
    for model, path in code_lists.packaged():
        code_lists.load(model, code_lists.read(path))


def make_big_budget(lines: int, department: Any = None) -> DepartmentalBudget:
    """A balanced version of so many expenditure lines: 20 units, up to 500 projects, some 300 items and 60 classes."""
    budget = make_budget(department, year=YEAR)
    functional = _offered(FunctionalClass, 7)[:FUNCTIONAL]
    economic = _offered(EconomicClass, 5)[:ECONOMIC]
    fund = FundSource.objects.filter(kind="general_public_budget").order_by("code")[0]
    projects = max(1, min(PROJECTS, lines // 8))
    with acting_as("import"):
        units = BudgetUnit.objects.bulk_create(
            BudgetUnit(
                budget=budget, ordinal=number, name=f"云汀区第{number}中心", nature=UnitNature.ADMINISTRATIVE,
                rank="正科级", funding_mode="财政拨款",
            )
            for number in range(1, min(UNITS, max(lines // 25, 1)) + 1)
        )  # fmt: skip
        held = Project.objects.bulk_create(
            Project(budget=budget, ordinal=number, code=f"9901012020P{number:07d}", name=f"第{number}号业务经费")
            for number in range(1, projects + 1)
        )
        ExpenditureLine.objects.bulk_create(
            (_line(budget, number, units, held, functional, economic, fund) for number in range(lines)), batch_size=2_000
        )  # fmt: skip
        RevenueLine.objects.bulk_create(
            RevenueLine(
                budget=budget, ordinal=number, unit=unit, fund=fund,
                amount=sum((_amount(each) for each in range(number, lines, len(units))), Decimal(0)),
            )
            for number, unit in enumerate(units)
        )  # fmt: skip
    budget.refresh_from_db()
    return budget


def _offered(model: Any, length: int) -> list[Any]:
    return [each for each in model.objects.valid_in(YEAR).order_by("code") if len(each.code) == length]


def _amount(number: int) -> Decimal:
    return Decimal(1_000 + number * 37 % 90_000) + Decimal(number % 100) / 100


def _line(
    budget: Any, number: int, units: Any, projects: Any, functional: Any, economic: Any, fund: Any
) -> ExpenditureLine:  # fmt: skip
    is_basic = number % BASIC_SHARE == 0
    kind = LineKind.PROJECT_UNCLASSIFIED
    if is_basic:
        kind = LineKind.PERSONNEL if number % 2 else LineKind.OPERATING
    return ExpenditureLine(
        budget=budget, ordinal=number, unit=units[number % len(units)], kind=kind,
        project=None if is_basic else projects[number // 3 % len(projects)],
        functional=functional[number // 7 % len(functional)], economic=economic[number % len(economic)],
        fund=fund, amount=_amount(number), printed_label="",
    )  # fmt: skip
