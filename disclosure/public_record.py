"""系统核验记录: what the rules of arithmetic said of a published version, as it was frozen with it; never judged anew.

Public only where the bureau has decided so (`Region.publishes_outcomes`). Of the frozen record only the sums are shown,
R-NUM-…: no answer, no reason of a waiver, nobody's name. The record says what the program reckoned and is no seal of approval.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from disclosure.models import Publication

ARITHMETIC = "R-NUM-"
OUTCOME_WORDS = {"pass": "相符", "fail": "不符", "not-run": "未核验"}


@dataclass(frozen=True)
class Sum:
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

    sums: tuple[Sum, ...]

    @property
    def counted(self) -> list[tuple[str, int]]:
        return [(words, sum(each.outcome == outcome for each in self.sums)) for outcome, words in OUTCOME_WORDS.items()]

    @property
    def in_order(self) -> list[Sum]:
        order = ["fail", "not-run", "pass"]
        return sorted(self.sums, key=lambda each: order.index(each.outcome))


def record(publication: Publication) -> Record | None:
    """None where the bureau has not decided to publish it, or where nothing was frozen."""
    if not publication.region.publishes_outcomes:
        return None
    sums = tuple(_sums(json.loads(bytes(publication.outcomes))))
    return Record(sums) if sums else None


def _sums(frozen: dict[str, Any]) -> Iterator[Sum]:
    for rule in frozen.get("rules", []):
        if rule["rule"].startswith(ARITHMETIC):
            yield Sum(
                rule["rule"],
                rule["title"],
                rule["outcome"],
                rule["reason"] if rule["outcome"] == "not-run" else "",
                tuple(finding["message"] for finding in rule["findings"]),
            )
