"""Which money counts where: each kind of fund and each kind of line, one by one, in each sum that is a cut of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.choices import FISCAL_APPROPRIATION, UNIT_FUNDS, FundKind, LineKind, RevenueKind
from budgets.models import DepartmentalBudget
from budgets.statements.appropriation import appropriation
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.statements.operating_costs import operating_costs
from budgets.statements.revenue import revenue
from budgets.statements.three_public import basic_amounts, three_public
from tests.builders import add_expenditure, add_revenue, make_budget, make_class, make_fund, make_project, make_unit
from tests.rules_builders import state

pytestmark = pytest.mark.django_db
RECEPTIONS = "official_receptions"


def spending(budget: DepartmentalBudget, kind: LineKind, fund: FundKind, amount: str = "7") -> Ledger:
    """One line, of a class that belongs to “三公” and to 机关运行经费."""
    unit = budget.budgetunit_rows.first() or make_unit(budget)
    line = make_class("30217", "公务接待费", three_public_line=RECEPTIONS)
    add_expenditure(budget, unit, kind, amount, fund=make_fund(fund), economic=line)
    return Ledger.of(budget)


def income(
    budget: DepartmentalBudget, fund: FundKind, amount: str = "7", kind: RevenueKind = RevenueKind.CURRENT
) -> Ledger:
    unit = budget.budgetunit_rows.first() or make_unit(budget)
    add_revenue(budget, unit, amount, fund=make_fund(fund), kind=kind)
    return Ledger.of(budget)


# ---- Funds ----


@pytest.mark.parametrize("fund", FundKind)
def test_three_public_counts_fiscal_appropriation_and_no_other_fund(fund: FundKind) -> None:
    ledger = spending(make_budget(), LineKind.OPERATING, fund)
    expected = Decimal(7) if fund in FISCAL_APPROPRIATION else None
    assert three_public(ledger).official_receptions.value == expected
    assert basic_amounts(ledger)[RECEPTIONS].value == expected


@pytest.mark.parametrize("fund", FundKind)
def test_a_format_may_have_three_public_of_one_fund_alone(fund: FundKind) -> None:
    ledger = spending(make_budget(), LineKind.OPERATING, fund)
    only = (FundKind.GENERAL_PUBLIC_BUDGET.value,)
    expected = Decimal(7) if fund == FundKind.GENERAL_PUBLIC_BUDGET else None
    assert three_public(ledger, only).official_receptions.value == expected
    assert basic_amounts(ledger, only)[RECEPTIONS].value == expected


def test_three_public_of_two_sets_of_funds_stand_side_by_side() -> None:
    """Of one ledger, asked one after the other: the first answer is not that of the second question."""
    budget = make_budget()
    spending(budget, LineKind.OPERATING, FundKind.GENERAL_PUBLIC_BUDGET, "5")
    ledger = spending(budget, LineKind.OPERATING, FundKind.GOVERNMENT_FUNDS, "2")
    assert three_public(ledger).total.value == 7
    assert three_public(ledger, (FundKind.GENERAL_PUBLIC_BUDGET.value,)).total.value == 5
    assert three_public(ledger, (FundKind.GOVERNMENT_FUNDS.value,)).total.value == 2


@pytest.mark.parametrize("fund", FundKind)
def test_appropriation_is_what_the_three_budgets_of_the_treasury_give_and_pay(fund: FundKind) -> None:
    budget = make_budget()
    income(budget, fund, "9")
    found = appropriation(spending(budget, LineKind.OPERATING, fund))
    is_fiscal = fund in FISCAL_APPROPRIATION
    assert found.income.value == (9 if is_fiscal else None)
    assert found.spending.value == (7 if is_fiscal else None)
    assert list(found.funds) == list(FISCAL_APPROPRIATION)
    assert {kind: amount.value for kind, amount in found.funds.items() if amount.value is not None} == (
        {fund: 7} if is_fiscal else {}
    )


@pytest.mark.parametrize("fund", FundKind)
def test_operating_costs_are_paid_from_the_general_public_budget(fund: FundKind) -> None:
    found = operating_costs(spending(make_budget(), LineKind.OPERATING, fund)).total.value
    assert found == (7 if fund == FundKind.GENERAL_PUBLIC_BUDGET else None)


@pytest.mark.parametrize("fund", FundKind)
def test_every_fund_is_a_source_of_its_own_and_part_of_the_total(fund: FundKind) -> None:
    found = revenue(income(make_budget(), fund))
    assert [(source.ref, source.value) for source in found.sources] == [(f"revenue.{fund.value}", Decimal(7))]
    assert (found.current.value, found.total.value, found.carried_in.value) == (7, 7, None)


# ---- 单位资金, which is the name of several kinds together ----


def test_the_units_own_money_stands_in_one_where_no_table_tells_its_kinds_apart() -> None:
    budget = make_budget()
    state(budget, "revenue.unit_funds", "7")
    found = revenue(income(budget, FundKind.GENERAL_PUBLIC_BUDGET, "5"))
    assert [source.ref for source in found.sources] == ["revenue.general_public_budget", "revenue.unit_funds"]
    assert found.total.value == 12


@pytest.mark.parametrize("fund", UNIT_FUNDS)
def test_the_units_own_money_is_not_counted_beside_any_of_its_kinds(fund: FundKind) -> None:
    budget = make_budget()
    state(budget, "revenue.unit_funds", "7")
    found = revenue(income(budget, fund))
    assert [source.ref for source in found.sources] == [f"revenue.{fund.value}"]
    assert (found.current.value, found.total.value) == (7, 7)


@pytest.mark.parametrize("fund", [kind for kind in FundKind if kind not in UNIT_FUNDS])
def test_a_fund_that_is_none_of_the_units_own_is_counted_beside_them(fund: FundKind) -> None:
    budget = make_budget()
    state(budget, "revenue.unit_funds", "7")
    assert revenue(income(budget, fund, "5")).total.value == 12


def test_the_units_own_money_is_all_but_the_treasurys_and_the_special_account() -> None:
    assert set(UNIT_FUNDS) == {
        FundKind.INSTITUTION_REVENUE, FundKind.BUSINESS_REVENUE, FundKind.SUPERIOR_SUBSIDY, FundKind.AFFILIATE_REMITTANCE,
        FundKind.OTHER_REVENUE,
    }  # fmt: skip


# ---- Kinds of lines ----

BASIC = {LineKind.PERSONNEL, LineKind.OPERATING}
OUTSIDE = {LineKind.CARRIED_OUT}


@pytest.mark.parametrize("kind", LineKind)
def test_each_kind_of_line_counts_in_its_own_sums(kind: LineKind) -> None:
    found = expenditure(spending(make_budget(), kind, FundKind.GENERAL_PUBLIC_BUDGET))
    seven = {
        name
        for name in ("personnel", "operating", "basic", "project", "unassigned", "carried_out", "current", "total")
        if getattr(found, name).value == 7
    }
    wanted = {
        LineKind.PERSONNEL: {"personnel", "basic", "current"},
        LineKind.OPERATING: {"operating", "basic", "current"},
        LineKind.CARRIED_OUT: {"carried_out"},
    }.get(kind, {"project", "unassigned", "current"})
    assert seven == wanted | {"total"}


@pytest.mark.parametrize("kind", LineKind)
def test_three_public_leaves_out_what_is_carried_over_and_its_floor_is_basic_expenditure(kind: LineKind) -> None:
    ledger = spending(make_budget(), kind, FundKind.GENERAL_PUBLIC_BUDGET)
    assert three_public(ledger).official_receptions.value == (None if kind in OUTSIDE else 7)
    assert basic_amounts(ledger)[RECEPTIONS].value == (7 if kind in BASIC else None)


@pytest.mark.parametrize("kind", LineKind)
def test_appropriation_leaves_out_what_is_carried_over(kind: LineKind) -> None:
    found = appropriation(spending(make_budget(), kind, FundKind.GENERAL_PUBLIC_BUDGET)).spending.value
    assert found == (None if kind in OUTSIDE else 7)


@pytest.mark.parametrize("kind", LineKind)
def test_operating_costs_are_lines_of_operating_alone(kind: LineKind) -> None:
    found = operating_costs(spending(make_budget(), kind, FundKind.GENERAL_PUBLIC_BUDGET)).total.value
    assert found == (7 if kind == LineKind.OPERATING else None)


@pytest.mark.parametrize("fund", FISCAL_APPROPRIATION)
def test_what_came_over_from_last_year_is_no_appropriation_of_this_year(fund: FundKind) -> None:
    ledger = income(make_budget(), fund, kind=RevenueKind.CARRIED_IN)
    assert appropriation(ledger).income.value is None
    assert (revenue(ledger).current.value, revenue(ledger).carried_in.value, revenue(ledger).total.value) == (
        None,
        7,
        7,
    )


def test_a_line_of_a_project_is_not_unassigned() -> None:
    budget = make_budget()
    unit = make_unit(budget)
    add_expenditure(budget, unit, LineKind.SPECIAL_PURPOSE, "7", project=make_project(budget))
    found = expenditure(Ledger.of(budget))
    assert (found.unassigned.value, found.project.value, found.lists_all_projects) == (None, 7, True)
