"""The sums of the field: what the lines yield, what is stated over them, and what is compared with last year."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.choices import Flag, FundKind, LineKind, RevenueKind, UnitNature
from budgets.models import ChangeReason, DepartmentalBudget, ExpenditureLine, StatedCell, StatedFlag
from budgets.statements.comparison import compare
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.statements.operating_costs import operating_costs
from budgets.statements.revenue import revenue
from budgets.statements.three_public import basic_amounts, three_public, three_public_comparison
from budgets.versions.editing import acting_as
from tests.builders import (
    add_expenditure,
    add_revenue,
    make_budget,
    make_class,
    make_fund,
    make_project,
    make_small_budget,
    make_unit,
)

pytestmark = pytest.mark.django_db


def state(budget: DepartmentalBudget, statement: str, row: str, value: str | None, year: int = 2020) -> StatedCell:
    with acting_as("import"):
        return StatedCell.objects.create(
            budget=budget, statement=statement, row=row, year=year, value=None if value is None else Decimal(value)
        )


def test_a_ledger_is_read_in_a_fixed_number_of_queries(django_assert_num_queries) -> None:
    budget = make_small_budget()
    with django_assert_num_queries(2):
        ledger = Ledger.of(budget)
        expenditure(ledger), revenue(ledger), operating_costs(ledger), three_public(ledger)


def test_expenditure_adds_up_by_kind_and_project() -> None:
    spending = expenditure(Ledger.of(make_small_budget()))
    assert spending.personnel.value == Decimal(300000)
    assert spending.operating.value == Decimal(50000)
    assert spending.basic.value == Decimal(350000)
    assert spending.project.value == Decimal(650000)
    assert spending.total.value == Decimal(1000000)
    assert [(each.label, each.amount.ref) for each in spending.projects] == [
        ("接访场所运行经费", "expenditure.project:202-0001-ABC-0001")
    ]


def test_a_project_without_lines_has_no_amount_and_an_unassigned_line_counts() -> None:
    budget = make_small_budget()
    project = make_project(budget, "202-0001-ABC-0002", "无明细的项目", ordinal=9)
    add_expenditure(budget, budget.budgetunit_rows.get(), LineKind.PROJECT_UNCLASSIFIED, "312000")
    spending = expenditure(Ledger.of(budget))
    assert spending.of_project(project.pk) is None
    assert spending.unassigned.value == Decimal(312000)
    assert spending.project.value == Decimal(962000)
    assert not spending.lists_all_projects


def test_what_is_carried_over_stands_outside_the_year_and_inside_the_total() -> None:
    budget = make_small_budget()
    unit = budget.budgetunit_rows.get()
    add_revenue(budget, unit, "500", kind=RevenueKind.CARRIED_IN)
    add_expenditure(budget, unit, LineKind.CARRIED_OUT, "500")
    income, spending = revenue(Ledger.of(budget)), expenditure(Ledger.of(budget))
    assert (income.current.value, income.total.value) == (Decimal(1000000), Decimal(1000500))
    assert (spending.current.value, spending.total.value) == (Decimal(1000000), Decimal(1000500))


def test_income_is_listed_by_source_in_the_order_of_the_forms() -> None:
    budget = make_small_budget()
    unit = budget.budgetunit_rows.get()
    add_revenue(budget, unit, "70", fund=make_fund(FundKind.OTHER_REVENUE))
    add_revenue(budget, unit, "30", fund=make_fund(FundKind.GOVERNMENT_FUNDS))
    income = revenue(Ledger.of(budget))
    assert [source.name for source in income.sources] == ["一般公共预算拨款收入", "政府性基金预算拨款收入", "其他收入"]


def test_operating_costs_are_those_of_administrative_units_only() -> None:
    budget = make_budget()
    office = make_unit(budget, "机关")
    school = make_unit(budget, "培训中心", nature=UnitNature.INSTITUTION)
    add_expenditure(budget, office, LineKind.OPERATING, "100", economic=make_class("30201", "办公费"))
    add_expenditure(budget, school, LineKind.OPERATING, "900", economic=make_class("30201", "办公费"))
    add_expenditure(
        budget,
        office,
        LineKind.OPERATING,
        "7",
        fund=make_fund(FundKind.OTHER_REVENUE),
        economic=make_class("30205", "水费"),
    )
    assert operating_costs(Ledger.of(budget)).total.value == Decimal(100)
    assert expenditure(Ledger.of(budget)).operating.value == Decimal(1007)


def test_operating_costs_list_residual_costs_last_and_sum_equal_items() -> None:
    budget = make_budget()
    unit = make_unit(budget)
    other = make_class("30299", "其他商品和服务支出")
    add_expenditure(budget, unit, LineKind.OPERATING, "5", economic=other, printed_label="其他费用")
    add_expenditure(budget, unit, LineKind.OPERATING, "1", economic=make_class("30201", "办公费"))
    add_expenditure(budget, unit, LineKind.OPERATING, "2", economic=make_class("30201", "办公费"))
    costs = operating_costs(Ledger.of(budget))
    assert [(item.name, item.value) for item in costs.items] == [("办公费", Decimal(3))]
    assert [(item.name, item.value) for item in costs.residuals] == [("其他费用", Decimal(5))]


def test_three_public_is_a_cut_by_class_over_basic_and_project_spending() -> None:
    budget = make_small_budget()
    unit = budget.budgetunit_rows.get()
    car = make_class("30231", "公务用车运行维护费", three_public_line="vehicle_operation")
    add_expenditure(budget, unit, LineKind.OPERATING, "12000", economic=car)
    add_expenditure(budget, unit, LineKind.PROJECT_UNCLASSIFIED, "114000", economic=car)
    counted = three_public(Ledger.of(budget))
    assert counted.vehicle_operation.value == counted.vehicles.value == Decimal(126000)
    assert counted.total.value == Decimal(136000)
    assert counted.overseas_trips.value is None
    assert counted.total.reached


def test_three_public_leaves_out_money_that_is_no_fiscal_appropriation() -> None:
    budget = make_small_budget()
    car = make_class("30231", "公务用车运行维护费", three_public_line="vehicle_operation")
    add_expenditure(
        budget,
        budget.budgetunit_rows.get(),
        LineKind.OPERATING,
        "1",
        economic=car,
        fund=make_fund(FundKind.OTHER_REVENUE),
    )
    assert three_public(Ledger.of(budget)).vehicle_operation.value is None


def test_a_stated_figure_is_printed_over_the_lines_and_its_totals_follow() -> None:
    budget = make_small_budget()
    cell = state(budget, "three_public", "vehicle_operation", "126000")
    stated = three_public(Ledger.of(budget))
    assert stated.vehicle_operation.value == Decimal(126000)
    assert stated.vehicle_operation.computed is None
    assert stated.total.value == Decimal(136000)
    with acting_as("import"):
        cell.delete()
    assert three_public(Ledger.of(budget)).total.value == Decimal(10000)


def test_lines_without_class_do_not_reach_the_figure() -> None:
    budget = make_small_budget()
    add_expenditure(budget, budget.budgetunit_rows.get(), LineKind.PROJECT_UNCLASSIFIED, "10")
    assert not three_public(Ledger.of(budget)).vehicle_operation.reached


def test_basic_amounts_are_the_floor_under_the_stated_figure() -> None:
    assert basic_amounts(Ledger.of(make_small_budget()))["official_receptions"].value == Decimal(10000)


def test_without_last_year_nothing_is_compared() -> None:
    ledger = Ledger.of(make_small_budget())
    comparison = compare(ledger, expenditure(ledger).total, lambda past: expenditure(past).total)
    assert not comparison.is_known
    assert list(comparison.amounts()) == []


@pytest.mark.parametrize(
    ("before", "direction", "change", "percent"),
    [
        ("800000", "增加", "200000", "25.00"),
        ("1250000", "减少", "250000", "20.00"),
        ("1000000", "持平", "0", "0.00"),
        ("0", "增加", "1000000", None),
    ],
)
def test_a_change_has_direction_and_percentage_and_none_from_zero(
    before: str, direction: str, change: str, percent: str | None
) -> None:
    budget = make_small_budget()
    state(budget, "expenditure", "total", before, year=2019)
    ledger = Ledger.of(budget)
    comparison = compare(ledger, expenditure(ledger).total, lambda past: expenditure(past).total)
    assert comparison.direction == direction
    assert comparison.change is not None
    assert comparison.change.value == Decimal(change)
    assert (None if comparison.percent is None else str(comparison.percent.value)) == percent


def test_last_year_is_taken_from_the_published_budget_where_the_system_holds_it() -> None:
    last = make_small_budget(year=2019)
    add_expenditure(last, last.budgetunit_rows.get(), LineKind.PERSONNEL, "1")
    DepartmentalBudget.objects.filter(pk=last.pk).update(
        status="published", imported=True, published_at="2019-02-01T00:00:00Z"
    )
    ledger = Ledger.of(make_small_budget())
    comparison = compare(ledger, expenditure(ledger).total, lambda past: expenditure(past).total)
    assert comparison.previous is not None
    assert comparison.previous.value == Decimal(1000001)
    assert comparison.direction == "减少"


def test_each_line_of_three_public_is_compared_with_its_own_reason() -> None:
    budget = make_small_budget()
    state(budget, "three_public", "official_receptions", "12000", year=2019)
    with acting_as("import"):
        ChangeReason.objects.create(
            budget=budget, statement="three_public", row="official_receptions", text="压减接待批次"
        )
    row = three_public_comparison(Ledger.of(budget))["official_receptions"]
    assert (row.direction, row.change and row.change.value, row.reason) == ("减少", Decimal(2000), "压减接待批次")


def test_a_new_unit_is_a_stated_fact() -> None:
    budget = make_small_budget()
    assert not Ledger.of(budget).is_new_unit
    with acting_as("import"):
        StatedFlag.objects.create(budget=budget, key=Flag.NEW_UNIT)
    assert Ledger.of(budget).is_new_unit


def test_a_sum_without_any_line_is_blank_and_not_zero() -> None:
    budget = make_budget()
    assert expenditure(Ledger.of(budget)).total.value is None
    assert ExpenditureLine.objects.filter(budget=budget).count() == 0
