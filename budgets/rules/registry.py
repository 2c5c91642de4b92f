"""Rules and what they find: the seam by which every app judges its own rows.

A rule is one small function registered with its id, severity and basis. It yields Findings; yielding none
means that it ran and passed. It raises NotRun where it cannot judge: what was not checked never counts as passed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from budgets.rules import precision
from budgets.rules.inspections import Bearing, Question
from budgets.rules.precision import Precision
from budgets.rules.reads import NOTHING, Reads

Severity = Literal["E", "W", "I"]
Outcome = Literal["pass", "fail", "not-run"]
Input = Literal["budget", "document"]

SEVERITY_NAMES = {"E": "错误", "W": "提醒", "I": "提示"}


class Unproved(RuntimeError):
    """A rule over words that would block, though nobody has shown that it is right."""


class NotRun(Exception):
    """The rule cannot judge this budget; the message says why."""


@dataclass(frozen=True)
class Place:
    """One of the places that a finding is about.

    value    as it stands there
    part     key of the entry part where it is mended, empty when it cannot be entered
    anchor   the id of the field or row on that part's page, empty for the page as a whole
    block    key of the document's block, empty when it is no block's matter
    """

    label: str
    value: str = ""
    part: str = ""
    anchor: str = ""
    block: str = ""


@dataclass(frozen=True)
class Finding:
    """A failure of a rule: what is wrong, where, by how much and what to do.

    severity  where this failure weighs less than its rule (a blank row beside a blank 编制部门); None: as the rule
    lasting   what stays the same where the message changes by the calendar (已逾期 3 天); empty: the message itself
    is_firm   rests on rows, references and sentences that the system made, and on no word that somebody wrote
    frozen_as the fingerprint under which it was frozen; empty where it was just found
    """

    message: str
    places: tuple[Place, ...] = ()
    difference: Decimal | None = None
    unit: str = "元"
    remedy: str = ""
    severity: Severity | None = None
    lasting: str = ""
    is_firm: bool = False
    frozen_as: str = ""

    def fingerprint(self, rule_id: str) -> str:
        """32 hexadecimal digits of what was found: the rule, the message, the places with their values, the difference.

        Where a value is mended or spoiled further it is another finding, and what was said about the old one lapses.
        Addresses of fields are no part of it, for a copy of the version has others; nor is the order of the places.
        """
        if self.frozen_as:
            return self.frozen_as
        found = [
            rule_id,
            self.lasting or self.message,
            [] if self.lasting else sorted([place.label, place.value] for place in self.places),
            None if self.difference is None else f"{self.difference.normalize():f}",
        ]
        return hashlib.sha256(json.dumps(found, ensure_ascii=False).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Rule:
    """A judgement of the field.

    id         of docs/rules.md (R-SAN-2, R-NUM-C14)
    severity   of its findings. One that reads words may be E only where its precision is proved
    firm       severity of the findings that rest on no written word (Finding.is_firm); None: as the others
    basis      the law, article or form it rests on
    needs      "budget" gets a budgets.statements.Ledger; "document" gets a Review with the composed Document too
    params     defaults of the thresholds and term lists it uses
    named      its parameters in words, where the same name means something else in another rule
    example    a short made-up case that fails it; for the explanation of rules (docs/rules.md, /entry/rules/)
    satisfy    what whoever prepares the budget does so that it passes
    reads      what its findings rest on
    alone      what of it is enough by itself to judge a document from elsewhere: its WORDS, of no known layout; its TABLES
    tables     the official tables that it compares: where one of them was not read in, they are not enough
    answers    the questions of an inspection that it bears on
    precision  how often it was right where people looked; None: not measured, or it reads no words
    """

    id: str
    severity: Severity
    title: str
    basis: str
    check: Callable[..., Iterable[Finding]]
    needs: Input = "budget"
    params: dict[str, Any] = field(default_factory=dict)
    example: str = ""
    satisfy: str = ""
    reads: Reads = Reads.LINES
    alone: Reads = NOTHING
    tables: tuple[str, ...] = ()
    firm: Severity | None = None
    answers: Mapping[Question, Bearing] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    precision: Precision | None = None

    @property
    def is_unproved(self) -> bool:
        """It reads words that people wrote, and nobody has shown that it is right about them: it never blocks."""
        return Reads.WORDS in self.reads and not (self.precision and self.precision.is_proved)

    @property
    def precision_words(self) -> str:
        return self.precision.words if self.precision else precision.NOT_MEASURED

    @property
    def severity_words(self) -> str:
        name = SEVERITY_NAMES[self.severity]
        return f"{name}；不依据文字判断的为{SEVERITY_NAMES[self.firm]}" if self.firm else name

    def set_to(self, severity: Severity | None) -> Rule:
        """As the bureau weighs it, firm findings too. What is unproved does not come to block by that either."""
        if severity is None or (severity == "E" and self.is_unproved):
            return self
        return replace(self, severity=severity, firm=None)


@dataclass(frozen=True)
class Decision:
    """What the bureau decided about a rule (budgets.rules.settings), for the place and year of the judged version.

    severity   None: the rule's own
    params     those that differ from the rule's own
    by         the name of who decided: for screens inside the house, never for what is frozen or published
    """

    enabled: bool
    severity: Severity | None
    params: Mapping[str, Any]
    reason: str
    by: str
    on: dt.date

    @property
    def words(self) -> str:
        return f"已由{self.by}于 {self.on:%Y-%m-%d} 停用：{self.reason}"

    @property
    def public_words(self) -> str:
        """Without the name."""
        return f"财政部门已于 {self.on:%Y-%m-%d} 停用本规则：{self.reason}"

    def applied(self, rule: Rule) -> Rule:
        return replace(rule.set_to(self.severity), params={**rule.params, **self.params})


@dataclass(frozen=True)
class Result:
    """What became of one rule on one budget.

    rule       as it was applied: with the severity and the params that the bureau decided on
    decision   what the bureau decided; None: the rule is as the catalogue has it
    waived     fingerprint → reason, of the findings that the bureau let pass in this version while they were errors
    """

    rule: Rule
    outcome: Outcome
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    decision: Decision | None = None
    waived: Mapping[str, str] = field(default_factory=dict)

    @property
    def public_reason(self) -> str:
        """The reason without any name."""
        return self.decision.public_words if self.decision and not self.decision.enabled else self.reason

    def severity_of(self, finding: Finding) -> Severity:
        """Never graver than its rule, which the bureau may have made lighter."""
        of_rule = (self.rule.firm if finding.is_firm else None) or self.rule.severity
        return max(finding.severity or of_rule, of_rule, key="EWI".index)

    def of_severity(self, severity: Severity) -> list[Finding]:
        return [finding for finding in self.findings if self.severity_of(finding) == severity]

    def waiver_of(self, finding: Finding) -> str:
        """The reason why this error may stand; empty where it is not waived."""
        return self.waived.get(finding.fingerprint(self.rule.id), "") if self.waived else ""

    @property
    def open_errors(self) -> list[Finding]:
        return [finding for finding in self.of_severity("E") if not self.waiver_of(finding)]

    @property
    def severity(self) -> Severity:
        """That of the gravest failure; the rule's own where there is none."""
        return min(
            (self.severity_of(finding) for finding in self.findings), key="EWI".index, default=self.rule.severity
        )


