"""The figures that own words may name, under their Chinese names, by subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from budgets.statements.amounts import Amount
from disclosure.outline import references

_SUBJECTS = {
    "revenue": "收入",
    "expenditure": "支出",
    "operating_costs": "机关运行经费",
    "three_public": "“三公”经费",
    "procurement": "政府采购",
    "assets": "国有资产",
}
_OTHER = "其他数据"


@dataclass(frozen=True)
class Choice:
    """A figure to insert. value: as a sentence prints it; blank figures print 0."""

    ref: str
    name: str
    value: str
    unit: str
    is_blank: bool

    @property
    def inserted(self) -> str:
        return f"{{{self.ref}}}"


@dataclass(frozen=True)
class Subject:
    name: str
    choices: tuple[Choice, ...]


def subjects(amounts: Mapping[str, Amount], value: Callable[[Amount], str]) -> list[Subject]:
    """Every figure once, in the order of the document."""
    found: dict[str, list[Choice]] = {name: [] for name in (*_SUBJECTS.values(), _OTHER)}
    for amount in amounts.values():
        found[_SUBJECTS.get(amount.ref.split(".", 1)[0], _OTHER)].append(_choice(amount, value))
    return [Subject(name, tuple(choices)) for name, choices in found.items() if choices]


def used_in(texts: Iterable[str], amounts: Mapping[str, Amount], value: Callable[[Amount], str]) -> list[Choice]:
    """The figures that these words name, each once."""
    refs: dict[str, None] = {}
    for text in texts:
        try:
            refs.update(dict.fromkeys(references.referenced(text)))
        except references.BadReference:
            continue
    return [_choice(amounts[ref], value) for ref in refs if ref in amounts]


def _choice(amount: Amount, value: Callable[[Amount], str]) -> Choice:
    return Choice(amount.ref, amount.name, value(amount), amount.unit, amount.value is None)
