"""The rules' outcomes as they are frozen beside a published document (系统核验记录).

Every rule is listed, the ones that could not judge with their reason: what was not checked never counts as passed.
No name of any person is in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from budgets.findings import Finding, Result
from budgets.money import plain
from disclosure.document import canonical_bytes

SCHEMA = "departmental-budget-outcomes/1"


def outcomes_bytes(results: Iterable[Result]) -> bytes:
    """The canonical JSON of all results, in the order of the rules' ids."""
    return canonical_bytes({"schema": SCHEMA, "rules": [_rule(result) for result in sorted(results, key=_id)]})


def _id(result: Result) -> str:
    return result.rule.id


def _rule(result: Result) -> dict[str, object]:
    rule = result.rule
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "title": rule.title,
        "basis": rule.basis,
        "params": {name: str(value) for name, value in rule.params.items()},
        "outcome": result.outcome,
        "reason": result.reason,
        "findings": [_finding(finding, result.severity_of(finding)) for finding in result.findings],
    }


def _finding(finding: Finding, severity: str) -> dict[str, object]:
    return {
        "severity": severity,
        "message": finding.message,
        "places": [{"label": place.label, "value": place.value, "block": place.block} for place in finding.places],
        "difference": _number(finding.difference),
        "unit": finding.unit,
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
