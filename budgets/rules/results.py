"""Results of the rules as plain data: what `check_budget --json` prints, one entry for each failure (docs/architecture.md, the contract)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.urls import NoReverseMatch, reverse

from budgets import parts
from budgets.models import DepartmentalBudget
from budgets.money import plain
from budgets.rules.registry import Finding, Place, Result


def entries(results: Iterable[Result], budget: DepartmentalBudget) -> Iterator[dict[str, Any]]:
    """rule, severity, outcome, message, places, difference. A rule that passed or was not run has one entry without places."""
    for result in results:
        if result.outcome == "fail":
            for finding in result.findings:
                yield _failure(result, finding, budget)
        else:
            message = result.reason if result.outcome == "not-run" else result.rule.title
            yield _entry(result, result.rule.severity, message, [], None)


def _failure(result: Result, finding: Finding, budget: DepartmentalBudget) -> dict[str, Any]:
    places = [{"label": each.label, "value": each.value, "address": address(each, budget)} for each in finding.places]
    difference = None if finding.difference is None else plain(finding.difference)
    return _entry(result, result.severity_of(finding), finding.message, places, difference)


def _entry(
    result: Result, severity: str, message: str, places: list[dict[str, str]], difference: str | None
) -> dict[str, Any]:
    return {
        "rule": result.rule.id,
        "severity": severity,
        "outcome": result.outcome,
        "message": message,
        "places": places,
        "difference": difference,
    }


def address(place: Place, budget: DepartmentalBudget) -> str:
    """Where a place is mended on the entry desk, at its field; else the key of its block in the document."""
    if place.part:
        try:
            page = reverse(parts.part(place.part).url_name, kwargs={"budget_pk": budget.pk})
        except (KeyError, NoReverseMatch):
            page = ""
        if page:
            return f"{page}#{place.anchor}" if place.anchor else page
    return f"#{place.block}" if place.block else ""
