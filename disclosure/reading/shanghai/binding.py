"""Amounts of a department's own sentence in 万元 become references: by the label before them, confirmed by their value.

What the sentence rounds to two places is confirmed by the figure rounded in the same way. What names no figure, or
names one of another value, stays as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from budgets.money import grouped, plain, round_yuan
from budgets.statements.amounts import Amount
from disclosure.reading.layout.likeness import likeness
from disclosure.reading.matching.amounts import Labelled, amounts_in, names_before
from disclosure.reading.matching.binding import Bound, escaped
from disclosure.reading.matching.names import plain_name

__all__ = ["bind", "escaped", "shown"]

_REFERENCE = re.compile(r"\{\{|\}\}|\{([^{}]+)\}")
_CHANGE = re.compile(r"(?:增加|减少)$")
_LEAST_LIKENESS = 0.6


@dataclass(frozen=True)
class _Candidate:
    ref: str
    label: str


def bind(text: str, *, generated: str, amounts: Mapping[str, Amount]) -> Bound:
    """The sentence with {ref}. generated: the standard words of the same block; only their figures are looked for, in their order."""
    candidates = list(_candidates(generated))
    parts: list[str] = []
    bound: list[Labelled] = []
    unbound: list[Labelled] = []
    position, first = 0, 0
    for amount in amounts_in(text):
        found = _find(amount, candidates, first, amounts)
        if found is None:
            unbound.append(amount)
            continue
        first = found + 1
        bound.append(amount)
        parts.extend((escaped(text[position : amount.start]), f"{{{candidates[found].ref}}}"))
        position = amount.end
    parts.append(escaped(text[position:]))
    return Bound("".join(parts), tuple(bound), tuple(unbound))


def shown(stored: str, amounts: Mapping[str, Amount]) -> str:
    """Stored words with the figures in place of their references, as the format prints them."""

    def replace(found: re.Match[str]) -> str:
        if found.group(1) is None:
            return found.group()[0]
        amount = amounts.get(found.group(1))
        if amount is None:
            return found.group()
        return grouped(amount.number) if amount.unit == "万元" else plain(amount.number)

    return _REFERENCE.sub(replace, stored)


def _candidates(generated: str) -> Iterator[_Candidate]:
    position = 0
    for found in _REFERENCE.finditer(generated):
        if found.group(1):
            label, phrase = names_before(generated[position : found.start()])
            yield _Candidate(found.group(1), plain_name(label or phrase))
            position = found.end()


def _find(amount: Labelled, candidates: list[_Candidate], first: int, amounts: Mapping[str, Amount]) -> int | None:
    """The first candidate from `first` on that has the label and the value."""
    own = plain_name(amount.label)
    for at in range(first, len(candidates)):
        figure = amounts.get(candidates[at].ref)
        if figure is None or not _confirms(figure, amount):
            continue
        if _alike(own, candidates[at].label):
            return at
    return None


def _alike(own: str, other: str) -> bool:
    if own == other or other.endswith(own) or own.endswith(other):
        return True
    change, same = _CHANGE.search(own), _CHANGE.search(other)
    # Between 比上年 and 增加 may stand anything: （上一年度，下同）.
    if change and same:
        return change.group() == same.group()
    return likeness(own, other) >= _LEAST_LIKENESS


def _confirms(figure: Amount, amount: Labelled) -> bool:
    if figure.unit != amount.unit:
        return False
    if amount.unit == "%":
        return figure.number == amount.value
    return round_yuan(figure.number) == round_yuan(amount.value / Decimal(10_000)) if amount.unit == "万元" else False
