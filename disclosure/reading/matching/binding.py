"""Amounts in a department's own sentence become references: found by the label before them, confirmed by their value.

An amount whose label names no figure stays as it was written, whatever its value, and is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from budgets.statements.amounts import Amount
from disclosure.reading.layout.likeness import differ_by_one, likeness
from disclosure.reading.matching.amounts import Labelled, amounts_in, names_before
from disclosure.reading.matching.names import figure_named, plain_name

_REFERENCE = re.compile(r"\{\{|\}\}|\{([^{}]+)\}(元|万元|亿元|%)?")
_LEAST_LIKENESS = 0.75
# Of so many figures with one value no likeness tells which is meant.
_MOST_COMPARED = 100
_CHANGES = re.compile(r"(?:同比|预算)?(?:增加|减少|增长|下降|降低|增幅|降幅|增减)(?:了|为|额|幅度为)?$")
_LAST_YEAR = re.compile(
    r"(?:上年|去年|上一年|(?:^|比|较|与|同|和)(?P<year>\d{4})年)(?:度)?(?:年初)?(?:预算)?(?:数|安排)?为?$"
)
_YEAR = re.compile(r"(\d{4})年")
_COMPARISON = re.compile(r"(?:比|较|与|同|和)(?:上年|去年|上一年|\d{4}年)")
_Name = tuple[str, str]
_CLAUSES = re.compile(r"[，。；：]|[（(]其中")


@dataclass(frozen=True)
class Bound:
    """text: the sentence as it is stored, with {ref}. unbound: the amounts that stayed words."""

    text: str
    bound: tuple[Labelled, ...]
    unbound: tuple[Labelled, ...]


def bind(text: str, *, generated: str, amounts: Mapping[str, Amount], year: int) -> Bound:
    """The sentence with references.

    generated  the standard words of the same block: its labels come first
    year       of the budget: an amount that is said of another year is no figure of this one
    """
    figures = _Figures(generated, amounts, year)
    parts: list[str] = []
    bound: list[Labelled] = []
    unbound: list[Labelled] = []
    position = 0
    for amount in amounts_in(text):
        ref = figures.find(amount)
        if ref is None:
            unbound.append(amount)
            continue
        bound.append(amount)
        parts.extend((escaped(text[position : amount.start]), f"{{{ref}}}"))
        position = amount.end
    parts.append(escaped(text[position:]))
    return Bound("".join(parts), tuple(bound), tuple(unbound))


def escaped(text: str) -> str:
    """Words without figures as they are stored."""
    return text.replace("{", "{{").replace("}", "}}")


class _Figures:
    """The figures of a document by the names that a sentence may have for them."""

    def __init__(self, generated: str, amounts: Mapping[str, Amount], year: int) -> None:
        self.amounts, self.year = amounts, year
        self.own = list(_labels_of(generated))
        self.every = [(plain_name(amount.name), ref) for ref, amount in amounts.items()]

    def find(self, amount: Labelled) -> str | None:
        """The figure that the label names and the value confirms."""
        kind = _kind_of_comparison(amount, self.year)
        if kind and (subject := _subject(amount.context)):
            # 减少, or 比2019年: the words before say whose change or whose last year.
            return self._confirmed(f"{subject}{kind}", amount)
        named = figure_named(amount.label)
        of_year = _YEAR.search(amount.label)
        if of_year and int(of_year[1]) != self.year:
            return self._confirmed(f"{named}@{of_year[1]}", amount)
        names = {plain_name(name) for name in (amount.label, amount.phrase) if name}
        own = self._fitting(self.own, amount, named)
        return (
            next((ref for name, ref in own if name in names), None)
            or (self._confirmed(named, amount) if named else None)
            or _likest(names, own)
            or self._among_all(names, amount, named)
        )

    def _among_all(self, names: set[str], amount: Labelled, named: str | None) -> str | None:
        every = self._fitting(self.every, amount, named)
        return next((ref for name, ref in every if name in names), None) or _likest(names, every)

    def _fitting(self, candidates: Sequence[_Name], amount: Labelled, named: str | None) -> list[_Name]:
        """Those that the value confirms, without the other figures of the statement whose figure the label names."""
        statement = f"{named.split('.')[0]}." if named else "\0"
        return [
            (name, ref)
            for name, ref in candidates
            if self._confirmed(ref, amount) and (ref == named or not ref.startswith(statement))
        ]

    def _confirmed(self, ref: str, amount: Labelled) -> str | None:
        """The reference, where its figure has this value. A sentence in 万元 cannot show a figure in 元: it stays words."""
        figure = self.amounts.get(ref)
        if figure is None or amount.unit not in {"元", "%"} or figure.unit != amount.unit:
            return None
        return ref if figure.number == amount.value else None


def _labels_of(generated: str) -> Iterator[_Name]:
    """Each reference of the standard words with the labels before it."""
    position = 0
    for found in _REFERENCE.finditer(generated):
        if found.group(1):
            for name in names_before(generated[position : found.start()]):
                if name:
                    yield plain_name(name), found.group(1)
            position = found.end()


def _likest(names: set[str], candidates: Sequence[_Name]) -> str | None:
    best, best_score = None, 0.0
    for other, ref in candidates if len(candidates) <= _MOST_COMPARED else ():
        score = max((_alike(name, other) for name in names), default=0.0)
        if score > best_score:
            best, best_score = ref, score
    return best


def _kind_of_comparison(amount: Labelled, year: int) -> str:
    """How the reference of such an amount goes on behind that of its figure; "" where the amount is this year's."""
    if _CHANGES.search(amount.label):
        return ".percent" if amount.is_rate else ".change"
    last = _LAST_YEAR.search(amount.label)
    return f"@{last['year'] or year - 1}" if last and last["year"] != str(year) else ""


def _subject(context: str) -> str | None:
    """The figure that the last clause with a name speaks of."""
    for clause in reversed(_CLAUSES.split(context)):
        about = _CHANGES.sub("", _COMPARISON.split(clause)[0].rstrip("#"))
        if ref := figure_named(about):
            return ref
    return None


def _alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 3 and longer.endswith(shorter):
        return 0.9
    if len(shorter) >= 4 and differ_by_one(one, other):
        return 0.9
    score = likeness(one, other)
    return score if len(shorter) >= 3 and score >= _LEAST_LIKENESS else 0.0
