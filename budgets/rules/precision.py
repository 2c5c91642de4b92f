"""How often a rule over words was right: its findings in documents of other places, read one by one by a person.

A rule that reads free text takes other people's ways of saying a thing for mistakes. Until it was right in nearly all of
what was judged, it asks and does not block (budgets.rules.registry). What was judged stands in data/judged_findings.csv, a row
for each finding; a finding is named by its fingerprint, for the documents' sentences are not ours to copy.

Documents that lay at hand when a rule was written prove nothing of it: it was made to fit them. Their numbers are shown and
do not count as proof.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

JUDGED_FINDINGS = Path(__file__).parent.parent / "data/judged_findings.csv"
LEAST_JUDGED, LEAST_SHARE = 20, Decimal("0.95")
TRUE, FALSE = "true", "false"


@dataclass(frozen=True)
class Precision:
    """How often.

    judged    how many findings were read
    true      how many of these were mistakes of the document
    corpus    in which documents
    is_proof  nobody had these documents at hand when the rule was written
    """

    judged: int
    true: int
    corpus: str = ""
    is_proof: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.true <= self.judged:
            raise ValueError(f"{self.true} true findings of {self.judged} that were judged")

    @property
    def share(self) -> Decimal | None:
        """0 to 1; None where nothing was judged."""
        return Decimal(self.true) / self.judged if self.judged else None

    @property
    def is_proved(self) -> bool:
        """At least 95 % of at least 20 findings in documents that were new to the rule."""
        enough = self.share is not None and self.judged >= LEAST_JUDGED and self.share >= LEAST_SHARE
        return enough and self.is_proof

    @property
    def words(self) -> str:
        """As docs/rules.md has it beside the severity."""
        if self.share is None:
            return NOT_MEASURED
        proof = "" if self.is_proof else "，不作为证明"
        return f"逐条判读 {self.judged} 条，属实 {self.true} 条，{self.share * 100:.0f}%（{self.corpus}{proof}）"


NOT_MEASURED = "尚未测定"


@dataclass(frozen=True)
class Judgement:
    """One finding that somebody read in its document.

    corpus       which collection of documents, and when it was judged
    is_unseen    they were not at hand when the rule was written
    document     name of the file
    fingerprint  of the finding (budgets.rules.registry.Finding.fingerprint)
    is_true      whether the document is wrong there
    note         why, in the reader's own words
    """

    corpus: str
    is_unseen: bool
    document: str
    rule: str
    fingerprint: str
    is_true: bool
    note: str


def judgements(path: Path = JUDGED_FINDINGS) -> list[Judgement]:
    """Raises ValueError for a verdict, or for an `unseen`, that is neither true nor false."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_judgement(row) for row in csv.DictReader(file)]


def _judgement(row: Mapping[str, str]) -> Judgement:
    for column in ("verdict", "unseen"):
        if row[column] not in {TRUE, FALSE}:
            raise ValueError(f"judged_findings.csv: {column} “{row[column]}” of {row['rule']} in {row['document']}")
    return Judgement(
        row["corpus"],
        row["unseen"] == TRUE,
        row["document"],
        row["rule"],
        row["fingerprint"],
        row["verdict"] == TRUE,
        row["note"],
    )


@cache
def _measured() -> dict[str, Precision]:
    of_rule: dict[str, list[Judgement]] = defaultdict(list)
    for each in judgements():
        of_rule[each.rule].append(each)
    return {rule: _precision(found) for rule, found in of_rule.items()}


def _precision(found: list[Judgement]) -> Precision:
    """Of the documents that were new to the rule, where there are such; else of those that it was made by."""
    unseen = [each for each in found if each.is_unseen]
    counted = unseen or found
    corpora = "、".join(sorted({each.corpus for each in counted}))
    return Precision(len(counted), sum(each.is_true for each in counted), corpora, is_proof=bool(unseen))


def measured(rule_id: str) -> Precision | None:
    """What was judged of the rule's findings; None where nothing was."""
    return _measured().get(rule_id)
