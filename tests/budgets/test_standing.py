"""What a reviewer reads where something stands against an approval, and the reason that is ready for the return."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from budgets.choices import ReviewAction, Status
from budgets.models import Answer, DepartmentalBudget, ReviewRecord
from budgets.rules import registry, settings
from budgets.rules.judge import judge
from budgets.workflow import answers
from budgets.workflow.blockers import LONGEST, standing
from tests.budgets.judged import WARNING, add_term, rules_over_terms
from tests.budgets.states import bring_to
from tests.budgets.units import approve, department_draft, unit_draft
from tests.builders import answer_all, make_small_budget

pytestmark = pytest.mark.django_db
TEXT = "批复文件即如此，已核对原件"


@pytest.fixture
def submitted(department: Any, preparer: Any, monkeypatch: Any) -> DepartmentalBudget:
    """With one answered warning."""
    rules_over_terms(monkeypatch)
    budget = make_small_budget(department)
    add_term(budget, "疑一")
    answer_all(budget, preparer, TEXT)
    return bring_to(budget, Status.SUBMITTED, submitter=preparer, reviewer=None)


@pytest.fixture
def desk(client: Any, reviewer: Any) -> Any:
    client.force_login(reviewer)
    return client


def page(name: str, budget: DepartmentalBudget) -> str:
    return reverse(f"admin:budgets_departmentalbudget_{name}", args=[budget.pk])


def stands(budget: DepartmentalBudget) -> Any:
    return standing(budget, judge(budget, whole=True))


def appears(budget: DepartmentalBudget, *terms: str) -> None:
    """Words that a rule finds: put in while nobody could type, as if another document had changed."""
    rows = DepartmentalBudget.objects.filter(pk=budget.pk)
    rows.update(status=Status.RETURNED)
    for term in terms:
        add_term(budget, term)
    rows.update(status=Status.SUBMITTED)


def test_where_everything_was_answered_nothing_stands_against_it(desk: Any, submitted: DepartmentalBudget) -> None:
    assert stands(submitted).points == ()
    assert "现在不能审核通过" not in desk.get(page("change", submitted)).content.decode()
    assert "</textarea>" in desk.get(page("send_back", submitted)).content.decode()
    assert desk.get(page("send_back", submitted)).context["form"]["comment"].value() == ""


def test_a_warning_that_came_later_says_whose_turn_it_is_and_the_reason_of_the_return_is_written(
    desk: Any, submitted: DepartmentalBudget
) -> None:
    appears(submitted, "疑二")
    words = desk.get(page("change", submitted)).content.decode()
    assert "现在不能审核通过，轮到填报人处理" in words
    assert "报送后新出现的提醒</strong> 疑二有问题" in words
    assert "本预算报送后没有改动过" in words and "退回原因已按上列各项写好" in words
    assert "疑一有问题（" not in words.split("核验结果")[0]
    reason = desk.get(page("send_back", submitted)).context["form"]["comment"].value()
    assert reason.splitlines()[0] == "请处理下列事项后重新报送："
    assert reason.splitlines()[1].startswith("1. 【报送后新出现的提醒】疑二有问题")
    assert reason.endswith("请核对。请改正，或在“报送审核”页写明原因。")
    assert desk.post(page("send_back", submitted), {"comment": reason}).status_code == 302
    record = ReviewRecord.objects.get(budget=submitted, action=ReviewAction.RETURNED)
    assert (record.comment, DepartmentalBudget.objects.get(pk=submitted.pk).status) == (reason, Status.RETURNED)


def test_a_refused_answer_and_an_error_stand_there_too_and_an_error_may_be_waived(
    desk: Any, submitted: DepartmentalBudget, reviewer: Any
) -> None:
    answers.refuse(Answer.objects.get(), by=reviewer, comment="请写明批复文号")
    appears(submitted, "错一")
    assert [point.kind for point in stands(submitted).points] == ["错误", "答复未被接受"]
    assert "不接受的原因：请写明批复文号。" in stands(submitted).reason
    assert "办理豁免，不必退回" in desk.get(page("change", submitted)).content.decode()


def test_a_setting_made_after_the_submission_is_named_as_the_cause(
    submitted: DepartmentalBudget, reviewer: Any, department: Any
) -> None:
    settings.decide(WARNING, by=reviewer, region=department.region, reason="财政局统一口径", params={"words": ["疑三"]})
    appears(submitted, "疑二")
    (point,) = stands(submitted).points
    assert "修改了这条规则的设置：财政局统一口径" in point.why


def test_a_prefilled_reason_fits_its_field(desk: Any, submitted: DepartmentalBudget) -> None:
    appears(submitted, *(f"疑{number:03}{'很长的名词' * 15}" for number in range(40)))
    found = stands(submitted)
    assert len(found.points) == 40
    assert len(found.reason) <= LONGEST
    assert "另有 " in found.reason.splitlines()[-1]
    assert desk.post(page("send_back", submitted), {"comment": found.reason}).status_code == 302


def test_only_a_submitted_version_waits_for_anybody(submitted: DepartmentalBudget) -> None:
    appears(submitted, "疑二")
    DepartmentalBudget.objects.filter(pk=submitted.pk).update(status=Status.RETURNED)
    submitted.refresh_from_db()
    assert stands(submitted).points == ()


def test_a_units_budget_that_was_approved_afterwards_is_named(
    department: Any, preparer: Any, reviewer: Any, monkeypatch: Any
) -> None:
    """R-NUM-C26: the department's own content is what it was, and its approval waits all the same."""
    rules = registry._rules
    monkeypatch.setattr(registry, "_rules", {"R-NUM-C26": rules["R-NUM-C26"]})
    whole = bring_to(department_draft(department), Status.SUBMITTED, submitter=preparer, reviewer=None)
    assert stands(whole).points == ()
    own = approve(unit_draft(department))
    ReviewRecord.objects.create(budget=own, action=ReviewAction.APPROVED, by=reviewer)
    points = stands(whole).points
    assert points
    assert all(point.kind == "报送后新出现的提醒" for point in points)
    assert f"{own}已于 " in points[0].why
    assert "审核通过" in points[0].why


def test_the_list_tells_versions_of_one_name_apart_in_its_first_column(
    desk: Any, submitted: DepartmentalBudget
) -> None:
    words = desk.get(reverse("admin:budgets_departmentalbudget_changelist")).content.decode()
    assert f'{submitted.printed_name}<br><span class="quiet">2020年部门预算 第1版</span>' in words
