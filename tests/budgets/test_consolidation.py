"""The department as the sum of its units less internal transfers, and the rule that says where it is not (C26)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from budgets.choices import FundKind, LineKind, Status, UnitNature
from budgets.consolidation import adoption
from budgets.consolidation.adoption import take_over
from budgets.models import BudgetUnit, DepartmentalBudget, ExpenditureLine
from budgets.statements.consolidation import SHOWN, consolidation
from budgets.statements.ledger import Ledger
from budgets.statements.transfers import Transfer
from budgets.statements.unit_figures import figures
from budgets.versions.editing import acting_as
from tests.budgets.units import approve, department_draft, people, unit_draft
from tests.builders import add_expenditure, add_revenue, make_unit
from tests.examples import examples
from tests.rules_builders import functional, judged, only, state

pytestmark = pytest.mark.django_db
RULE = "R-NUM-C26"


def fresh(budget: DepartmentalBudget) -> DepartmentalBudget:
    return DepartmentalBudget.objects.get(pk=budget.pk)


def joined(budget: DepartmentalBudget) -> Any:
    return consolidation(Ledger.of(fresh(budget)))


def joined_from(department: Any, *units: DepartmentalBudget, by: Any, transfers: Any = ()) -> DepartmentalBudget:
    """A department's draft into which these units were taken over."""
    whole = department_draft(department)
    if transfers:
        adoption.store_transfers(whole, transfers, by=by)
    for own in units:
        take_over(fresh(whole), own.unit, by=by)
    return fresh(whole)


# ---- Sums ----


@pytest.mark.parametrize("count", [1, 2, 6])
def test_the_department_is_the_sum_of_its_units(count: int, department: Any, preparer: Any) -> None:
    units = [approve(unit_draft(department, number, personnel=f"{number}00000.01")) for number in range(1, count + 1)]
    whole = joined_from(department, *units, by=preparer)

    found = joined(whole)
    assert [each.name for each in found.contributions] == [own.printed_name for own in units]
    assert found.of_units("expenditure.personnel") == sum(
        Decimal(f"{number}00000.01") for number in range(1, count + 1)
    )
    for ref in SHOWN:
        assert found.department[ref].value == found.of_units(ref) == found.expected(ref), ref
    assert judged(whole, RULE).outcome == "pass"


def test_an_institution_contributes_no_operating_costs_of_state_organs(department: Any, preparer: Any) -> None:
    organ = approve(unit_draft(department, 1, operating="50000"))
    institution = approve(unit_draft(department, 2, operating="70000", nature=UnitNature.INSTITUTION))
    found = joined(joined_from(department, organ, institution, by=preparer))

    costs = [each.figures["operating_costs.total"].value for each in found.contributions]
    assert costs == [Decimal(50000), None]
    assert found.department["operating_costs.total"].value == Decimal(50000)
    assert found.department["expenditure.operating"].value == Decimal(120000)


def test_a_unit_without_a_budget_of_its_own_contributes_what_the_department_entered(department: Any) -> None:
    whole = department_draft(department)
    row = make_unit(whole)
    add_revenue(whole, row, "1000")
    add_expenditure(whole, row, LineKind.PERSONNEL, "1000")
    unit_draft(department, 1)

    (only_one,) = joined(whole).contributions
    assert only_one.own is None
    assert only_one.figures["expenditure.total"].value == Decimal(1000)
    assert joined(whole).expected("expenditure.total") == Decimal(1000)


def test_the_newest_version_that_counts_is_the_units_contribution(department: Any) -> None:
    whole = department_draft(department)
    own = approve(unit_draft(department, 1, personnel="1"), Status.PUBLISHED)
    make_unit(whole, name=own.printed_name)
    later = DepartmentalBudget.objects.create(
        region=own.region, department=department, unit=own.unit, fiscal_year=own.fiscal_year, version=2,
        printed_name=own.printed_name, correction_note="更正",
    )  # fmt: skip
    assert joined(whole).contributions[0].own == own
    approve(later)
    assert joined(whole).contributions[0].own == later


def test_another_years_budget_of_a_unit_is_none_of_this_year(department: Any) -> None:
    whole = department_draft(department)
    own = unit_draft(department, 1)
    make_unit(whole, name=own.printed_name)
    other = DepartmentalBudget.objects.create(
        region=own.region, department=department, unit=own.unit, fiscal_year=own.fiscal_year - 1, printed_name="甲"
    )
    approve(other)
    assert joined(whole).contributions[0].own is None


