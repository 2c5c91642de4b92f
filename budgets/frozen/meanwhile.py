"""What became other around a version since it was frozen: last year's public document, the units' own budgets, the rules.

None of it changes the version. Who decides about it is told, and sends back or goes on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from budgets.composer import composer
from budgets.frozen.results import same_decision
from budgets.models import DepartmentalBudget, FrozenRecord, RuleSetting
from budgets.models.in_force import version_in_force
from budgets.rules import registry, settings
from budgets.rules.reads import Reads
from budgets.rules.registry import Decision, Result
from budgets.statements.unit_versions import COUNTING

if TYPE_CHECKING:
    from budgets.composer import FigureNow

MOST_FIGURES = 12


@dataclass(frozen=True)
class Meanwhile:
    """Since the record was made.

    last_year   the version whose figures are last year's now; None: none is public
    units       the units' versions that count now, each with the hash of what it says
    decisions   rule id → what the bureau has decided by now
    rules       ids of the rules about which it decides otherwise than when the record was made
    """

    budget: DepartmentalBudget
    record: FrozenRecord
    last_year: DepartmentalBudget | None
    units: Sequence[tuple[int, str]]
    decisions: Mapping[str, Decision]
    rules: frozenset[str]

    @property
    def is_last_year_other(self) -> bool:
        return (self.last_year.pk if self.last_year else None) != self.record.last_year_id

    @property
    def are_units_other(self) -> bool:
        return [list(each) for each in self.units] != self.record.units

    @property
    def mark(self) -> str:
        """Of what became other, so that a page can tell whether it was shown; empty where nothing did."""
        if not (self.is_last_year_other or self.are_units_other or self.rules):
            return ""
        year = self.last_year.pk if self.last_year else None
        rules = [(rule, self.decisions.get(rule)) for rule in sorted(self.rules)]
        return hashlib.sha256(repr((year, self.units, rules)).encode()).hexdigest()

    @property
    def affected(self) -> frozenset[str]:
        """The rules that could find something else now, though the version is what it was."""
        found = self.rules
        if self.is_last_year_other:
            found |= _reading(Reads.LAST_YEAR)
        if self.are_units_other:
            found |= _reading(Reads.UNITS)
        return found

    @cached_property
    def figures(self) -> list[FigureNow]:
        """The document's figures that would be others now. Composes, but only where last year's document is another."""
        if not self.is_last_year_other:
            return []
        return composer().figures_now(self.budget, bytes(self.record.document.content))

    @property
    def first_figures(self) -> list[FigureNow]:
        return self.figures[:MOST_FIGURES]

    @property
    def words(self) -> list[str]:
        """What became other, a sentence each; none where nothing did."""
        found = []
        if self.is_last_year_other:
            was, now = self.record.last_year, self.last_year
            found.append(
                f"上年公开的文件变了：{f'本文件的上年数取自{_named(was)}' if was else '本文件编制时没有上年公开的文件'}，"
                f"{f'现在公开的是{_named(now)}' if now else '现在没有公开的上年文件'}。"
            )
        if self.are_units_other:
            found.append("所属单位的单位预算有变动：计入汇总核对的版本与当时不同。")
        if self.rules:
            found += [f"本地区修改了规则 {row.rule} 的设置：{row.reason}" for row in self._settings()]
        return found

    def _settings(self) -> list[RuleSetting]:
        """The newest decision about each of the rules, whichever scope it is of."""
        rows = RuleSetting.objects.filter(region=self.budget.region_id, rule__in=self.rules).order_by("pk")
        return list({row.rule: row for row in rows}.values())


def since(budget: DepartmentalBudget, record: FrozenRecord, found: Sequence[Result]) -> Meanwhile:
    """found: the results that were frozen with the record."""
    decisions = settings.decisions(budget.region_id, budget.fiscal_year, budget.format_key)
    rules = {each.rule.id for each in found if not same_decision(each.decision, decisions.get(each.rule.id))}
    return Meanwhile(budget, record, last_year_of(budget), units_of(budget), decisions, frozenset(rules))


def last_year_of(budget: DepartmentalBudget) -> DepartmentalBudget | None:
    return version_in_force(budget, year=budget.fiscal_year - 1)


def units_of(budget: DepartmentalBudget) -> list[tuple[int, str]]:
    """The newest approved or published version of each unit, for a department's document: its key, and the hash of its
    document, because a version that was sent back and approved again may say something else under the same key."""
    if budget.unit_id:
        return []
    versions = DepartmentalBudget.objects.filter(
        region=budget.region_id, department=budget.department_id, unit__isnull=False,
        fiscal_year=budget.fiscal_year, phase=budget.phase, status__in=COUNTING,
    )  # fmt: skip
    rows = versions.order_by("version").values_list("unit_id", "pk", "content_hash")
    return sorted({unit: (pk, content) for unit, pk, content in rows}.values())


def _reading(what: Reads) -> frozenset[str]:
    """The rules over the rows that read it. Those over the document judged the frozen one, which is what it was."""
    return frozenset(rule.id for rule in registry.all_rules() if what in rule.reads and rule.needs == "budget")


def _named(budget: DepartmentalBudget | None) -> str:
    return f"“{budget}”" if budget else ""
