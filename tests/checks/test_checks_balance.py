"""Totals against their parts, and income against expenditure. C01–C03, C07, C14–C18, C27."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.choices import LineKind, RevenueKind, UnitNature
from budgets.models import BudgetUnit, DepartmentalBudget, ExpenditureLine, RevenueLine
from tests.builders import add_expenditure, add_revenue, make_budget, make_project, make_unit, make_user
from tests.rules_builders import (
    anchors,
    change,
    drop,
    economic,
    functional,
    judged,
    line_of,
    only,
    state,
    unit_of,
)

pytestmark = pytest.mark.django_db


def test_income_that_is_not_expenditure_is_named_with_both_values_and_the_difference(
    budget: DepartmentalBudget,
) -> None:
    change(RevenueLine.objects.get(budget=budget), amount=Decimal("999999.99"))
    finding = only(budget, "R-NUM-C01")
    assert finding.message == "收支不平衡：收入总计 999999.99元，支出总计 1000000元，相差 0.01元。"
    assert [(place.label, place.value) for place in finding.places] == [
        ("收入总计", "999999.99元"),
        ("支出总计", "1000000元"),
    ]
    assert finding.difference == Decimal("-0.01")


def test_an_empty_budget_has_no_balance_to_judge() -> None:
    result = judged(make_budget(), "R-NUM-C01")
    assert (result.outcome, result.reason) == ("not-run", "尚未填写收入和支出")


def test_income_alone_does_not_balance() -> None:
    budget = make_budget()
    add_revenue(budget, make_unit(budget), "10")
    assert only(budget, "R-NUM-C01").difference == 10


@pytest.mark.parametrize(
    ("rule_id", "ref", "stated", "difference"),
    [
        ("R-NUM-C02", "revenue.current", "1000000.01", "0.01"),
        ("R-NUM-C03", "revenue.total", "999999", "-1"),
        ("R-NUM-C03", "expenditure.total", "1000100", "100"),
        ("R-NUM-C07", "expenditure.basic", "350001", "1"),
        ("R-NUM-C07", "expenditure.current", "900000", "-100000"),
        ("R-NUM-C14", "three_public.total", "22001", "1"),
        ("R-NUM-C14", "three_public.vehicles", "19999", "-1"),
        ("R-NUM-C17", "operating_costs.total", "50000.5", "0.5"),
        ("R-NUM-C18", "expenditure.project", "650001", "1"),
    ],
)
def test_a_stated_total_that_is_not_the_sum_of_its_parts_fails(
    budget: DepartmentalBudget, rule_id: str, ref: str, stated: str, difference: str
) -> None:
    state(budget, ref, stated)
    finding = only(budget, rule_id)
    assert finding.difference == Decimal(difference)
    assert len(finding.places) == 2


@pytest.mark.parametrize(
    ("rule_id", "ref", "stated"),
    [
        ("R-NUM-C02", "revenue.current", "1000000"),
        ("R-NUM-C03", "expenditure.total", "1000000"),
        ("R-NUM-C07", "expenditure.basic", "350000"),
        ("R-NUM-C14", "three_public.total", "22000"),
        ("R-NUM-C17", "operating_costs.total", "50000"),
        ("R-NUM-C18", "expenditure.project", "650000"),
    ],
)
def test_a_stated_total_that_is_the_sum_of_its_parts_passes(
    budget: DepartmentalBudget, rule_id: str, ref: str, stated: str
) -> None:
    state(budget, ref, stated)
    assert judged(budget, rule_id).outcome == "pass"


def test_what_is_carried_over_stands_inside_the_total_on_both_sides(budget: DepartmentalBudget) -> None:
    add_revenue(budget, unit_of(budget), "300", kind=RevenueKind.CARRIED_IN)
    add_expenditure(budget, unit_of(budget), LineKind.CARRIED_OUT, "300")
    for rule_id in ("R-NUM-C01", "R-NUM-C02", "R-NUM-C03", "R-NUM-C07"):
        assert judged(budget, rule_id).outcome == "pass"


def test_a_class_that_is_stated_otherwise_than_its_lines_yield_is_a_warning(budget: DepartmentalBudget) -> None:
    state(budget, "three_public.vehicle_operation", "25000")
    finding = only(budget, "R-NUM-C15")
    assert finding.difference == 5000
    assert anchors(finding)[0] == ("three_public", "three-public-vehicle_operation")


def test_lines_without_a_class_leave_three_public_to_its_floor(budget: DepartmentalBudget) -> None:
    change(line_of(budget, "30227"), economic=None)
    state(budget, "three_public.vehicle_operation", "25000")
    result = judged(budget, "R-NUM-C15")
    assert (result.outcome, "没有经济分类科目" in result.reason) == ("not-run", True)


def test_a_stated_line_below_the_lines_that_have_a_class_fails_even_where_others_have_none(
    budget: DepartmentalBudget,
) -> None:
    change(line_of(budget, "30227"), economic=None)
    state(budget, "three_public.vehicle_operation", "19999")
    assert only(budget, "R-NUM-C15").difference == -1


def test_operating_costs_are_compared_with_routine_costs_of_state_organs(budget: DepartmentalBudget) -> None:
    state(budget, "operating_costs.total", "50001")
    assert only(budget, "R-NUM-C16").difference == 1


def test_routine_costs_of_an_institution_are_no_operating_costs(budget: DepartmentalBudget) -> None:
    institution = make_unit(budget, "云汀区接待中心", UnitNature.INSTITUTION)
    add_expenditure(
        budget,
        institution,
        LineKind.OPERATING,
        "500",
        economic=economic("30201", "办公费"),
        functional=functional("2010301", "行政运行"),
    )
    assert judged(budget, "R-NUM-C16").outcome == "pass"


def test_a_department_of_institutions_alone_has_no_operating_costs_to_judge(budget: DepartmentalBudget) -> None:
    change(unit_of(budget), nature=UnitNature.INSTITUTION)
    for rule_id in ("R-NUM-C16", "R-NUM-C17", "R-TXT-8"):
        assert judged(budget, rule_id).reason == "没有机关运行经费"


@pytest.mark.parametrize(("residual", "outcome"), [("21428.57", "pass"), ("21428.58", "fail")])
def test_residual_costs_of_more_than_thirty_per_cent_are_a_warning(
    budget: DepartmentalBudget, residual: str, outcome: str
) -> None:
    add_expenditure(
        budget, unit_of(budget), LineKind.OPERATING, residual, economic=economic("30299", "其他商品和服务支出"),
        functional=functional("2010301", "行政运行"),
    )  # fmt: skip
    result = judged(budget, "R-TXT-8")
    assert result.outcome == outcome
    if outcome == "fail":
        assert "30.0%" in result.findings[0].message


def test_last_years_figure_that_is_not_what_was_published_last_year_is_a_warning(budget: DepartmentalBudget) -> None:
    state(budget, "expenditure.total", "900001", year=2020)
    finding = only(budget, "R-NUM-C27")
    assert finding.difference == 1
    assert finding.places[0].part == "comparison"


def test_without_last_years_document_there_is_nothing_to_hold_last_years_figure_against() -> None:
    assert judged(make_budget(year=2019), "R-NUM-C27").reason == "系统中没有上年公开的预算"


def test_a_unit_without_any_figure_is_an_error_where_others_have_theirs(budget: DepartmentalBudget) -> None:
    idle = make_unit(budget, "云汀区接待中心")
    undivided = judged(budget, "R-ORG-2")
    assert (undivided.outcome, undivided.severity) == ("fail", "W"), "a source may give the department's totals alone"
    add_revenue(budget, make_unit(budget, "云汀区网上受理中心"), "1")
    assert judged(budget, "R-ORG-2").severity == "W", "so may one that was read in"
    DepartmentalBudget.objects.filter(pk=budget.pk).update(created_by=make_user("clerk"))
    result = judged(budget, "R-ORG-2")
    assert result.severity == "E"
    assert "云汀区接待中心" in result.findings[0].message
    assert anchors(result.findings[0]) == [("organisation", f"unit-{idle.pk}")]


def test_units_are_not_judged_before_there_are_figures() -> None:
    budget = make_budget()
    make_unit(budget)
    assert judged(budget, "R-ORG-2").outcome == "not-run"
    assert BudgetUnit.objects.filter(budget=budget).count() == 1


def test_a_project_code_typed_twice_in_another_case_is_an_error(budget: DepartmentalBudget) -> None:
    make_project(budget, "202-0001-abc-0001", "接访场所运行经费")
    finding = only(budget, "R-PRJ-3")
    assert len(finding.places) == 2


@pytest.mark.parametrize(
    ("code", "outcome"),
    [("202-3202-YBN-67SQ", "pass"), ("12000022P10000210006W", "pass"), ("项目一", "fail"), ("202-32-YBN-67SQ", "fail")],
)
def test_a_project_code_that_looks_like_none_is_a_warning(budget: DepartmentalBudget, code: str, outcome: str) -> None:
    make_project(budget, code, "另一项目")
    assert judged(budget, "R-PRJ-4").outcome == outcome


@pytest.mark.parametrize("rule_id", ["R-PRJ-3", "R-PRJ-4", "R-NUM-C18", "R-NUM-C07"])
def test_a_budget_without_rows_gives_the_rules_of_rows_nothing_to_judge(rule_id: str) -> None:
    assert judged(make_budget(), rule_id).outcome == "not-run"


def test_a_budget_without_projects_has_no_project_expenditure(budget: DepartmentalBudget) -> None:
    drop(ExpenditureLine.objects.filter(budget=budget, project__isnull=False))
    assert judged(budget, "R-NUM-C18").reason == "没有项目支出"
