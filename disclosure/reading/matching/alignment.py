"""Which paragraph of the source stands for which block of the form: equal ones first, between them the likest.

Both sides keep their order. A table stands only for the table of the same key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from budgets.text import squeeze
from disclosure.reading.layout.likeness import bare, likeness
from disclosure.reading.matching.amounts import AMOUNT

LEAST_LIKENESS = 0.4
# Beyond this many pairs between two anchors only those that begin alike are compared.
_MOST_PAIRS = 3_000
_MOST_CELLS = 4_000_000


@dataclass(frozen=True)
class Piece:
    """A paragraph or a whole table, of the source or of the composed document.

    key       of the composed block; for a table of the source the key of the form's table
    flexible  whether own words can take the block's place
    """

    text: str
    key: str = ""
    is_table: bool = False
    flexible: bool = False
    is_heading: bool = False
    line: int = 0

    @cached_property
    def squeezed(self) -> str:
        return f"\x00{self.key}" if self.is_table else squeeze(self.text)

    @cached_property
    def masked(self) -> str:
        """The words without their amounts: those may change from source to form."""
        return squeeze(AMOUNT.sub("#", self.text))


Pair = tuple[int, int]


def align(form: Sequence[Piece], source: Sequence[Piece]) -> list[Pair]:
    """Pairs of positions (form, source), rising on both sides."""
    anchors = _equal([piece.squeezed for piece in form], [piece.squeezed for piece in source])
    pairs: list[Pair] = []
    for (i, j), (k, m) in zip([(-1, -1), *anchors], [*anchors, (len(form), len(source))], strict=True):
        pairs.extend(_between(form, source, range(i + 1, k), range(j + 1, m)))
        if k < len(form):
            pairs.append((k, m))
    return pairs


def missing_from(wanted: Sequence[str], got: Sequence[str]) -> list[int]:
    """The positions of `wanted` left out of a longest common subsequence with `got`."""
    kept = {i for i, _ in _equal(wanted, got)}
    return [i for i in range(len(wanted)) if i not in kept]


def _equal(one: Sequence[str], other: Sequence[str]) -> list[Pair]:
    """A longest common subsequence: the ends that agree, and between them by the table."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    stop = 0
    while stop < min(len(one), len(other)) - start and one[-1 - stop] == other[-1 - stop]:
        stop += 1
    middle = _longest(one[start : len(one) - stop], other[start : len(other) - stop])
    return [
        *((i, i) for i in range(start)),
        *((i + start, j + start) for i, j in middle),
        *((len(one) - i, len(other) - i) for i in range(stop, 0, -1)),
    ]


def _longest(one: Sequence[str], other: Sequence[str]) -> list[Pair]:
    if len(one) * len(other) > _MOST_CELLS:
        return []
    table = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) - 1, -1, -1):
        row, below = table[i], table[i + 1]
        for j in range(len(other) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if one[i] == other[j] else max(below[j], row[j + 1])
    pairs: list[Pair] = []
    i = j = 0
    while i < len(one) and j < len(other):
        if one[i] == other[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif table[i + 1][j] >= table[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def _between(form: Sequence[Piece], source: Sequence[Piece], left: range, right: range) -> list[Pair]:
    """Between two anchors: the pairing with the greatest likeness in all, then single ones that are left opposite each other."""
    if not left or not right:
        return []
    scores = _scores(form, source, left, right)
    best = [[0.0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for a in range(len(left) - 1, -1, -1):
        for b in range(len(right) - 1, -1, -1):
            paired = best[a + 1][b + 1] + scores[a][b] if scores[a][b] else 0.0
            best[a][b] = max(paired, best[a + 1][b], best[a][b + 1])
    pairs: list[Pair] = []
    a = b = 0
    while a < len(left) and b < len(right):
        if scores[a][b] and best[a][b] == best[a + 1][b + 1] + scores[a][b]:
            pairs.append((left[a], right[b]))
            a, b = a + 1, b + 1
        elif best[a][b] == best[a + 1][b]:
            a += 1
        else:
            b += 1
    return _with_lonely(form, source, pairs, left, right)


def _scores(form: Sequence[Piece], source: Sequence[Piece], left: range, right: range) -> list[list[float]]:
    many = len(left) * len(right) > _MOST_PAIRS
    return [[_score(form[i], source[j], many) for j in right] for i in left]


def _score(of_form: Piece, of_source: Piece, many: bool) -> float:
    if not of_form.flexible or of_source.is_table or of_form.is_table:
        return 0.0
    if many and bare(of_form.text)[:4] != bare(of_source.text)[:4]:
        return 0.0
    score = likeness(of_form.masked, of_source.masked)
    return score if score >= LEAST_LIKENESS else 0.0


def _with_lonely(
    form: Sequence[Piece], source: Sequence[Piece], pairs: list[Pair], left: range, right: range
) -> list[Pair]:
    """Where one sentence of the form and one paragraph of the source are left alone opposite each other, they are the same place."""
    result: list[Pair] = []
    before = (left.start - 1, right.start - 1)
    for pair in [*pairs, (left.stop, right.stop)]:
        free_left = [i for i in range(before[0] + 1, pair[0]) if form[i].flexible and not form[i].is_heading]
        free_right = [j for j in range(before[1] + 1, pair[1]) if not source[j].is_table]
        if len(free_left) == 1 and len(free_right) == 1 and pair[0] - before[0] == 2 and pair[1] - before[1] == 2:
            result.append((free_left[0], free_right[0]))
        if pair[0] < left.stop:
            result.append(pair)
        before = pair
    return result
