"""The warnings of a version as the page of submission shows them: by rule, each with a field for its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from budgets.desk.findings import ShownFinding, shown_failures
from budgets.models import DepartmentalBudget
from budgets.rules.registry import Result
from budgets.text import squeeze
from budgets.workflow import answers
from budgets.workflow.answers import Warned

_ONE, _RULE = "answer-", "rule-"


@dataclass
class AnswerField:
    """One warning and the field for its answer.

    value    what stands in the field: what was typed, else the saved answer, else the proposal
    problem  why what was typed is not saved; empty where nothing speaks against it
    """

    shown: ShownFinding
    warned: Warned
    value: str
    proposal: str
    problem: str

    @property
    def name(self) -> str:
        return f"{_ONE}{self.warned.fingerprint}"

    @property
    def is_proposed(self) -> bool:
        return bool(self.proposal) and self.value == self.proposal

    @property
    def saved(self) -> bool:
        return not self.warned.is_open


@dataclass
class RuleGroup:
    """The warnings of one rule. value: what was typed for all of them that are left empty."""

    rule_id: str
    title: str
    basis: str
    fields: list[AnswerField]
    value: str

    @property
    def name(self) -> str:
        return f"{_RULE}{self.rule_id}"

    @property
    def waiting(self) -> int:
        return sum(not field.saved for field in self.fields)

    @property
    def has_problem(self) -> bool:
        return any(field.problem for field in self.fields)


@dataclass(frozen=True)
class TypedAnswer:
    """A text of the form. finding: the words of what it is about, empty where unknown; about: a fingerprint or a rule's id."""

    finding: str
    text: str
    about: str


def typed_answers(data: Mapping[str, str]) -> list[TypedAnswer]:
    """What stands in the fields for answers, in the order of the form."""
    found = []
    for prefix in (_ONE, _RULE):
        names = [name for name in data if name.startswith(prefix) and data[name].strip()]
        found += [TypedAnswer("", data[name], name.removeprefix(prefix)) for name in names]
    return found


class AnswerSheet:
    """All warnings of a version with what is typed about them.

    data  the form as it was sent; None where the page is opened
    """

    def __init__(
        self, budget: DepartmentalBudget, results: list[Result], data: Mapping[str, str] | None = None
    ) -> None:
        self.budget, self.data = budget, data or {}
        self.warned = answers.warned(budget, results)
        self.problems: dict[str, str] = {}

    @cached_property
    def proposals(self) -> dict[str, str]:
        return answers.proposals(self.budget, self.warned)

    @property
    def texts(self) -> dict[str, str]:
        """fingerprint → what was typed for it: its own words, else those for its whole rule."""
        texts = {
            name.removeprefix(_ONE): text for name, text in self.data.items() if name.startswith(_ONE) and text.strip()
        }
        for each in self.warned:
            text = self.data.get(f"{_RULE}{each.result.rule.id}", "")
            if text.strip() and each.fingerprint not in texts:
                texts[each.fingerprint] = text
        return texts

    @cached_property
    def groups(self) -> list[RuleGroup]:
        groups: dict[str, RuleGroup] = {}
        for each in self.warned:
            rule = each.result.rule
            group = groups.setdefault(
                rule.id, RuleGroup(rule.id, rule.title, rule.basis, [], self.data.get(f"{_RULE}{rule.id}", ""))
            )
            group.fields.append(self._field(each))
        return list(groups.values())

    @property
    def waiting(self) -> int:
        return sum(each.is_open for each in self.warned)

    @property
    def answered(self) -> int:
        return len(self.warned) - self.waiting

    @property
    def single(self) -> dict[str, str]:
        """What was typed for one warning each: what was typed for whole rules has been saved to each of theirs."""
        return {name: text for name, text in self.data.items() if name.startswith(_ONE)}

    @cached_property
    def unsaved(self) -> list[TypedAnswer]:
        """What was typed and is not saved as an answer, each beside its warning where that is still there."""
        saved = {each.fingerprint: each.answer.text for each in self.warned if each.answer and not each.refusal}
        words = {each.fingerprint: each.finding.message for each in self.warned}
        titles = {each.result.rule.id: f"同一规则下全部采用：{each.result.rule.title}" for each in self.warned}
        return [
            TypedAnswer({**words, **titles}.get(each.about, ""), each.text, each.about)
            for each in typed_answers(self.data)
            if squeeze(saved.get(each.about, "")) != squeeze(each.text)
        ]

    @property
    def left_over(self) -> list[str]:
        """What was typed about warnings that are not there any more: shown once more, so that nothing is lost."""
        present = {each.fingerprint for each in self.warned} | {each.result.rule.id for each in self.warned}
        return [each.text for each in typed_answers(self.data) if each.about not in present]

    def _field(self, warned: Warned) -> AnswerField:
        shown = shown_failures([replace(warned.result, findings=(warned.finding,))], self.budget)[0]
        saved = "" if warned.answer is None or warned.refusal else warned.answer.text
        proposal = self.proposals.get(warned.fingerprint, "")
        typed = self.data.get(f"{_ONE}{warned.fingerprint}")
        value = (saved or proposal) if typed is None else typed if typed.strip() else saved
        return AnswerField(shown, warned, value, proposal, self.problems.get(warned.fingerprint, ""))
