"""Rules and what they find: the seam by which every app judges its own rows.

A rule is one small function registered with its id, severity and basis. It yields Findings; yielding none
means that it ran and passed. It raises NotRun where it cannot judge: what was not checked never counts as passed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from django.conf import settings

from budgets.processor_time import TimeIsUp, within

Severity = Literal["E", "W", "I"]
Outcome = Literal["pass", "fail", "not-run"]
Input = Literal["budget", "document"]

SEVERITY_NAMES = {"E": "错误", "W": "提醒", "I": "提示"}
OVER_TIME = "超过核验时限（处理器时间 {seconds:g} 秒），没有核验完，不等于通过。请把特别长的文字分段或删短后再核验；仍不能核验的，请告知管理员"


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
    """

    message: str
    places: tuple[Place, ...] = ()
    difference: Decimal | None = None
    unit: str = "元"
    remedy: str = ""
    severity: Severity | None = None
    lasting: str = ""

    def fingerprint(self, rule_id: str) -> str:
        """32 hexadecimal digits of what was found: the rule, the message, the places with their values, the difference.

        Where a value is mended or spoiled further it is another finding, and what was said about the old one lapses.
        Addresses of fields are no part of it, for a copy of the version has others; nor is the order of the places.
        """
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

    id        of docs/rules.md (R-SAN-2, R-NUM-C14)
    basis     the law, article or form it rests on
    needs     "budget" gets a budgets.statements.Ledger; "document" gets a Review with the composed Document too
    params    defaults of the thresholds it uses
    example   a short made-up case that fails it; for the explanation of rules (docs/rules.md, /entry/rules/)
    satisfy   what whoever prepares the budget does so that it passes
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


@dataclass(frozen=True)
class Decision:
    """What the bureau decided about a rule (budgets.rule_settings), for the place and year of the judged version.

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
        return replace(rule, severity=self.severity or rule.severity, params={**rule.params, **self.params})


@dataclass(frozen=True)
class Result:
    """What became of one rule on one budget.

    rule       as it was applied: with the severity and the params that the bureau decided on
    decision   what the bureau decided; None: the rule is as the catalogue has it
    waived     fingerprint → reason, of the errors that the bureau lets pass in this version
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
        return max(finding.severity or self.rule.severity, self.rule.severity, key="EWI".index)

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


def rule(
    id: str,
    severity: Severity,
    title: str,
    *,
    basis: str,
    needs: Input = "budget",
    example: str = "",
    satisfy: str = "",
    **params: Any,
) -> Callable[[Callable[..., Iterable[Finding]]], Callable[..., Iterable[Finding]]]:
    """Registers the decorated function: `@rule("R-NUM-C14", "E", "“三公”经费合计", basis="C14")`."""

    def register(check: Callable[..., Iterable[Finding]]) -> Callable[..., Iterable[Finding]]:
        if id in _rules and _rules[id].check.__module__ != check.__module__:
            raise RuntimeError(f"rule {id} is registered twice")
        _rules[id] = Rule(id, severity, title, basis, check, needs, params, example, satisfy)
        return check

    return register


def all_rules() -> Sequence[Rule]:
    return [_rules[key] for key in sorted(_rules)]


def run(
    rules: Iterable[Rule],
    subjects: dict[Input, Any],
    decisions: Mapping[str, Decision] | None = None,
    *,
    seconds: float | None = None,
) -> Iterator[Result]:
    """Runs the rules. A rule whose subject is not at hand is not run, and says so; nor is one that was switched off,
    or that does not come to an end.

    decisions  rule id → what the bureau decided about it
    seconds    of processor time that each rule may take; None: settings.RULE_SECONDS
    """
    limit = settings.RULE_SECONDS if seconds is None else seconds
    for own in rules:
        decision = (decisions or {}).get(own.id)
        each = decision.applied(own) if decision else own
        if decision and not decision.enabled:
            yield Result(each, "not-run", decision.words, decision=decision)
            continue
        if each.needs not in subjects:
            yield Result(each, "not-run", "需要生成整份文件后才能核验", decision=decision)
            continue
        try:
            findings = within(limit, partial(_found_by, each, subjects[each.needs]))
        except NotRun as why:
            yield Result(each, "not-run", str(why), decision=decision)
            continue
        except TimeIsUp:
            yield Result(each, "not-run", OVER_TIME.format(seconds=limit), decision=decision)
            continue
        yield Result(each, "fail" if findings else "pass", "", findings, decision)


def _found_by(rule: Rule, subject: Any) -> tuple[Finding, ...]:
    return tuple(rule.check(subject, **rule.params))


def blocking(results: Iterable[Result]) -> list[Result]:
    """The failures that stop a submission, an approval and a publication. A waived error stops nothing."""
    return [result for result in results if result.open_errors]
