"""系统核验记录: what the rules of arithmetic said of a published version, as it was frozen with it; never judged anew.

Public only where the bureau has decided so (`Region.publishes_outcomes`). Of the frozen record only the sums are shown,
R-NUM-…: no answer, no reason of a waiver, nobody's name. Where a sum was compared with the units' own budgets, only the
outcome is said: those are other documents, and need not be public. The record says what the program reckoned and is no seal of approval.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from budgets.rules import registry
from budgets.rules.reads import Reads
from disclosure.models import Publication

ARITHMETIC = "R-NUM-"
SAID_OF_UNITS = {"fail": "部门预算与所属单位的预算有差额。", "not-run": "没有与全部所属单位的预算核对。"}
OUTCOME_WORDS = {"pass": "相符", "fail": "不符", "not-run": "未核验"}


@dataclass(frozen=True)
class CheckedSum:
    """A rule of arithmetic.

    reason    why it was not run; empty otherwise
    findings  what did not agree, with both values
    """

    rule: str
    title: str
    outcome: str
    reason: str
    findings: tuple[str, ...]

    @property
    def words(self) -> str:
        return OUTCOME_WORDS[self.outcome]


@dataclass(frozen=True)
class Record:
    """Of one version; the worst first."""

    sums: tuple[CheckedSum, ...]

    @property
    def counted(self) -> list[tuple[str, int]]:
        return [(words, sum(each.outcome == outcome for each in self.sums)) for outcome, words in OUTCOME_WORDS.items()]

    @property
    def in_order(self) -> list[CheckedSum]:
        order = ["fail", "not-run", "pass"]
        return sorted(self.sums, key=lambda each: order.index(each.outcome))


def record(publication: Publication) -> Record | None:
    """None where the bureau has not decided to publish it, or where nothing was frozen."""
    if not publication.region.publishes_outcomes:
        return None
    sums = tuple(_sums(json.loads(bytes(publication.outcomes))))
    return Record(sums) if sums else None


def _sums(frozen: dict[str, Any]) -> Iterator[CheckedSum]:
    for rule in frozen.get("rules", []):
        if rule["rule"].startswith(ARITHMETIC):
            yield _sum(rule)


def _sum(rule: dict[str, Any]) -> CheckedSum:
    outcome = rule["outcome"]
    reason = rule["reason"] if outcome == "not-run" else ""
    found = tuple(finding["message"] for finding in rule["findings"])
    if _may_name_units(rule["rule"]):
        reason = SAID_OF_UNITS["not-run"] if reason else ""
        found = (SAID_OF_UNITS["fail"],) if found else ()
    return CheckedSum(rule["rule"], rule["title"], outcome, reason, found)


def _may_name_units(rule_id: str) -> bool:
    """Whether its findings name the units' budgets and their amounts, whatever state these were in.

    What a rule read that is none any more nobody can say: of it no more is shown than of one that does.
    """
    reads = registry.reads_of(rule_id)
    return reads is None or Reads.UNITS in reads
