"""Judges a version: every registered rule as the bureau has set it, with what it found and what was waived."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Any

from budgets.composer import composer
from budgets.models import Author, DepartmentalBudget, Waiver
from budgets.rules import execution, registry, settings
from budgets.rules.reads import Reads
from budgets.rules.registry import Decision, Finding, Input, Result
from budgets.statements.ledger import Ledger

# Whose settings hold in this thread; None where each version is judged by its own region's.
_region: ContextVar[str | None] = ContextVar("region", default=None)


@contextmanager
def as_in(region: str) -> Iterator[None]:
    """Judges in the block as that region has set the rules, whatever the document's own (check_disclosure).

    region  "": as the catalogue has them
    """
    token = _region.set(region)
    try:
        yield
    finally:
        _region.reset(token)


def decisions_on(budget: DepartmentalBudget) -> dict[str, Decision]:
    """rule id → what the bureau decided for the version. One query."""
    named = _region.get()
    region = budget.region_id if named is None else named
    return settings.decisions(region, budget.fiscal_year, budget.format_key) if region else {}


def judge(budget: DepartmentalBudget, *, whole: bool, ledger: Ledger | None = None) -> list[Result]:
    """The result of every rule, in the order of their ids.

    whole   also composes the document and runs the rules that read it (once a review, not at each keystroke)
    ledger  the version's rows, where the caller has just read them
    """
    return with_waivers(budget, found(budget, whole=whole, ledger=ledger))


def found(budget: DepartmentalBudget, *, whole: bool = True, ledger: Ledger | None = None) -> list[Result]:
    """The same without the waivers: what is frozen at a move."""
    ledger = ledger or Ledger.of(budget)
    subjects: dict[Input, Any] = {"budget": ledger}
    if whole:
        subjects["document"] = composer().subject(ledger)
    return list(execution.run(registry.all_rules(), subjects, decisions_on(budget)))


def not_judged(budget: DepartmentalBudget) -> list[Result]:
    """Every rule as not run, those that are switched off with why: what a page says before anything was judged."""
    return list(execution.run(registry.all_rules(), {}, decisions_on(budget)))


def of_publication() -> frozenset[str]:
    """The ids of the rules about the publication itself: they read the legal records and none of the rows."""
    return frozenset(rule.id for rule in registry.all_rules() if rule.reads == Reads.RECORDS)


def judge_again(
    budget: DepartmentalBudget, rules: Collection[str], decisions: Mapping[str, Decision]
) -> dict[str, Result]:
    """The results of those rules alone, by id, without waivers. Composes only where one of them reads the document.

    rules  ids; one that the catalogue no longer has is left out
    """
    wanted = [rule for rule in registry.all_rules() if rule.id in rules]
    reads_rows = any(rule.reads != Reads.RECORDS for rule in wanted)
    ledger = Ledger.of(budget) if reads_rows else Ledger.empty(budget)
    subjects: dict[Input, Any] = {"budget": ledger}
    if any(rule.needs == "document" for rule in wanted):
        subjects["document"] = composer().subject(ledger)
    return {result.rule.id: result for result in execution.run(wanted, subjects, decisions)}


def with_waivers(budget: DepartmentalBudget, results: Sequence[Result]) -> list[Result]:
    """Asks for waivers only where there is an error, or a warning that may have been an error when it was waived.

    Four eyes hold for good: a waiver of somebody who wrote in the version afterwards no longer counts.
    """
    if not any(_waivable(result) for result in results):
        return list(results)
    reasons: dict[tuple[str, str], str] = {}
    own_people = Author.objects.behind(budget).filter(user__isnull=False).values("user")
    for rule, fingerprint, reason in (
        Waiver.objects.filter(budget=budget)
        .exclude(by__in=own_people)
        .exclude(by=budget.submitted_by_id)
        .values_list("rule", "fingerprint", "reason")
        .order_by("pk")
    ):
        reasons[rule, fingerprint] = reason
    if not reasons:
        return list(results)
    return [_waived(result, reasons) for result in results]


def _waived(result: Result, reasons: dict[tuple[str, str], str]) -> Result:
    found = {finding.fingerprint(result.rule.id) for finding in _waivable(result)}
    waived = {
        print_: reason for (rule, print_), reason in reasons.items() if rule == result.rule.id and print_ in found
    }
    return replace(result, waived=waived) if waived else result


def _waivable(result: Result) -> list[Finding]:
    return [*result.of_severity("E"), *result.of_severity("W")]
