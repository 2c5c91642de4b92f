"""Which answer belongs to which warning, which refusal still stands, what is proposed again, and what may have caused a warning."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from budgets.choices import ReviewAction, Status
from budgets.models import Answer, DepartmentalBudget, ReviewRecord
from budgets.rules import registry
from budgets.rules.judge import judge
from budgets.rules.reads import Reads
from budgets.workflow import answers
from budgets.workflow.blockers import standing
from tests.budgets.judged import ERROR, WARNING, add_term, change_term, prints, rules_over_terms
from tests.budgets.states import bring_to
from tests.builders import answer_all, make_small_budget

pytestmark = pytest.mark.django_db
TEXT = "批复文件即如此，已核对原件"


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> None:
    rules_over_terms(monkeypatch)


@pytest.fixture
def draft(department: Any) -> DepartmentalBudget:
    budget = make_small_budget(department)
    add_term(budget, "疑一")
    return budget


def warned(budget: DepartmentalBudget) -> dict[str, answers.Warned]:
    return {each.finding.message[:2]: each for each in answers.warned(budget, judge(budget, whole=True))}


def test_an_answer_that_lapsed_is_shown_beside_a_warning_that_waits_and_not_beside_an_answered_one(
    draft: DepartmentalBudget, preparer: Any
) -> None:
    add_term(draft, "疑二")
    answer_all(draft, preparer, TEXT)
    change_term(draft, "疑一", "另一种解释")
    found = warned(draft)
    assert found["疑一"].answer is None
    assert found["疑一"].lapsed is not None
    assert found["疑二"].answer is not None
    assert found["疑二"].lapsed is None


def test_a_refusal_stands_until_that_very_answer_is_given_anew(
    draft: DepartmentalBudget, preparer: Any, reviewer: Any
) -> None:
    add_term(draft, "疑二")
    answer_all(draft, preparer, TEXT)
    bring_to(draft, Status.SUBMITTED, submitter=preparer, reviewer=None)
    one, other = Answer.objects.order_by("pk")
    answers.refuse(one, by=reviewer, comment="请写明批复文号")
    DepartmentalBudget.objects.filter(pk=draft.pk).update(status=Status.RETURNED)
    answers.answer(
        DepartmentalBudget.objects.get(pk=draft.pk), by=preparer, texts={other.fingerprint: "另一处也已核对原件"}
    )
    assert [each.answer for each in answers.refused(draft)] == [one]
    answers.answer(
        DepartmentalBudget.objects.get(pk=draft.pk), by=preparer, texts={one.fingerprint: "批复文号为临财预1号"}
    )
    assert list(answers.refused(draft)) == []


def test_of_several_versions_before_the_last_one_that_answered_is_proposed(
    draft: DepartmentalBudget, preparer: Any, reviewer: Any
) -> None:
    """Whichever was written last: an old document may be imported after a newer one was approved."""
    fingerprint = prints(draft, "疑一")[0]
    third = make_small_budget(draft.department, year=2021, version=3)
    second = make_small_budget(draft.department, year=2022, version=2)
    common = {"rule": WARNING, "fingerprint": fingerprint, "finding": "疑一", "by": preparer}
    Answer.objects.create(budget=third, text="第三版的答复", **common)
    Answer.objects.create(budget=second, text="第二版的答复", **common)
    for budget in (second, third):
        bring_to(budget, Status.PUBLISHED, submitter=preparer, reviewer=reviewer)
    # Of one year and department they stand only where the guards are down: the order of their making is not that of their numbers.
    from tests.database import guards_down

    with guards_down():
        DepartmentalBudget.objects.filter(pk__in=[second.pk, third.pk]).update(fiscal_year=2023)
    fourth = make_small_budget(draft.department, year=2023, version=4)
    add_term(fourth, "疑一")
    assert list(answers.proposals(fourth, warned(fourth).values()).values()) == ["第三版的答复"]


def test_only_errors_that_nobody_waived_are_listed_as_errors(
    client: Any, draft: DepartmentalBudget, preparer: Any, reviewer: Any
) -> None:
    add_term(draft, "错一")
    add_term(draft, "错二")
    answers.waive(draft, by=reviewer, fingerprint=prints(draft, "错一")[0], reason="财政局统一口径")
    client.force_login(preparer)
    context = client.get(reverse("entry-submit", kwargs={"budget_pk": draft.pk})).context
    assert [each.severity for each in context["errors"]] == ["E"]
    assert "错二" in context["errors"][0].message
    assert len(context["waived"]) == 1


# ---- What may have brought a warning about ----


def rule_over(monkeypatch: pytest.MonkeyPatch, reads: Reads) -> None:
    """The warning of the tests reads other versions, too."""
    old = registry._rules[WARNING]
    changed = registry.Rule(WARNING, "W", old.title, old.basis, old.check, reads=reads)
    monkeypatch.setattr(registry, "_rules", {ERROR: registry._rules[ERROR], WARNING: changed})


def causes(department: Any, preparer: Any, reviewer: Any, *others: DepartmentalBudget) -> str:
    """Why, of a warning that came after the submission, when meanwhile each of the others was approved."""
    budget = make_small_budget(department)
    bring_to(budget, Status.SUBMITTED, submitter=preparer, reviewer=None)
    for other in others:
        ReviewRecord.objects.create(budget=other, action=ReviewAction.APPROVED, by=reviewer)
    DepartmentalBudget.objects.filter(pk=budget.pk).update(status=Status.RETURNED)
    add_term(budget, "疑一")
    DepartmentalBudget.objects.filter(pk=budget.pk).update(status=Status.SUBMITTED)
    budget.refresh_from_db()
    (point,) = standing(budget, judge(budget, whole=True)).points
    return point.why


def test_last_years_version_is_a_cause_and_next_years_is_none(
    department: Any, preparer: Any, reviewer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule_over(monkeypatch, Reads.LAST_YEAR)
    last, following = make_small_budget(department, year=2019), make_small_budget(department, year=2021)
    why = causes(department, preparer, reviewer, last, following)
    assert "2019年" in why
    assert "2021年" not in why


@pytest.mark.parametrize(("number", "has_more"), [(5, False), (6, True)])
def test_five_causes_are_named_and_of_more_it_is_said(
    department: Any, preparer: Any, reviewer: Any, monkeypatch: pytest.MonkeyPatch, number: int, has_more: bool
) -> None:
    rule_over(monkeypatch, Reads.LAST_YEAR)
    last = make_small_budget(department, year=2019)
    why = causes(department, preparer, reviewer, *[last] * number)
    assert why.count("2019年") == 5
    assert ("等" in why.replace("等级", "")) is has_more
