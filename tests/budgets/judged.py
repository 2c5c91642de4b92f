"""A version whose findings a test chooses: each glossary term whose name begins with 错, 疑 or 提 is a finding."""

from __future__ import annotations

from typing import Any

from budgets.models import DepartmentalBudget, GlossaryTerm
from budgets.rules import registry
from budgets.rules.judge import judge
from budgets.rules.registry import Finding, Place
from budgets.versions.editing import acting_as

ERROR, WARNING, HINT = "T-E", "T-W", "T-I"


def rules_over_terms(monkeypatch: Any) -> None:
    """Three rules in the place of the catalogue: an error, a warning and a hint for each term of theirs."""

    def of(letter: str) -> Any:
        def check(ledger: Any, least: int = 0, words: tuple[str, ...] = ()) -> list[Finding]:
            terms = GlossaryTerm.objects.filter(budget=ledger.budget, term__startswith=letter)
            return [
                Finding(f"{each.term}有问题", (Place(each.term, each.definition),), remedy="请核对。")
                for each in terms
                if len(each.definition) >= least and each.term not in words
            ]

        return check

    rules = [
        registry.Rule(ERROR, "E", "名词正确", "测试", of("错"), params={"least": 0, "words": ("错例",)}),
        registry.Rule(WARNING, "W", "名词可信", "测试", of("疑"), params={"least": 0, "words": ("疑例",)}),
        registry.Rule(HINT, "I", "名词常见", "测试", of("提")),
    ]
    monkeypatch.setattr(registry, "_rules", {rule.id: rule for rule in rules})


def add_term(budget: DepartmentalBudget, term: str, definition: str = "有待核对的解释") -> GlossaryTerm:
    with acting_as("import"):
        return GlossaryTerm.objects.create(budget=budget, term=term, definition=definition)


def change_term(budget: DepartmentalBudget, term: str, definition: str) -> None:
    with acting_as("import"):
        GlossaryTerm.objects.filter(budget=budget, term=term).update(definition=definition)


def drop_term(budget: DepartmentalBudget, term: str) -> None:
    with acting_as("import"):
        GlossaryTerm.objects.filter(budget=budget, term=term).delete()


def prints(budget: DepartmentalBudget, term: str = "") -> list[str]:
    """The fingerprints of what was found, about one term or about all."""
    return [
        finding.fingerprint(result.rule.id)
        for result in judge(budget, whole=True)
        for finding in result.findings
        if not term or finding.message.startswith(term)
    ]
