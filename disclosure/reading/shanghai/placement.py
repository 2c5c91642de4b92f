"""Blank cells leave no trace in a text layer: in which columns the figures of a row by classification stand, the table's sums tell.

A row follows from the rows of its classification below it, column for column. Where the rows can be filled in one way
only, that is how they stand; where in several, the sums confirm none of them; where in none, nothing is confirmed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, islice

TOTAL = "total"
# Beyond so many sums under one row the figures would hardly tell the ways apart, and trying would take long.
_MOST_SUMS = 20_000
_WHOLES_OF_OTHERS = {"fiscal", "unit_funds"}
_PARTS_OF_OTHERS = {"general_public_budget", "government_funds", "state_capital"}

Columns = tuple[str, ...]
Placed = dict[str, Columns]
Amounts = tuple[Decimal, ...]


class _TooMany(Exception):
    """More sums than anybody could tell apart."""


@dataclass
class PrintedRow:
    """A row as it stands in the text.

    code     of the classification, or total
    figures  in the order of print
    stand    their columns, where the source itself tells them; else None
    """

    code: str
    figures: tuple[Decimal, ...]
    stand: Columns | None = None
    children: list[PrintedRow] = field(default_factory=list)


@dataclass(frozen=True)
class Settled:
    """ways  how many ways the sums allow: 0, 1, or 2 for several
    placed  row → columns of its figures, of the first way; empty where there is none"""

    ways: int
    placed: Placed


Allowed = Callable[[str, Columns], bool]


def settle(rows: Sequence[PrintedRow], columns: Columns, allowed: Allowed, *, all_sums: bool = False) -> Settled:
    """The columns of every row's figures, as far as the sums tell.

    allowed   whether nothing known of a row speaks against its figures standing in these columns
    all_sums  every sum of the table has to hold; else only those over rows with blanks, for a document may add up wrongly
    """
    solver = _Solver(columns, allowed, all_sums=all_sums)
    try:
        found = solver.apart(_tree(rows))
    except _TooMany:
        return Settled(2, {})
    return Settled(len(found), found[0] if found else {})


def _tree(rows: Sequence[PrintedRow]) -> list[PrintedRow]:
    """The rows that no other is above, each with the rows below it. 合计 is above all classes."""
    by_code = {row.code: PrintedRow(row.code, row.figures, row.stand) for row in rows}
    in_all = by_code.get(TOTAL)
    roots: list[PrintedRow] = []
    for code, row in by_code.items():
        above = next((found for end in (5, 3) if end < len(code) and (found := by_code.get(code[:end]))), in_all)
        if code == TOTAL or above is None:
            roots.append(row)
        else:
            above.children.append(row)
    return roots


class _Solver:
    def __init__(self, columns: Columns, allowed: Allowed, *, all_sums: bool) -> None:
        self.columns, self.allowed, self.all_sums = columns, allowed, all_sums
        self._known: dict[str, list[tuple[Columns, list[Placed]]]] = {}

    def apart(self, rows: Sequence[PrintedRow]) -> list[Placed]:
        """Two ways at most to fill rows that no sum binds together; each of them for itself, with what is below it."""
        first: Placed = {}
        second: Placed | None = None
        for row in rows:
            found = [{row.code: placing, **below} for placing, belows in self._viable(row) for below in belows]
            if not found:
                return []
            if second is None and len(found) > 1:
                second = {**first, **found[1]}
            elif second is not None:
                second.update(found[0])
            first.update(found[0])
        return [first] if second is None else [first, second]

    def _viable(self, row: PrintedRow) -> list[tuple[Columns, list[Placed]]]:
        """Where a row's figures can stand, with the ways to fill the rows below it then."""
        if row.code not in self._known:
            each = ((placing, self._below(row, placing)) for placing in self._placings(row))
            self._known[row.code] = [(placing, below) for placing, below in each if below]
        return self._known[row.code]

    def _below(self, row: PrintedRow, placing: Columns) -> list[Placed]:
        if not row.children:
            return [{}]
        if self.all_sums or any(child.stand is None for child in row.children):
            return list(islice(self._summing(row.children, self._amounts(row, placing)), 2))
        return self.apart(row.children)

    def _summing(self, rows: Sequence[PrintedRow], in_all: Amounts) -> Iterator[Placed]:
        """Backwards over the sums that the last rows can make, then forwards along those that reach the whole."""
        reachable: list[set[Amounts]] = [{(Decimal(0),) * len(self.columns)}]
        never_negative = all(figure >= 0 for row in rows for figure in row.figures)
        for row in reversed(rows):
            sums = {
                tuple(one + other for one, other in zip(self._amounts(row, placing), rest, strict=True))
                for placing, _ in self._viable(row)
                for rest in reachable[-1]
            }
            if never_negative:
                sums = {each for each in sums if all(one <= whole for one, whole in zip(each, in_all, strict=True))}
            if len(sums) > _MOST_SUMS:
                raise _TooMany
            reachable.append(sums)
        yield from self._along(rows, in_all, reachable[::-1])

    def _along(self, rows: Sequence[PrintedRow], left: Amounts, reachable: Sequence[set[Amounts]]) -> Iterator[Placed]:
        if left not in reachable[0]:
            return
        if not rows:
            yield {}
            return
        first, *rest = rows
        for placing, belows in self._viable(first):
            remaining = tuple(whole - one for whole, one in zip(left, self._amounts(first, placing), strict=True))
            for others in self._along(rest, remaining, reachable[1:]):
                for below in belows:
                    yield {first.code: placing, **below, **others}

    def _placings(self, row: PrintedRow) -> Iterator[Columns]:
        """Where a row's figures can stand, from left to right first. A row's 合计 is the sum of its other columns."""
        if row.stand is not None:
            if not self.all_sums or self._adds_up(row.figures, row.stand):
                yield row.stand
            return
        seen: set[Amounts] = set()
        for placing in combinations(self.columns, len(row.figures)):
            if self.columns[0] == TOTAL and placing and placing[0] != TOTAL:
                continue
            # A zero may stand in any of the blank columns: no sum is another for it.
            is_another = (amounts := self._amounts(row, placing)) not in seen or self.all_sums
            if is_another and self._adds_up(row.figures, placing) and self.allowed(row.code, placing):
                seen.add(amounts)
                yield placing

    def _adds_up(self, figures: Sequence[Decimal], placing: Columns) -> bool:
        """A row that prints its sum alone does not say of what it is one."""
        if placing[:1] != (TOTAL,) or len(placing) == 1:
            return True
        has_wholes = bool(_WHOLES_OF_OTHERS & set(self.columns))
        parts = [
            figure
            for column, figure in zip(placing[1:], figures[1:], strict=True)
            if not (has_wholes and column in _PARTS_OF_OTHERS)
        ]
        return figures[0] == sum(parts, Decimal(0))

    def _amounts(self, row: PrintedRow, placing: Columns) -> Amounts:
        by_column = dict(zip(placing, row.figures, strict=True))
        return tuple(by_column.get(column, Decimal(0)) for column in self.columns)
