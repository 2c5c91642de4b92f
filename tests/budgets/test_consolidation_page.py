"""The page of consolidation: who sees it, what it shows, and that each of its buttons does what it says."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from budgets.choices import FundKind, LineKind, Role, Status, UnitNature
from budgets.models import BudgetUnit, DepartmentalBudget, ExpenditureLine, Reply, Unit
from budgets.statements.ledger import Ledger
from budgets.statements.transfers import transfers
from budgets.versions.editing import acting_as
from tests.budgets.units import approve, department_draft, unit_draft, with_rows_of_other_apps
from tests.budgets.views.filling import text_of
from tests.builders import add_expenditure, add_revenue, make_unit, make_user

pytestmark = pytest.mark.django_db


def page_of(budget: Any) -> str:
    return reverse("entry-consolidation", kwargs={"budget_pk": budget.pk})


@pytest.fixture
def whole(department: Any) -> DepartmentalBudget:
    return department_draft(department)


@pytest.fixture
def desk(client: Client, preparer: Any) -> Client:
    client.force_login(preparer)
    return client


def press(desk: Client, budget: Any, action: str, **values: Any) -> Any:
    budget.refresh_from_db()
    values = {"seen": budget.row_version, "action": action} | values
    return desk.post(page_of(budget), values, follow=True)


def unit_clerk(unit: Unit, role: Role = Role.PREPARER) -> Any:
    clerk = make_user(f"{role}-{unit.code}")
    clerk.assignments.create(role=role, region=unit.department.region, department=unit.department, unit=unit)
    return clerk


# ---- Who ----


def test_a_units_clerk_sees_the_units_budget_and_not_the_departments(
    client: Client, department: Any, whole: Any
) -> None:
    own, other = unit_draft(department, 1), unit_draft(department, 2)
    client.force_login(unit_clerk(own.unit))
    seen = {
        each.pk: client.get(reverse("entry-overview", kwargs={"budget_pk": each.pk})).status_code
        for each in (own, other, whole)
    }
    assert seen == {own.pk: 200, other.pk: 404, whole.pk: 404}
    for answer in (client.get(page_of(whole)), press(client, whole, "take_over", unit=own.unit_id)):
        assert answer.status_code == 404


def test_the_departments_clerk_sees_it_with_all_its_units(desk: Client, department: Any, whole: Any) -> None:
    own, other = approve(unit_draft(department, 1)), unit_draft(department, 2)
    words = text_of(desk.get(page_of(whole)))
    for each in (own, other):
        assert each.printed_name in words
        assert desk.get(reverse("entry-overview", kwargs={"budget_pk": each.pk})).status_code == 200


def test_a_stranger_finds_nothing_and_nobody_enters_without_signing_in(
    client: Client, whole: Any, outsider: Any
) -> None:
    assert client.get(page_of(whole)).headers["Location"].startswith("/entry/login/")
    client.force_login(outsider)
    assert client.get(page_of(whole)).status_code == 404
    assert press(client, whole, "sum_up").status_code == 404


def test_a_reviewer_reads_and_does_not_write(client: Client, department: Any, whole: Any, reviewer: Any) -> None:
    own = approve(unit_draft(department, 1))
    client.force_login(reviewer)
    page = client.get(page_of(whole))
    assert "不能修改" in text_of(page)
    assert 'value="take_over"' not in page.content.decode()
    assert press(client, whole, "take_over", unit=own.unit_id).status_code == 403
    assert not BudgetUnit.objects.filter(budget=whole).exists()


def test_a_units_own_budget_has_no_such_page_and_no_link_to_one(desk: Client, department: Any, whole: Any) -> None:
    own = unit_draft(department, 1)
    assert desk.get(page_of(own)).status_code == 404
    links = {
        each.pk: page_of(each) in desk.get(reverse("entry-overview", kwargs={"budget_pk": each.pk})).content.decode()
        for each in (own, whole)
    }
    assert links == {own.pk: False, whole.pk: True}


def test_a_department_without_units_has_no_link_to_it(desk: Client, whole: Any) -> None:
    assert "单位汇总" not in desk.get(reverse("entry-overview", kwargs={"budget_pk": whole.pk})).content.decode()
    assert "本部门还没有所属单位" in text_of(desk.get(page_of(whole)))


@pytest.mark.parametrize("unit", ["", "x", "0", "99999999", "-1"])
def test_a_unit_that_is_none_of_the_departments_is_not_found(desk: Client, whole: Any, unit: str) -> None:
    assert press(desk, whole, "take_over", unit=unit).status_code == 404


def test_an_action_that_is_none_is_not_found(desk: Client, whole: Any) -> None:
    assert press(desk, whole, "drop").status_code == 404


# ---- What it shows ----


@pytest.mark.parametrize("count", [1, 2, 6])
def test_each_unit_is_shown_with_its_contribution_and_the_sum(
    desk: Client, department: Any, whole: Any, count: int
) -> None:
    for number in range(1, count + 1):
        nature = UnitNature.INSTITUTION if number == 2 else UnitNature.ADMINISTRATIVE
        own = approve(unit_draft(department, number, nature=nature, personnel=f"{number}00000"))
        press(desk, whole, "take_over", unit=own.unit_id)

    page = desk.get(page_of(whole))
    sums = {key: figures for key, _, figures in page.context["sums"]}
    heads = page.context["heads"]
    assert heads == [
        "收入总计",
        "基本支出",
        "人员经费",
        "日常公用经费",
        "项目支出",
        "支出总计",
        "“三公”经费",
        "机关运行经费",
    ]
    assert len(page.context["rows"]) == count
    assert sums["units"] == sums["department"]
    assert "difference" not in sums
    organs = count - (count > 1)
    assert sums["units"][heads.index("机关运行经费")] == f"{organs * 50000:,}.00"
    if count > 1:
        assert page.context["rows"][1][1][heads.index("机关运行经费")] == "", "an institution has none"
    assert text_of(page).count("已引入") >= count


def test_where_figures_come_from_is_said_of_each_unit(desk: Client, department: Any, whole: Any) -> None:
    taken, changed = approve(unit_draft(department, 1)), approve(unit_draft(department, 2))
    unit_draft(department, 3)
    Unit.objects.create(department=department, code="202004", name="云汀区信访局第4中心")
    typed = make_unit(whole, name="云汀区信访局机关")
    add_revenue(whole, typed, "1")
    for own in (taken, changed):
        press(desk, whole, "take_over", unit=own.unit_id)
    with acting_as("import"):
        ExpenditureLine.objects.filter(budget=whole, unit__unit=changed.unit, kind=LineKind.PERSONNEL).update(amount=1)

    states = {state.name: (state.source_words, state.why_not) for state in desk.get(page_of(whole)).context["states"]}
    assert states == {
        "云汀区信访局机关": ("部门填报", "没有对应的单位编码"),
        "云汀区信访局第1中心": ("引自单位预算第 1 版", ""),
        "云汀区信访局第2中心": ("引自单位预算第 1 版，引入后有修改", ""),
        "云汀区信访局第3中心": ("未列入机构设置，没有计入部门预算", "单位预算编制中，审核通过后可以引入"),
        "云汀区信访局第4中心": ("未列入机构设置，没有计入部门预算", "单位预算尚未编制"),
    }


def test_a_difference_is_shown_with_its_sign(desk: Client, department: Any, whole: Any) -> None:
    own = approve(unit_draft(department, 1))
    press(desk, whole, "take_over", unit=own.unit_id)
    with acting_as("import"):
        ExpenditureLine.objects.filter(budget=whole, kind=LineKind.PERSONNEL).update(amount=Decimal("299999.99"))
    page = desk.get(page_of(whole))
    sums = {key: figures for key, _, figures in page.context["sums"]}
    assert sums["difference"] == ["", "-0.01", "-0.01", "", "", "-0.01", "", ""]
    assert "部门预算与各单位之和不一致" in text_of(page)


def test_names_of_units_are_escaped(desk: Client, department: Any, whole: Any) -> None:
    make_unit(whole, name="<script>alert(1)</script>")
    assert b"<script>alert" not in desk.get(page_of(whole)).content


def test_the_departments_fifteen_days_are_shown_to_it_until_every_unit_has_its_reply(
    desk: Client, department: Any, whole: Any, preparer: Any
) -> None:
    units = [approve(unit_draft(department, number)) for number in (1, 2)]
    overview = reverse("entry-overview", kwargs={"budget_pk": whole.pk})
    assert "向所属单位批复" not in text_of(desk.get(overview)), "no term runs before the department has its own 批复"

    def reply(budget: Any, dated: dt.date) -> None:
        Reply.objects.create(
            budget=budget, authority="云汀区财政局", number="1号", dated=dated, received=dated, registered_by=preparer
        )

    reply(whole, dt.date(2025, 2, 1))
    reply(units[0], dt.date(2025, 2, 10))
    for address in (overview, page_of(whole)):
        words = text_of(desk.get(address))
        assert "2025-02-16（已逾期" in words
        assert "1 / 2" in words
    reply(units[1], dt.date(2025, 2, 16))
    assert "2025-02-16（按期批复）" in text_of(desk.get(overview))
    assert "向所属单位批复" not in text_of(desk.get(reverse("entry-overview", kwargs={"budget_pk": units[0].pk})))


# ---- What it does ----


def test_taking_over_says_what_it_did_and_the_second_time_that_there_was_nothing(
    desk: Client, department: Any, whole: Any
) -> None:
    own = approve(with_rows_of_other_apps(unit_draft(department, 1)))
    first = text_of(press(desk, whole, "take_over", unit=own.unit_id))
    assert "已引入“云汀区信访局第1中心”" in first
    assert "支出：新增 3 项" in first
    assert "没有需要引入的" in text_of(press(desk, whole, "take_over", unit=own.unit_id))


def test_what_was_typed_is_shown_before_it_is_replaced(desk: Client, department: Any, whole: Any) -> None:
    own = approve(unit_draft(department, 1))
    row = make_unit(whole, name=own.printed_name)
    add_expenditure(whole, row, LineKind.PERSONNEL, "299999")

    stopped = press(desk, whole, "take_over", unit=own.unit_id)
    assert stopped.status_code == 409
    assert "支出：人员类 299999.00" in text_of(stopped)
    assert ExpenditureLine.objects.get(budget=whole).amount == Decimal(299999)

    press(desk, whole, "take_over", unit=own.unit_id, overwrite="1")
    assert ExpenditureLine.objects.get(budget=whole, kind=LineKind.PERSONNEL).amount == Decimal(300000)


def test_a_page_opened_before_anothers_save_takes_nothing_over(desk: Client, department: Any, whole: Any) -> None:
    own = approve(unit_draft(department, 1))
    answer = press(desk, whole, "take_over", unit=own.unit_id, seen="99")
    assert "已被他人保存过" in text_of(answer)
    assert not BudgetUnit.objects.filter(budget=whole).exists()


def test_a_submitted_version_is_shown_and_not_changed(desk: Client, department: Any, whole: Any) -> None:
    own = approve(unit_draft(department, 1))
    approve(whole, Status.SUBMITTED)
    assert "只能查看，不能修改" in text_of(desk.get(page_of(whole)))
    assert "不能修改" in text_of(press(desk, whole, "take_over", unit=own.unit_id))
    assert not BudgetUnit.objects.filter(budget=whole).exists()


def test_a_row_under_another_name_is_matched_with_its_unit(desk: Client, department: Any, whole: Any) -> None:
    own = approve(unit_draft(department, 1))
    row = make_unit(whole, name="信访局一中心")
    assert "请选择对应的单位编码" in text_of(desk.get(page_of(whole)))
    press(desk, whole, "link", row=row.pk, unit=own.unit_id)
    row.refresh_from_db()
    assert row.unit == own.unit
    press(desk, whole, "take_over", unit=own.unit_id)
    assert BudgetUnit.objects.get(budget=whole).name == "信访局一中心"
    assert "请选择对应的单位编码" not in text_of(desk.get(page_of(whole)))


def test_a_row_of_another_budget_or_a_unit_of_another_department_is_not_matched(
    desk: Client, department: Any, whole: Any
) -> None:
    from tests.builders import make_department

    own = unit_draft(department, 1)
    foreign = unit_draft(make_department("303", "云汀区档案馆"), 1)
    row = make_unit(whole, name="信访局一中心")
    press(desk, whole, "link", row=foreign.budgetunit_rows.get().pk, unit=own.unit_id)
    press(desk, whole, "link", row=row.pk, unit=foreign.unit_id)
    row.refresh_from_db()
    assert row.unit is None
    assert foreign.budgetunit_rows.get().unit == foreign.unit


def transfer_rows(*rows: dict[str, str]) -> dict[str, str]:
    data = {"transfers-TOTAL_FORMS": str(len(rows)), "transfers-INITIAL_FORMS": "0"}
    return data | {
        f"transfers-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()
    }


SUBSIDY = {
    "payer": "202001", "receiver": "202002", "spent_as": "project:202-0001-ABC-0001", "received_as": "superior_subsidy",
    "amount": "20,000.00",
}  # fmt: skip


def test_a_transfer_is_stored_shown_again_and_taken_away_by_emptying_its_amount(
    desk: Client, department: Any, whole: Any
) -> None:
    for number in (1, 2):
        own = approve(unit_draft(department, number, other_income="20000" if number == 2 else "0"))
        press(desk, whole, "take_over", unit=own.unit_id)
    press(desk, whole, "transfers", **transfer_rows(SUBSIDY, {"amount": ""}))
    (stored,) = transfers(Ledger.of(whole))
    assert (stored.amount, stored.project, stored.received_as) == (
        20000,
        "202-0001-ABC-0001",
        FundKind.SUPERIOR_SUBSIDY,
    )

    page = desk.get(page_of(whole))
    assert page.context["transfers"].forms[0].initial == SUBSIDY | {"amount": "20000"}
    sums = {key: figures for key, _, figures in page.context["sums"]}
    assert sums["deducted"] == ["20,000.00", "", "", "", "20,000.00", "20,000.00", "", ""]
    press(desk, whole, "transfers", **transfer_rows(SUBSIDY | {"amount": ""}))
    assert transfers(Ledger.of(whole)) == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"amount": "abc"}, "不是金额"), ({"amount": "-5"}, "应大于 0"), ({"receiver": "202001"}, "不能与付款单位相同"),
        ({"payer": ""}, "请选择“付款单位”"), ({"payer": "303001"}, "请从列表中选择"), ({"spent_as": "carried_out"}, "请从列表中选择"),
    ],
)  # fmt: skip
def test_a_transfer_that_cannot_be_is_refused_with_what_was_typed(
    desk: Client, department: Any, whole: Any, changes: dict[str, str], message: str
) -> None:
    for number in (1, 2):
        own = approve(unit_draft(department, number))
        press(desk, whole, "take_over", unit=own.unit_id)
    sent = SUBSIDY | changes
    page = press(desk, whole, "transfers", **transfer_rows(sent))
    assert message in text_of(page)
    assert page.context["transfers"].forms[0].data["transfers-0-amount"] == sent["amount"]
    assert transfers(Ledger.of(whole)) == ()
