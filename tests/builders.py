"""Builders of small, real rows for tests. Names and words are fictional; figures are round unless a test says otherwise."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model

from budgets.choices import BASIC_KINDS, EconomicGroup, FundKind, LineKind, Role, UnitNature
from budgets.models import (
    Assignment,
    BudgetUnit,
    Department,
    DepartmentalBudget,
    EconomicClass,
    ExpenditureLine,
    FundSource,
    Project,
    Region,
    RevenueLine,
)
from budgets.rules.judge import judge
from budgets.versions.editing import acting_as
from budgets.workflow import answers


def make_department(
    code: str = "202", name: str = "云汀区信访局", *, region: str = "990101", region_name: str = "云汀区"
) -> Department:
    place, _ = Region.objects.get_or_create(code=region, defaults={"name": region_name})
    department, _ = Department.objects.get_or_create(region=place, code=code, defaults={"name": name})
    return department


def make_user(username: str, role: Role | None = None, department: Department | None = None, **fields: Any) -> Any:
    """A user with one assignment: a reviewer for the department's whole region, others for the department."""
    user = get_user_model().objects.create_user(username=username, password=f"{username}-only-in-tests", **fields)
    if role and department:
        Assignment.objects.create(
            user=user, role=role, region=department.region, department=None if role == Role.REVIEWER else department
        )
    return user


def make_budget(department: Department | None = None, *, year: int = 2020, **fields: Any) -> DepartmentalBudget:
    department = department or make_department()
    fields.setdefault("printed_name", department.name)
    return DepartmentalBudget.objects.create(
        region=department.region, department=department, fiscal_year=year, **fields
    )


def make_fund(kind: FundKind = FundKind.GENERAL_PUBLIC_BUDGET) -> FundSource:
    fund, _ = FundSource.objects.get_or_create(
        code=f"test-{kind.value}", defaults={"name": kind.label, "kind": kind, "revenue_name": f"{kind.label}收入"}
    )
    return fund


def make_class(
    code: str, name: str, *, three_public_line: str = "", group: EconomicGroup = EconomicGroup.OPERATING
) -> EconomicClass:
    found, _ = EconomicClass.objects.get_or_create(
        code=code, valid_from=2018, defaults={"name": name, "group": group, "three_public_line": three_public_line}
    )
    return found


def make_unit(
    budget: DepartmentalBudget, name: str = "云汀区信访局", nature: str = UnitNature.ADMINISTRATIVE, **fields: Any
) -> BudgetUnit:
    with acting_as("import"):
        return BudgetUnit.objects.create(
            budget=budget, name=name, nature=nature, rank="正科级", funding_mode="财政拨款", **fields
        )


def make_project(
    budget: DepartmentalBudget, code: str = "202-0001-ABC-0001", name: str = "接访场所运行经费", **fields: Any
) -> Project:
    with acting_as("import"):
        return Project.objects.create(budget=budget, code=code, name=name, **fields)


def add_revenue(budget: DepartmentalBudget, unit: BudgetUnit, amount: str, **fields: Any) -> RevenueLine:
    fields.setdefault("fund", make_fund())
    with acting_as("import"):
        return RevenueLine.objects.create(budget=budget, unit=unit, amount=Decimal(amount), **fields)


def add_expenditure(
    budget: DepartmentalBudget, unit: BudgetUnit, kind: LineKind, amount: str, **fields: Any
) -> ExpenditureLine:
    fields.setdefault("fund", make_fund())
    fields.setdefault("ordinal", ExpenditureLine.objects.filter(budget=budget).count())
    with acting_as("import"):
        return ExpenditureLine.objects.create(budget=budget, unit=unit, kind=kind, amount=Decimal(amount), **fields)


def make_small_budget(department: Department | None = None, *, year: int = 2020, **fields: Any) -> DepartmentalBudget:
    """A consistent budget: 1,000,000.00 in; 300,000.00 personnel, 50,000.00 operating, 650,000.00 for one project out."""
    budget = make_budget(department, year=year, **fields)
    unit = make_unit(budget, name=budget.printed_name)
    project = make_project(budget)
    add_revenue(budget, unit, "1000000")
    add_expenditure(budget, unit, LineKind.PERSONNEL, "300000")
    add_expenditure(budget, unit, LineKind.OPERATING, "40000", economic=make_class("30201", "办公费"))
    add_expenditure(
        budget,
        unit,
        LineKind.OPERATING,
        "10000",
        economic=make_class("30217", "公务接待费", three_public_line="official_receptions"),
    )
    add_expenditure(
        budget,
        unit,
        LineKind.PROJECT_UNCLASSIFIED,
        "650000",
        project=project,
        economic=make_class("30227", "委托业务费"),
    )
    budget.refresh_from_db()
    return budget


def answer_all(budget: DepartmentalBudget, by: Any, text: str = "已与有关股室核对，情况属实") -> None:
    """The preparer answers every warning that waits for an answer, all with the same words."""
    texts = {each.fingerprint: text for each in answers.warned(budget, judge(budget, whole=True)) if each.is_open}
    if texts:
        answers.answer(budget, by=by, texts=texts)


BASIC = BASIC_KINDS
