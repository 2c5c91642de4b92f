"""What a department states as a whole and no line of a unit yields: its fixed assets, stated “三公” figures, last year's total.

Once the rows of all units have been taken over, these are the sums of what the units state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q

from budgets.choices import Base, CellOrigin, ThreePublicLine
from budgets.models import DepartmentalBudget, StatedCell
from budgets.money import total
from budgets.statements.comparison import Comparison, compare
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.statements.three_public import three_public, three_public_comparison
from budgets.versions.row_diff import Keyed, own_fields

Model = Any


@dataclass(frozen=True)
class Whole:
    """Rows that belong to the department and to no unit of it.

    code    by which it is remembered that it was summed up
    name    on screen
    model   of the rows
    where   which of the model's rows
    key     fields by which rows of several units are one row of the department; none: each row stays a row
    sums    the fields that are added up then
    """

    code: str
    name: str
    model: Model
    where: Q = field(default_factory=Q)
    key: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()

    def present(self, budget: DepartmentalBudget) -> Keyed:
        rows = self.model.objects.filter(self.where, budget=budget).order_by("ordinal", "pk")
        return [(row, self._key(row)) for row in rows]

    def wanted(self, sources: Sequence[DepartmentalBudget]) -> Keyed:
        rows = [row for source in sources for row, _ in self.present(source)]
        return [(row, self._key(row)) for row in (self._joined(rows) if self.key else rows)]

    def _joined(self, rows: Iterable[Any]) -> list[Any]:
        groups: dict[tuple[Any, ...], list[Any]] = {}
        for row in rows:
            groups.setdefault(self._named(row), []).append(row)
        for first, *others in groups.values():
            for each in self.sums:
                setattr(first, each, total(getattr(row, each) for row in (first, *others)))
        return [group[0] for group in groups.values()]

    def _named(self, row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, each) for each in self.key)

    def _key(self, row: Any) -> tuple[Any, ...]:
        content = tuple(getattr(row, each.attname) for each in own_fields(self.model))
        return (self.model._meta.label, self._named(row) if self.key else None, content, ())


_wholes: dict[str, Whole] = {}


def register(whole: Whole) -> None:
    """Called by the app that owns the rows, when Django starts."""
    _wholes[whole.code] = whole


def all_wholes() -> list[Whole]:
    return list(_wholes.values())


# ---- Stated cells ----

CELLS = "stated_cells"
NAME_OF_CELLS = "“三公”经费和上年数"


def present_cells(budget: DepartmentalBudget, wanted: Keyed) -> Keyed:
    """The department's cells in the places of the wanted ones. Others are none of the sum's business."""
    places = {key[1] for _, key in wanted}
    cells = StatedCell.objects.filter(budget=budget).order_by("ordinal", "pk")
    return [(cell, key) for cell in cells if (key := _cell_key(cell))[1] in places]


def wanted_cells(budget: DepartmentalBudget, sources: Sequence[DepartmentalBudget]) -> Keyed:
    """A cell wherever a unit states a figure that lines do not yield, and for last year unless the department's own
    budget of last year is public here."""
    ledgers = Ledger.of_each(sources)
    cells = list(_three_public_cells(budget, ledgers))
    if Ledger.of(budget).previous is None:
        cells += _last_year_cells(budget, ledgers)
    return [(cell, _cell_key(cell)) for cell in cells]


def _three_public_cells(budget: DepartmentalBudget, ledgers: list[Ledger]) -> Iterator[StatedCell]:
    for line in ThreePublicLine:
        amounts = [three_public(ledger).row(line.value) for ledger in ledgers]
        if any(amount.stated is not None for amount in amounts):
            yield _cell(budget, "three_public", line.value, budget.fiscal_year, total(each.value for each in amounts))


def _last_year_cells(budget: DepartmentalBudget, ledgers: list[Ledger]) -> Iterator[StatedCell]:
    def of_total(ledger: Ledger) -> Comparison:
        return compare(ledger, expenditure(ledger).total, lambda past: expenditure(past).total)

    wanted: list[tuple[str, str, Callable[[Ledger], Comparison]]] = [("expenditure", "total", of_total)]
    for line in ThreePublicLine:
        wanted.append(
            ("three_public", line.value, lambda ledger, row=line.value: three_public_comparison(ledger)[row])  # type: ignore[misc]
        )
    for statement, row, compared in wanted:
        before = [_before(ledger, compared) for ledger in ledgers]
        if before and None not in before:
            yield _cell(budget, statement, row, budget.fiscal_year - 1, total(before))


def _before(ledger: Ledger, compared: Callable[[Ledger], Comparison]) -> Decimal | None:
    """A unit's figure of last year; a unit that is new this year had nothing."""
    previous = compared(ledger).previous
    if previous is not None:
        return previous.value
    return Decimal(0) if ledger.is_new_unit else None


def _cell(budget: DepartmentalBudget, statement: str, row: str, year: int, value: Decimal | None) -> StatedCell:
    return StatedCell(budget=budget, statement=statement, row=row, year=year, value=value, origin=CellOrigin.UNITS)


def _cell_key(cell: StatedCell) -> tuple[Any, ...]:
    """Whoever typed the value of the sum itself said nothing else: the value alone is compared."""
    place = (cell.statement, cell.row, cell.column, cell.year, str(Base(cell.base)))
    return (StatedCell._meta.label, place, (cell.value,), ())