_rules: dict[str, Rule] = {}
# What a rule of that id reads, for records that name it; apart from the catalogue, which may be another one by then.
_reads: dict[str, Reads] = {}


def rule(
    id: str,
    severity: Severity,
    title: str,
    *,
    basis: str,
    reads: Reads,
    alone: Reads = NOTHING,
    tables: tuple[str, ...] = (),
    firm: Severity | None = None,
    answers: Mapping[Question, Bearing] | None = None,
    precision: Precision | None = None,
    needs: Input = "budget",
    example: str = "",
    satisfy: str = "",
    named: Mapping[str, str] | None = None,
    **params: Any,
) -> Callable[[Callable[..., Iterable[Finding]]], Callable[..., Iterable[Finding]]]:
    """Registers the decorated function: `@rule("R-NUM-C14", "E", "“三公”经费合计", basis="C14", reads=Reads.LINES)`.

    precision  None: what the judged findings on record say (budgets.rules.precision)
    Raises Unproved for a rule that reads words and would block without having been shown to be right.
    """

    def register(check: Callable[..., Iterable[Finding]]) -> Callable[..., Iterable[Finding]]:
        if id in _rules and _rules[id].check.__module__ != check.__module__:
            raise RuntimeError(f"rule {id} is registered twice")
        made = Rule(
            id, severity, title, basis, check, needs, params, example, satisfy, reads, alone, tables, firm,
            answers or {}, named or {}, precision or _measured(id, reads),
        )  # fmt: skip
        if made.severity == "E" and made.is_unproved:
            raise Unproved(f"rule {id} reads words and is E, and its precision is not proved: {_shown(made.precision)}")
        if alone not in reads:
            raise RuntimeError(f"rule {id} is to judge by {alone} alone, which it does not read")
        _rules[id], _reads[id] = made, reads
        return check

    return register


def _measured(rule_id: str, reads: Reads) -> Precision | None:
    return precision.measured(rule_id) if Reads.WORDS in reads else None


def _shown(known: Precision | None) -> str:
    return f"{known.true} of {known.judged} findings were true" if known else "no finding was judged"


def all_rules() -> Sequence[Rule]:
    return [_rules[key] for key in sorted(_rules)]


def rule_of(rule_id: str) -> Rule | None:
    """None for an id that is no rule's any more."""
    return _rules.get(rule_id)


def reads_of(rule_id: str) -> Reads | None:
    """What the rule reads, for a frozen record that names it; None for an id that no rule here ever had."""
    return _reads.get(rule_id)


def blocking(results: Iterable[Result]) -> list[Result]:
    """The failures that stop a submission, an approval and a publication. A waived error stops nothing."""
    return [result for result in results if result.open_errors]
