"""Rules and what they find: the seam by which every app judges its own rows.

A rule is one small function registered with its id, severity and basis. It yields Findings; yielding none
means that it ran and passed. It raises NotRun where it cannot judge: what was not checked never counts as passed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Severity = Literal["E", "W", "I"]
Outcome = Literal["pass", "fail", "not-run"]
Input = Literal["budget", "document"]

SEVERITY_NAMES = {"E": "错误", "W": "提醒", "I": "提示"}


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
    """

    message: str
    places: tuple[Place, ...] = ()
    difference: Decimal | None = None
    unit: str = "元"
    remedy: str = ""
    severity: Severity | None = None


@dataclass(frozen=True)
class Rule:
    """A judgement of the field.

    id        of docs/rules.md (R-SAN-2, R-NUM-C14)
    basis     the law, article or form it rests on
    needs     "budget" gets a budgets.statements.Ledger; "document" gets a Review with the composed Document too
    params    defaults of the thresholds it uses
    """

    id: str
    severity: Severity
    title: str
    basis: str
    check: Callable[..., Iterable[Finding]]
    needs: Input = "budget"
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """What became of one rule on one budget."""

    rule: Rule
    outcome: Outcome
    reason: str = ""
    findings: tuple[Finding, ...] = ()

    def severity_of(self, finding: Finding) -> Severity:
        return finding.severity or self.rule.severity

    @property
    def severity(self) -> Severity:
        """That of the gravest failure; the rule's own where there is none."""
        return min(
            (self.severity_of(finding) for finding in self.findings), key="EWI".index, default=self.rule.severity
        )


_rules: dict[str, Rule] = {}


def rule(
    id: str, severity: Severity, title: str, *, basis: str, needs: Input = "budget", **params: Any
) -> Callable[[Callable[..., Iterable[Finding]]], Callable[..., Iterable[Finding]]]:
    """Registers the decorated function: `@rule("R-NUM-C14", "E", "“三公”经费合计", basis="C14")`."""

    def register(check: Callable[..., Iterable[Finding]]) -> Callable[..., Iterable[Finding]]:
        if id in _rules and _rules[id].check.__module__ != check.__module__:
            raise RuntimeError(f"rule {id} is registered twice")
        _rules[id] = Rule(id, severity, title, basis, check, needs, params)
        return check

    return register


def all_rules() -> Sequence[Rule]:
    return [_rules[key] for key in sorted(_rules)]


def run(rules: Iterable[Rule], subjects: dict[Input, Any]) -> Iterator[Result]:
    """Runs the rules. A rule whose subject is not at hand is not run, and says so."""
    for each in rules:
        if each.needs not in subjects:
            yield Result(each, "not-run", "需要生成整份文件后才能核验")
            continue
        try:
            findings = tuple(each.check(subjects[each.needs], **each.params))
        except NotRun as why:
            yield Result(each, "not-run", str(why))
            continue
        yield Result(each, "fail" if findings else "pass", "", findings)


def blocking(results: Iterable[Result]) -> list[Result]:
    """The failures that stop a submission, an approval and a publication."""
    return [result for result in results if result.outcome == "fail" and result.severity == "E"]