AMOUNTS = st.decimals("0.01", "99999999.99", places=2)
UNITS = st.lists(
    st.tuples(AMOUNTS, AMOUNTS, AMOUNTS, st.sampled_from([UnitNature.ADMINISTRATIVE, UnitNature.INSTITUTION])),
    min_size=2, max_size=4,
)  # fmt: skip


@examples(5)
@given(units=UNITS, data=st.data())
def test_sums_hold_for_any_units_and_any_transfers_between_them(
    units: Any, data: Any, department: Any, preparer: Any
) -> None:
    people()  # a password takes longer than a budget, so the people stay from one example to the next
    with transaction.atomic():
        count = len(units)
        transfers, received = [], {number: Decimal(0) for number in range(1, count + 1)}
        for payer in range(1, count):
            share = data.draw(st.integers(0, 100))
            amount = (units[payer - 1][2] * share / 100).quantize(Decimal("0.01"))
            if amount:
                project = f"202-000{payer}-ABC-0001"
                transfers.append(
                    Transfer(f"20200{payer}", f"20200{count}", "", FundKind.SUPERIOR_SUBSIDY, amount, project)
                )
                received[count] += amount
        budgets = []
        for number, (personnel, operating, project, nature) in enumerate(units, 1):
            own = unit_draft(
                department, number, nature=nature, personnel=str(personnel + received[number]), operating=str(operating),
                project=str(project), other_income=str(received[number]),
            )  # fmt: skip
            budgets.append(approve(own))
        whole = joined_from(department, *budgets, by=preparer, transfers=transfers)

        found = joined(whole)
        between = sum((each.amount for each in transfers), Decimal(0))
        for ref in ("revenue.total", "expenditure.total"):
            assert found.deducted(ref) == between
            assert found.department[ref].number == found.of_units(ref) - between
        assert found.contradictions() == []
        assert take_over(fresh(whole), budgets[-1].unit, by=preparer).changes == []
        transaction.set_rollback(True)


# ---- The rule ----


def test_a_unit_of_which_the_department_holds_another_figure_is_named_with_both(department: Any, preparer: Any) -> None:
    units = [approve(unit_draft(department, number)) for number in (1, 2)]
    whole = joined_from(department, *units, by=preparer)
    with acting_as(preparer):
        ExpenditureLine.objects.filter(budget=whole, kind=LineKind.OPERATING, unit__unit=units[1].unit).update(
            amount=Decimal("49000.50")
        )
        ExpenditureLine.objects.filter(budget=whole, kind=LineKind.OPERATING, unit__unit=units[1].unit).update(
            economic=None
        )

    result = judged(whole, RULE)
    assert [each.message for each in result.findings] == [
        "日常公用经费：部门预算 99000.5元，各单位之和 100000元，相差 999.5元，其中云汀区信访局第2中心相差 999.5元。",
        "机关运行经费：部门预算 99000.5元，各单位之和 100000元，相差 999.5元，其中云汀区信访局第2中心相差 999.5元。",
    ]
    finding = result.findings[0]
    assert finding.difference == Decimal("-999.50")
    assert [(place.label, place.value, place.part) for place in finding.places] == [
        ("日常公用经费（部门预算）", "99000.5元", "basic"),
        ("日常公用经费（各单位之和）", "100000元", ""),
        ("云汀区信访局第2中心（部门预算）", "49000.5元", "basic"),
        ("云汀区信访局第2中心（单位预算第1版）", "50000元", ""),
    ]


def test_differences_that_cancel_out_in_the_sum_are_found(department: Any, preparer: Any) -> None:
    units = [approve(unit_draft(department, number)) for number in (1, 2)]
    whole = joined_from(department, *units, by=preparer)
    with acting_as(preparer):
        for own, amount in zip(units, (299999, 300001), strict=True):
            ExpenditureLine.objects.filter(budget=whole, kind=LineKind.PERSONNEL, unit__unit=own.unit).update(
                amount=amount
            )
    finding = only(whole, RULE)
    assert "相差 0元，其中云汀区信访局第1中心相差 1元、云汀区信访局第2中心相差 1元" in finding.message


