"""A department with units whose own budgets are approved: what a department's budget is put together from."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from assets.models import AssetHolding
from budgets.choices import FundKind, LineKind, Status, UnitNature
from budgets.models import Department, DepartmentalBudget, Unit
from budgets.versions.editing import acting_as
from performance.models import Indicator, ProjectObjective, ProjectSheet
from procurement.models import ProcurementItem
from tests.budgets.states import HASH, bring_to
from tests.builders import (
    add_expenditure,
    add_revenue,
    make_budget,
    make_class,
    make_department,
    make_fund,
    make_project,
    make_unit,
    make_user,
)

YEAR = 2025


def people() -> tuple[Any, Any]:
    """Who brings the units' budgets on: a clerk and a reviewer."""
    from django.contrib.auth import get_user_model

    found = get_user_model().objects
    return (
        found.filter(username="unit-clerk").first() or make_user("unit-clerk"),
        found.filter(username="unit-reviewer").first() or make_user("unit-reviewer"),
    )


def approve(budget: DepartmentalBudget, status: str = Status.APPROVED) -> DepartmentalBudget:
    clerk, reviewer = people()
    return bring_to(budget, status, submitter=clerk, reviewer=reviewer, content_hash=HASH)


def unit_draft(
    department: Department | None = None, number: int = 1, *, nature: str = UnitNature.ADMINISTRATIVE,
    personnel: str = "300000", operating: str = "50000", project: str = "150000", other_income: str = "0",
) -> DepartmentalBudget:  # fmt: skip
    """A unit's own balanced draft, with one project whose code names the unit."""
    department = department or make_department()
    unit, _ = Unit.objects.get_or_create(
        department=department, code=f"20200{number}", defaults={"name": f"云汀区信访局第{number}中心"}
    )
    budget = make_budget(department, year=YEAR, unit=unit, printed_name=unit.name)
    row = make_unit(budget, name=unit.name, nature=nature, unit=unit)
    spent = Decimal(personnel) + Decimal(operating) + Decimal(project)
    add_revenue(budget, row, str(spent - Decimal(other_income)))
    if Decimal(other_income):
        add_revenue(budget, row, other_income, fund=make_fund(FundKind.SUPERIOR_SUBSIDY))
    add_expenditure(budget, row, LineKind.PERSONNEL, personnel)
    add_expenditure(budget, row, LineKind.OPERATING, operating, economic=make_class("30201", "办公费"))
    if Decimal(project):
        own = make_project(budget, f"202-000{number}-ABC-0001", f"第{number}中心接访经费")
        add_expenditure(
            budget, row, LineKind.SPECIAL_PURPOSE, project, project=own, economic=make_class("30227", "委托业务费")
        )
    budget.refresh_from_db()
    return budget


def with_rows_of_other_apps(budget: DepartmentalBudget) -> DepartmentalBudget:
    """A sheet with its targets, two purchases, one of them for no project, and what the unit holds."""
    project = budget.project_rows.get()
    with acting_as("import"):
        sheet = ProjectSheet.objects.create(budget=budget, project=project, purpose="接待来访群众", by_december=100)
        ProjectObjective.objects.create(budget=budget, sheet=sheet, text="来访当日登记")
        Indicator.objects.create(
            budget=budget, sheet=sheet, level1="output", level2="数量指标", name="接待场次", value_text="60", unit="场"
        )
        ProcurementItem.objects.create(
            budget=budget, project=project, name="查询机", quantity=2, unit_price=Decimal(20000),
            general_public_budget=Decimal(40000),
        )  # fmt: skip
        ProcurementItem.objects.create(budget=budget, name="复印纸", general_public_budget=Decimal(1000))
        for category, quantity, value in (("houses", 100, 200000), ("vehicles", 1, 150000)):
            AssetHolding.objects.create(budget=budget, category=category, quantity=quantity, value=value)
        AssetHolding.objects.create(budget=budget, category="added", name="图书", quantity=10, value=Decimal(500))
    return budget


def department_draft(department: Department | None = None, **fields: Any) -> DepartmentalBudget:
    return make_budget(department or make_department(), year=YEAR, **fields)
