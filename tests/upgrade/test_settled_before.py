"""What the bureau let pass and what a clerk answered in an earlier release stays settled, also where an error became a warning."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from budgets.models import Answer, DepartmentalBudget, Waiver
from budgets.rules import registry
from budgets.rules.judge import judge
from budgets.workflow import answers

pytestmark = pytest.mark.usefixtures("upgraded_database")


def still_waived(waiver: Waiver) -> bool:
    """Whether it settles a finding of its version as that is judged now."""
    results = judge(waiver.budget, whole=True)
    blocking = {each.fingerprint(result.rule.id) for result in results for each in result.open_errors}
    asked = {each.fingerprint for each in answers.warned(waiver.budget, results)}
    settled = {
        each.fingerprint(result.rule.id) for result in results for each in result.findings if result.waiver_of(each)
    }
    return waiver.fingerprint in settled - blocking - asked


def test_a_waiver_of_then_counts_whatever_its_rule_weighs_now(monkeypatch: Any) -> None:
    waivers = list(Waiver.objects.select_related("budget"))
    assert waivers
    for waiver in waivers:
        assert still_waived(waiver), waiver
        lighter = replace(registry._rules[waiver.rule], severity="W", firm=None)
        monkeypatch.setitem(registry._rules, waiver.rule, lighter)
        assert still_waived(waiver), f"{waiver} as a warning"


def test_another_content_would_not_be_settled() -> None:
    """The control."""
    waiver = Waiver.objects.select_related("budget")[0]
    waiver.fingerprint = "0" * 32
    assert not still_waived(waiver)


def test_an_answer_of_then_counts() -> None:
    budgets = DepartmentalBudget.objects.filter(answers__isnull=False).distinct()
    counted = {fingerprint for budget in budgets for fingerprint in answers.counting(budget, judge(budget, whole=True))}
    assert {each.fingerprint for each in Answer.objects.all()} <= counted
