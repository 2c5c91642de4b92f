"""Amounts in a department's own sentence become references: found by the label before them, confirmed by their value.

An amount whose label names no figure stays as it was written, whatever its value, and is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.statements.amounts import Amount
from disclosure.reading.amounts import Labelled, amounts_in, names_before
from disclosure.reading.likeness import differ_by_one, likeness
from disclosure.reading.names import figure_named, plain_name

_REFERENCE = re.compile(r"\{\{|\}\}|\{([^{}]+)\}(元|万元|亿元|%)?")
_LEAST_LIKENESS = 0.75
_CHANGES = re.compile(r"(?:同比|预算)?(?:增加|减少|增长|下降|降低|增幅|降幅|增减)(?:了|为|额|幅度为)?$")
_LAST_YEAR = re.compile(
    r"(?:上年|去年|上一年|(?:^|比|较|与|同|和)(?P<year>\d{4})年)(?:度)?(?:年初)?(?:预算)?(?:数|安排)?为?$"
)
_YEAR = re.compile(r"(\d{4})年")
_COMPARISON = re.compile(r"(?:比|较|与|同|和)(?:上年|去年|上一年|\d{4}年)")
_CLAUSES = re.compile(r"[，。；：]|[（(]其中")


@dataclass(frozen=True)
class Bound:
    """text: the sentence as it is stored, with {ref}. unbound: the amounts that stayed words."""

    text: str
    bound: tuple[Labelled, ...]
    unbound: tuple[Labelled, ...]


@dataclass(frozen=True)
class _Candidate:
    ref: str
    names: tuple[str, ...]


def bind(text: str, *, generated: str, amounts: Mapping[str, Amount], year: int) -> Bound:
    """The sentence with references.

    generated  the standard words of the same block: its labels come first
    year       of the budget: an amount that is said of another year is no figure of this one
    """
    own = list(_candidates_of(generated))
    every = [_Candidate(ref, (plain_name(amount.name),)) for ref, amount in amounts.items()]
    parts: list[str] = []
    bound: list[Labelled] = []
    unbound: list[Labelled] = []
    position = 0
    for amount in amounts_in(text):
        ref = _reference(amount, own, amounts, year) or _reference(amount, every, amounts, year)
        if ref is None:
            unbound.append(amount)
            continue
        bound.append(amount)
        parts.extend((_escaped(text[position : amount.start]), f"{{{ref}}}"))
        position = amount.end
    parts.append(_escaped(text[position:]))
    return Bound("".join(parts), tuple(bound), tuple(unbound))


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def escaped(text: str) -> str:
    """Words without figures as they are stored."""
    return _escaped(text)


def _candidates_of(generated: str) -> Iterator[_Candidate]:
    """Each reference of the standard words with the labels before it."""
    position = 0
    for found in _REFERENCE.finditer(generated):
        if found.group(1):
            label, phrase = names_before(generated[position : found.start()])
            yield _Candidate(found.group(1), tuple(plain_name(name) for name in (label, phrase) if name))
            position = found.end()


def _reference(
    amount: Labelled, candidates: Sequence[_Candidate], amounts: Mapping[str, Amount], year: int
) -> str | None:
    best, best_score = None, 0.0
    for candidate in candidates:
        figure = amounts.get(candidate.ref)
        if figure is None or not _confirms(figure, amount):
            continue
        score = _score(amount, candidate, year)
        if score > best_score:
            best, best_score = candidate.ref, score
    return best


def _confirms(figure: Amount, amount: Labelled) -> bool:
    """A sentence in 万元 cannot show a figure in 元: it stays words."""
    return figure.unit == amount.unit and figure.number == (
        amount.value if amount.unit in {"元", "%"} else Decimal("NaN")
    )


def _score(amount: Labelled, candidate: _Candidate, year: int) -> float:
    if kind := _kind_of_comparison(amount, year):
        # 减少, or 比2019年: the words before say whose change or whose last year.
        subject = _subject(amount.context)
        if subject is not None:
            return 1.0 if candidate.ref.startswith(f"{subject}{kind}") else 0.0
    named = figure_named(amount.label)
    of_year = _YEAR.search(amount.label)
    if of_year and int(of_year[1]) != year:
        return 1.0 if named and candidate.ref == f"{named}@{of_year[1]}" else 0.0
    if named == candidate.ref:
        return 0.95
    if named is not None and candidate.ref.split(".")[0] == named.split(".")[0]:
        # The words name another figure of the same statement.
        return 0.0
    own = [plain_name(name) for name in (amount.label, amount.phrase) if name]
    return max((_alike(one, other) for one in own for other in candidate.names), default=0.0)


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
