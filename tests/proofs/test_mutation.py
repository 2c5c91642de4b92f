"""Consistent budgets give no error; one figure changed gives a finding, or stands on the list of those that no rule covers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random

import pytest
from django.db import transaction

from budgets.models import DepartmentalBudget
from budgets.rules.judge import judge
from budgets.rules.registry import Result
from budgets.statements.ledger import Ledger
from disclosure import formats
from disclosure.composition.compose import compose
from tests.database import fill_codes
from tests.proofs.building import build
from tests.proofs.mutations import MUTATIONS, UNCOVERED, Case
from tests.proofs.plans import plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def codes() -> None:
    fill_codes()


@dataclass
class Outcome:
    """How often each kind of figure was changed, how often nothing noticed, and what went wrong."""

    changed: Counter[str] = field(default_factory=Counter)
    unnoticed: Counter[str] = field(default_factory=Counter)
    false_alarms: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


def _errors(results: Iterable[Result]) -> list[str]:
    return [f"{result.rule.id} {each.message}" for result in results for each in result.of_severity("E")]


def _found(results: Iterable[Result]) -> set[str]:
    return {finding.fingerprint(result.rule.id) for result in results for finding in result.findings}


def _judged(budget: DepartmentalBudget) -> list[Result]:
    return judge(DepartmentalBudget.objects.get(pk=budget.pk), whole=True)


def _try(number: int, outcome: Outcome) -> None:
    """One budget, one figure of it. The kind goes round, so that a few budgets meet every kind."""
    random = Random(number)
    keys = formats.known_keys()
    key = keys[number // len(MUTATIONS) % len(keys)]
    with transaction.atomic():
        budget, _ = build(plan_of(random), key)
        case = Case(budget, compose(Ledger.of(budget)), random)
        kinds = list(MUTATIONS)
        kinds = kinds[number % len(kinds) :] + kinds[: number % len(kinds)]
        kind, spoil = next((kind, spoil) for kind in kinds if (spoil := MUTATIONS[kind](case)))
        before = _judged(budget)
        outcome.false_alarms += [f"{number} {key} {kind}: {error}" for error in _errors(before)]
        spoil()
        outcome.changed[kind] += 1
        if not _found(_judged(budget)) - _found(before):
            outcome.unnoticed[kind] += 1
            if kind not in UNCOVERED:
                outcome.missed.append(f"{number} {key} {kind}")
        transaction.set_rollback(True)


def _prove(numbers: range) -> Outcome:
    outcome = Outcome()
    for number in numbers:
        _try(number, outcome)
    assert sum(outcome.changed.values()) == len(numbers) > 0, "a run without cases proves nothing"
    assert (outcome.false_alarms, outcome.missed) == ([], [])
    return outcome


def test_every_figure_that_no_rule_covers_is_written_down_with_its_reason() -> None:
    assert set(UNCOVERED) < set(MUTATIONS)
    assert all(UNCOVERED.values())


def test_forty_budgets_give_no_error_and_each_changed_figure_is_found(codes: None) -> None:
    outcome = _prove(range(40))
    assert len(outcome.changed) > len(MUTATIONS) / 2


@pytest.mark.soak
def test_two_thousand_budgets_give_no_error_and_each_changed_figure_is_found(codes: None) -> None:
    outcome = _prove(range(2_000))
    assert set(outcome.changed) == set(MUTATIONS)
    assert set(outcome.unnoticed) == set(UNCOVERED), "what a rule has come to cover leaves the list"
