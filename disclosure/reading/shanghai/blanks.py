"""Blank cells leave no trace in a text layer: in which columns a row's other figures stand, its table's sums tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from disclosure.reading.official.tables import OfficialTable
from disclosure.reading.shanghai.tokens import Token, amount

_TOTAL = "total"
# Beyond so many rows with blanks the sums would hardly tell them apart, and trying would take long.
_MOST_ROWS = 12
Columns = tuple[str, ...]


@dataclass(frozen=True)
class Partial:
    """A row of the right side with fewer figures than columns: which columns they stand in is open. label: as printed."""

    row: str
    figures: tuple[Token, ...]
    columns: Columns
    label: str = ""


def settled_by_sums(table: OfficialTable, partial: Sequence[Partial]) -> dict[str, list[str]]:
    """Row → columns of its figures, the first being its total; empty where no or more than one way makes the columns add up."""
    rows = [each for each in partial if each.row != _TOTAL]
    if not rows or len(rows) > _MOST_ROWS or len(rows) != len(partial):
        return {}
    columns = rows[0].columns[1:]
    left = {column: _left(table, column) for column in columns}
    open_ = {column: value for column, value in left.items() if value is not None}
    if len(open_) < len(columns):
        return {}
    ways = list(_ways(table, rows, columns, open_))
    return ways[0] if len(ways) == 1 else {}


def _left(table: OfficialTable, column: str) -> Decimal | None:
    """What the column's sum leaves for the rows that are open; None where it prints no sum."""
    in_all = table.figure(_TOTAL, column, "R")
    known = (cell.value for cell in table.cells if cell.side == "R" and cell.column == column and cell.row != _TOTAL)
    return None if in_all is None else in_all - sum(known, Decimal(0))


def _ways(
    table: OfficialTable, rows: Sequence[Partial], columns: Columns, left: Mapping[str, Decimal]
) -> Iterator[dict[str, list[str]]]:
    if not rows:
        if not any(left.values()):
            yield {}
        return
    row, *rest = rows
    values = [amount(token, table) or Decimal(0) for token in row.figures[1:]]
    for chosen in combinations(columns, len(values)):
        remaining = dict(left)
        for column, value in zip(chosen, values, strict=True):
            remaining[column] -= value
        if all(value >= 0 for value in remaining.values()):
            for way in _ways(table, rest, columns, remaining):
                yield {row.row: [row.columns[0], *chosen], **way}
