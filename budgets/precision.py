"""How often a rule over words was right: its findings in documents of other places, read one by one by a person.

A rule that reads free text takes other people's ways of saying a thing for mistakes. Until it was right in nearly all of
what was judged, it asks and does not block (budgets.findings). What was judged stands in data/judged_findings.csv, a row
for each finding; a finding is named by its fingerprint, for the documents' sentences are not ours to copy.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

JUDGED_FINDINGS = Path(__file__).parent / "data/judged_findings.csv"
LEAST_JUDGED, LEAST_SHARE = 20, Decimal("0.95")
TRUE, FALSE = "true", "false"


@dataclass(frozen=True)
class Precision:
    """judged: how many findings were read. true: how many of these were mistakes of the document. corpus: in what, and when."""

    judged: int
    true: int
    corpus: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.true <= self.judged:
            raise ValueError(f"{self.true} true findings of {self.judged} that were judged")

    @property
    def share(self) -> Decimal | None:
        """0 to 1; None where nothing was judged."""
        return Decimal(self.true) / self.judged if self.judged else None

    @property
    def is_proved(self) -> bool:
        """At least 95 % of at least 20 findings."""
        return self.share is not None and self.judged >= LEAST_JUDGED and self.share >= LEAST_SHARE

    @property
    def words(self) -> str:
        """As docs/rules.md has it beside the severity."""
        if self.share is None:
            return NOT_MEASURED
        return f"逐条判读 {self.judged} 条，属实 {self.true} 条（{self.share * 100:.0f}%）；{self.corpus}"


NOT_MEASURED = "尚未测定"


@dataclass(frozen=True)
class Judgement:
    """One finding that somebody read in its document.

    corpus       which collection of documents, and when it was judged
    document     name of the file
    fingerprint  of the finding (budgets.findings.Finding.fingerprint)
    is_true      whether the document is wrong there
    note         why, in the reader's own words
    """

    corpus: str
    document: str
    rule: str
    fingerprint: str
    is_true: bool
    note: str


def judgements(path: Path = JUDGED_FINDINGS) -> list[Judgement]:
    """Raises ValueError for a verdict that is neither true nor false."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_judgement(row) for row in csv.DictReader(file)]


def _judgement(row: Mapping[str, str]) -> Judgement:
    if row["verdict"] not in {TRUE, FALSE}:
        raise ValueError(f"judged_findings.csv: verdict “{row['verdict']}” of {row['rule']} in {row['document']}")
    return Judgement(
        row["corpus"], row["document"], row["rule"], row["fingerprint"], row["verdict"] == TRUE, row["note"]
    )


@cache
def _measured() -> dict[str, Precision]:
    of_rule: dict[str, list[Judgement]] = defaultdict(list)
    for each in judgements():
        of_rule[each.rule].append(each)
    return {
        rule: Precision(
            len(found), sum(each.is_true for each in found), "、".join(sorted({each.corpus for each in found}))
        )
        for rule, found in of_rule.items()
    }


def measured(rule_id: str) -> Precision | None:
    """What was judged of the rule's findings; None where nothing was."""
    return _measured().get(rule_id)