def test_a_transfer_that_is_not_left_out_is_found_on_both_sides(department: Any, preparer: Any) -> None:
    payer = approve(unit_draft(department, 1))
    receiver = approve(unit_draft(department, 2, other_income="20000"))
    whole = joined_from(department, payer, receiver, by=preparer)
    assert judged(whole, RULE).outcome == "pass", "without a transfer the gross figures are the department's"

    subsidy = Transfer("202001", "202002", "", FundKind.SUPERIOR_SUBSIDY, Decimal(20000), project="202-0001-ABC-0001")
    adoption.store_transfers(whole, [subsidy], by=preparer)
    messages = [each.message for each in judged(whole, RULE).findings]
    assert messages == [
        "上级补助收入：部门预算 20000元，各单位之和减内部往来 0元，相差 20000元，其中云汀区信访局第2中心相差 20000元。",
        "项目支出：部门预算 300000元，各单位之和减内部往来 280000元，相差 20000元，其中云汀区信访局第1中心相差 20000元。",
    ]
    for own in (payer, receiver):
        take_over(fresh(whole), own.unit, by=preparer)
    assert judged(whole, RULE).outcome == "pass"


def test_expenditure_by_functional_item_is_compared_where_every_line_has_one(department: Any, preparer: Any) -> None:
    own = unit_draft(department, 1)
    with acting_as("import"):
        ExpenditureLine.objects.filter(budget=own).update(functional=functional("2010301", "行政运行"))
    whole = joined_from(department, approve(own), by=preparer)
    assert judged(whole, RULE).outcome == "pass"
    with acting_as(preparer):
        ExpenditureLine.objects.filter(budget=whole, kind=LineKind.OPERATING).update(
            functional=functional("2010302", "一般行政管理事务")
        )
    labels = [each.places[0].label for each in judged(whole, RULE).findings]
    assert labels == ["2010301 行政运行（部门预算）", "2010302 一般行政管理事务（部门预算）"]


def test_stated_three_public_figures_are_compared_as_sums(department: Any, preparer: Any) -> None:
    own = unit_draft(department, 1)
    state(own, "three_public.official_receptions", "1000")
    whole = joined_from(department, approve(own), by=preparer)
    assert judged(whole, RULE).outcome == "pass"
    state(whole, "three_public.official_receptions", "900")
    assert only(whole, RULE).message.startswith("公务接待费：部门预算 900元，各单位之和 1000元，相差 100元")


def test_a_unit_that_the_department_leaves_out_is_named(department: Any, preparer: Any) -> None:
    first, second = approve(unit_draft(department, 1)), approve(unit_draft(department, 2))
    whole = joined_from(department, first, by=preparer)
    finding = only(whole, RULE)
    assert finding.message == "“云汀区信访局第2中心”有审核通过的单位预算，没有列入部门预算的机构设置表。"
    assert [(place.part, place.value) for place in finding.places] == [
        ("organisation", "没有这个单位"),
        ("", "500000元"),
    ]
    take_over(whole, second.unit, by=preparer)
    assert judged(whole, RULE).outcome == "pass"


def test_what_was_not_compared_does_not_count_as_passed(department: Any, preparer: Any) -> None:
    own = approve(unit_draft(department, 1))
    whole = joined_from(department, own, by=preparer)
    row = make_unit(whole, name="云汀区信访局机关")
    add_revenue(whole, row, "1")
    add_expenditure(whole, row, LineKind.PERSONNEL, "1")
    result = judged(whole, RULE)
    assert result.outcome == "not-run"
    assert result.reason == "已核对的 1 个单位没有差异；还有 1 个单位没有审核通过的单位预算：云汀区信访局机关"


def test_without_approved_budgets_of_units_and_in_a_units_own_the_rule_is_not_run(department: Any) -> None:
    own = unit_draft(department, 1)
    whole = department_draft(department)
    make_unit(whole, name=own.printed_name)
    assert judged(whole, RULE).reason == "所属单位没有审核通过的单位预算，无法汇总核对"
    assert judged(own, RULE).reason == "单位预算不汇总其他单位"


def test_a_department_without_units_costs_one_query(department: Any, django_assert_num_queries: Any) -> None:
    whole = department_draft(department)
    ledger = Ledger.of(whole)
    figures(ledger)
    with django_assert_num_queries(1):
        assert consolidation(ledger).contributions == ()
    assert BudgetUnit.objects.filter(budget=whole).count() == 0
