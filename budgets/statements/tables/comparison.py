"""Last year beside a row of a table: the columns previous, change and percent.

A row that last year's table does not have was nothing then; a code that took the place of others stands beside their figures.
Where last year is not known (a new unit, no budget on record) the three columns stay blank, and where a code was split so does
its change; from nothing there is no percentage. Changes have their sign, unlike in sentences, where words give it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from budgets.choices import Base
from budgets.statements.amounts import Amount
from budgets.statements.last_year import last_year_of
from budgets.statements.ledger import Ledger
from budgets.statements.predecessors import Model, Past, carried_over
from budgets.statements.tables.columns import COMPARING
from budgets.statements.tables.grid import StatementTable

_TOTAL = "total"
_BLANK = Past(None)


@dataclass(frozen=True)
class Before:
    """rows: key → figure of last year's table, the total under its own key; None: last year is not known."""

    rows: Mapping[str, Past] | None

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.rows or ())

    def of(self, key: str) -> Past:
        return (self.rows or {}).get(key, _BLANK)

    def figure(self, key: str) -> Decimal | None:
        return self.of(key).value


NOT_COMPARED = Before(None)


def before(
    ledger: Ledger,
    table: str,
    columns: Sequence[str],
    make: Callable[[Ledger], StatementTable],
    *,
    column: str = _TOTAL,
    base: str = Base.BUDGET,
    model: Model | None = None,
    current: Collection[str] = (),
) -> Before:
    """What a table's column showed last year. Asked only where a column compares.

    make     the same table of last year's ledger
    model    the list that the rows are of, whose moved codes are followed to those that have rows this year (current)
    """
    if not set(columns) & set(COMPARING):
        return NOT_COMPARED
    labels: dict[str, str] = {}

    def published(past: Ledger) -> dict[str, Decimal | None]:
        rows = [row for row in make(past).rows if column in row.cells]
        labels.update({row.key: row.label for row in rows})
        return {row.key: row.cells[column].value for row in rows}

    found = last_year_of(ledger).rows(table, column, published, base=base)
    if found is None:
        return NOT_COMPARED
    rows = {key: (value, labels.get(key, "")) for key, value in found.items() if key != _TOTAL}
    moved = (
        carried_over(ledger, model, rows, current)
        if model
        else {key: Past(value, label) for key, (value, label) in rows.items()}
    )
    return Before({**moved, _TOTAL: Past(found.get(_TOTAL))})


def compared(
    ledger: Ledger, table: str, row: str, name: str, current: Decimal | None, past: Before, columns: Sequence[str]
) -> dict[str, Amount]:
    """The comparing cells of a row that the table has columns for."""
    values = dict(zip(COMPARING, _values(current, past, row), strict=True))
    names = {
        "previous": f"{name}（{ledger.year - 1}年）",
        "change": f"{name}·增减额",
        "percent": f"{name}·增减幅度",
    }
    return {
        column: Amount(
            f"{table}.{row}.{column}",
            names[column],
            values[column],
            unit="%" if column == "percent" else "元",
            part="comparison",
        )
        for column in columns
        if column in COMPARING
    }


def _values(current: Decimal | None, past: Before, row: str) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    was = past.of(row)
    if past.rows is None or was.obstacle or (current is None and was.value is None):
        return was.value, None, None
    difference = (current or Decimal(0)) - (was.value or Decimal(0))
    return was.value, difference, percent(difference, was.value)


def percent(difference: Decimal, before: Decimal | None) -> Decimal | None:
    """Signed, of two places; None from nothing."""
    if not before:
        return None
    return (difference / abs(before) * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
