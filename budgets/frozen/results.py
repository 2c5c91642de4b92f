"""Results of the rules as bytes that are kept, and back: what was found at a move can be read when the rules are others.

Without answers and waivers, which are rows of their own and are laid beside the findings by their fingerprints, and
without any person's name.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

import rfc8785

from budgets.money import plain
from budgets.rules.reads import NOTHING, Reads
from budgets.rules.registry import Decision, Finding, Place, Result, Rule

SCHEMA = "departmental-budget-results/1"


def frozen(results: Iterable[Result]) -> bytes:
    """Canonical JSON, in the order of the rules' ids: equal results have equal bytes."""
    rules: list[Any] = [_result(result) for result in sorted(results, key=lambda each: each.rule.id)]
    return rfc8785.dumps({"schema": SCHEMA, "rules": rules})


def thawed(content: bytes) -> list[Result]:
    """The results. Their rules are those of the time, and cannot be run again."""
    return [_as_result(each) for each in json.loads(content)["rules"]]


def plain_params(params: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """Thresholds and lists of terms as texts; of a pair `word=other`."""
    return {name: _param(value) for name, value in params.items()}


def same_decision(one: Decision | None, other: Decision | None) -> bool:
    """Whether the bureau's decision is the same, whoever made it."""
    return (_decision(one) if one else None) == (_decision(other) if other else None)


# ---- There ----


def _result(result: Result) -> dict[str, object]:
    rule = result.rule
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "firm": rule.firm,
        "reads": [each.name for each in rule.reads],
        "title": rule.title,
        "basis": rule.basis,
        "needs": rule.needs,
        "params": plain_params(rule.params),
        "decision": _decision(result.decision) if result.decision else None,
        "outcome": result.outcome,
        "reason": result.public_reason,
        "findings": [_finding(finding, rule.id) for finding in result.findings],
    }


def _decision(decision: Decision) -> dict[str, object]:
    return {
        "enabled": decision.enabled,
        "severity": decision.severity,
        "params": plain_params(decision.params),
        "reason": decision.reason,
        "set_on": decision.on.isoformat(),
    }


def _finding(finding: Finding, rule_id: str) -> dict[str, object]:
    return {
        "fingerprint": finding.fingerprint(rule_id),
        "severity": finding.severity,
        "message": finding.message,
        "places": [[each.label, each.value, each.part, each.anchor, each.block] for each in finding.places],
        "difference": None if finding.difference is None else plain(finding.difference),
        "unit": finding.unit,
        "remedy": finding.remedy,
        "lasting": finding.lasting,
        "is_firm": finding.is_firm,
    }


def _param(value: Any) -> str | list[str]:
    if isinstance(value, Mapping):
        return [f"{word}={other}" for word, other in value.items()]
    return [str(each) for each in value] if isinstance(value, tuple | list) else str(value)


# ---- And back ----


def _as_result(data: Mapping[str, Any]) -> Result:
    return Result(
        rule=Rule(
            data["rule"],
            data["severity"],
            data["title"],
            data["basis"],
            _cannot_be_run,
            data["needs"],
            data["params"],
            reads=_reads(data["reads"]),
            firm=data["firm"],
        ),
        outcome=data["outcome"],
        reason=data["reason"],
        findings=tuple(_as_finding(each) for each in data["findings"]),
        decision=_as_decision(data["decision"]) if data["decision"] else None,
    )


def _reads(names: Iterable[str]) -> Reads:
    """What is no longer told apart is left out."""
    return reduce(or_, (Reads[each] for each in names if each in Reads.__members__), NOTHING)


def _cannot_be_run(*_: Any, **__: Any) -> Iterable[Finding]:
    raise AssertionError("a frozen rule is not run again")


def _as_decision(data: Mapping[str, Any]) -> Decision:
    return Decision(
        enabled=data["enabled"],
        severity=data["severity"],
        params=data["params"],
        reason=data["reason"],
        by="",
        on=dt.date.fromisoformat(data["set_on"]),
    )


def _as_finding(data: Mapping[str, Any]) -> Finding:
    return Finding(
        message=data["message"],
        places=tuple(Place(*each) for each in data["places"]),
        difference=None if data["difference"] is None else Decimal(data["difference"]),
        unit=data["unit"],
        remedy=data["remedy"],
        severity=data["severity"],
        lasting=data["lasting"],
        is_firm=data["is_firm"],
        frozen_as=data["fingerprint"],
    )
