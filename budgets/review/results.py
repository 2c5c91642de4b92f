"""What the rules found as the reviewer reads it: by severity, each warning beside its answer, each error with its waiver."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse

from budgets.models import DepartmentalBudget, Waiver
from budgets.rules.registry import SEVERITY_NAMES, Finding, Result
from budgets.workflow import answers, moves
from budgets.workflow.answers import Warned


@dataclass(frozen=True)
class ReviewedFinding:
    """One finding. warned: what was written about a warning; waiver: of an error; the addresses where this may be done."""

    finding: Finding
    warned: Warned | None = None
    waiver: Waiver | None = None
    refuse_url: str = ""
    waive_url: str = ""


@dataclass(frozen=True)
class ReviewedRule:
    """A rule with those of its findings that stand in this group; none where it did not fail."""

    result: Result
    items: Sequence[ReviewedFinding] = ()


class ReviewedResults:
    """The results of a version for one reviewer.

    may_refuse, may_waive  whether the pages of these acts are open to the reviewer now
    """

    def __init__(self, budget: DepartmentalBudget, results: Sequence[Result], person: User) -> None:
        self.budget, self.results = budget, results
        self.warned = {each.fingerprint: each for each in answers.warned(budget, results)}
        self.waivers = {each.fingerprint: each for each in Waiver.objects.filter(budget=budget).select_related("by")}
        refused = moves.refusals(["refuse", "waive"], budget, person)
        self.may_refuse, self.may_waive = refused["refuse"] is None, refused["waive"] is None

    @property
    def waiting(self) -> int:
        return sum(each.is_open for each in self.warned.values())

    @property
    def groups(self) -> list[dict[str, Any]]:
        """What has to be read first: errors, waived errors, warnings, hints, what was not checked, what passed."""
        groups = [
            self._group("error", SEVERITY_NAMES["E"], self._failed("E", waived=False), is_open=True),
            self._group(
                "waived",
                "已豁免的错误",
                [*self._failed("E", waived=True), *self._failed("W", waived=True)],
                is_open=True,
            ),
            self._group("warning", SEVERITY_NAMES["W"], self._failed("W"), is_open=True),
            self._group("hint", SEVERITY_NAMES["I"], self._failed("I")),
            self._group("not-run", "未核验", self._of_outcome("not-run")),
            self._group("passed", "通过", self._of_outcome("pass")),
        ]
        return [group for group in groups if group["entries"]]

    @property
    def warnings(self) -> list[ReviewedRule]:
        return self._failed("W")

    @staticmethod
    def _group(key: str, title: str, entries: list[ReviewedRule], *, is_open: bool = False) -> dict[str, Any]:
        return {"key": key, "title": title, "entries": entries, "open": is_open}

    def _of_outcome(self, outcome: str) -> list[ReviewedRule]:
        return [ReviewedRule(result) for result in self.results if result.outcome == outcome]

    def _failed(self, severity: Any, *, waived: bool = False) -> list[ReviewedRule]:
        entries = []
        for result in self.results:
            found = [each for each in result.of_severity(severity) if bool(result.waiver_of(each)) == waived]
            if found:
                entries.append(ReviewedRule(result, list(self._items(result, found, severity))))
        return entries

    def _items(self, result: Result, found: Iterable[Finding], severity: str) -> Iterable[ReviewedFinding]:
        for finding in found:
            fingerprint = finding.fingerprint(result.rule.id)
            warned = self.warned.get(fingerprint) if severity == "W" else None
            waiver = self.waivers.get(fingerprint) if result.waiver_of(finding) else None
            refuse, waive = "", ""
            if self.may_refuse and warned and warned.answer and not warned.refusal:
                refuse = reverse("admin:budgets_departmentalbudget_refuse", args=[self.budget.pk, warned.answer.pk])
            if self.may_waive and severity == "E" and not result.waiver_of(finding):
                waive = reverse("admin:budgets_departmentalbudget_waive", args=[self.budget.pk, fingerprint])
            yield ReviewedFinding(finding, warned, waiver, refuse, waive)
