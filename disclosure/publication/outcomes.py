"""The rules' outcomes as they are frozen beside a published document (系统核验记录).

Every rule is listed as it was applied, with what the bureau had set; the ones that could not judge or were switched off
with their reason: what was not checked never counts as passed. Every finding is listed with the clerk's answer or the
bureau's reason to waive it. No name of any person is in it.

Records of the schema departmental-budget-outcomes/1 have neither settings nor answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from budgets.frozen.results import plain_params
from budgets.money import plain
from budgets.rules.registry import Decision, Finding, Result
from disclosure.document import canonical_bytes

SCHEMA = "departmental-budget-outcomes/2"


def outcomes_bytes(results: Iterable[Result], answers: Mapping[str, str]) -> bytes:
    """The canonical JSON of all results, in the order of the rules' ids.

    answers  fingerprint → the answer to that warning (budgets.workflow.answers.counting)
    """
    rules = [_rule(result, answers) for result in sorted(results, key=_id)]
    return canonical_bytes({"schema": SCHEMA, "rules": rules})


def _id(result: Result) -> str:
    return result.rule.id


def _rule(result: Result, answers: Mapping[str, str]) -> dict[str, object]:
    rule = result.rule
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "title": rule.title,
        "basis": rule.basis,
        "params": plain_params(rule.params),
        "setting": _setting(result.decision) if result.decision else None,
        "outcome": result.outcome,
        "reason": result.public_reason,
        "findings": [_finding(result, finding, answers) for finding in result.findings],
    }


def _setting(decision: Decision) -> dict[str, object]:
    """What the bureau had changed, when and why; by whom stays in the house."""
    return {
        "enabled": decision.enabled,
        "severity": decision.severity,
        "params": plain_params(decision.params),
        "reason": decision.reason,
        "set_on": f"{decision.on:%Y-%m-%d}",
    }


def _finding(result: Result, finding: Finding, answers: Mapping[str, str]) -> dict[str, object]:
    return {
        "severity": result.severity_of(finding),
        "message": finding.message,
        "places": [{"label": place.label, "value": place.value, "block": place.block} for place in finding.places],
        "difference": _number(finding.difference),
        "unit": finding.unit,
        "answered": answers.get(finding.fingerprint(result.rule.id)),
        "waived": result.waiver_of(finding) or None,
    }


def _number(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)
