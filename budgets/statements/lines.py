"""The lines of a version as the ledger holds them: what a row says, with what it points at, and nothing that could write.

Statements and rules go through the lines again and again. A model would look each relation up through its descriptors
every time; here it is a plain attribute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any

from budgets.choices import LineKind, RevenueKind
from budgets.models import (
    BudgetUnit,
    EconomicClass,
    ExpenditureLine,
    FunctionalClass,
    FundSource,
    Project,
    RevenueLine,
)
from budgets.models.selection import Values, names

Table = type[ExpenditureLine] | type[RevenueLine]
_COLUMNS: dict[Table, tuple[str, ...]] = {
    ExpenditureLine: (
        "id", "ordinal", "unit_id", "kind", "project_id", "functional_id", "economic_id", "fund_id", "amount", "printed_label",
    ),
    RevenueLine: ("id", "ordinal", "unit_id", "kind", "fund_id", "functional_id", "amount", "printed_label"),
}  # fmt: skip


@dataclass(slots=True, eq=False)
class SpentLine:
    """A row of ExpenditureLine. Each stands once in a ledger, and none equals another."""

    pk: int
    ordinal: int
    unit_id: int
    unit: BudgetUnit
    kind: str
    project_id: int | None
    project: Project | None
    functional_id: int | None
    functional: FunctionalClass | None
    economic_id: int | None
    economic: EconomicClass | None
    fund_id: int | None
    fund: FundSource | None
    amount: Decimal
    printed_label: str

    def get_kind_display(self) -> str:
        return str(LineKind(self.kind).label)


@dataclass(slots=True, eq=False)
class ReceivedLine:
    """A row of RevenueLine. Each stands once in a ledger, and none equals another."""

    pk: int
    ordinal: int
    unit_id: int
    unit: BudgetUnit
    kind: str
    fund_id: int | None
    fund: FundSource | None
    functional_id: int | None
    functional: FunctionalClass | None
    amount: Decimal
    printed_label: str

    def get_kind_display(self) -> str:
        return str(RevenueKind(self.kind).label)


def spent(
    rows: Iterable[Values],
    units: Mapping[int, BudgetUnit],
    projects: Mapping[int, Project],
    functional: Mapping[int, FunctionalClass],
    economic: Mapping[int, EconomicClass],
    funds: Mapping[int, FundSource],
) -> Iterator[SpentLine]:
    """rows: of ExpenditureLine, as budgets.models.selection reads them. What they point at by its key."""
    read = map(_reader(ExpenditureLine), rows)
    for pk, ordinal, unit, kind, project, item, class_, fund, amount, label in read:
        yield SpentLine(
            pk, ordinal, unit, units[unit], kind,
            project, None if project is None else projects[project],
            item, None if item is None else functional[item],
            class_, None if class_ is None else economic[class_],
            fund, None if fund is None else funds[fund],
            amount, label,
        )  # fmt: skip


def received(
    rows: Iterable[Values],
    units: Mapping[int, BudgetUnit],
    functional: Mapping[int, FunctionalClass],
    funds: Mapping[int, FundSource],
) -> Iterator[ReceivedLine]:
    """rows: of RevenueLine, as budgets.models.selection reads them. What they point at by its key."""
    read = map(_reader(RevenueLine), rows)
    for pk, ordinal, unit, kind, fund, item, amount, label in read:
        yield ReceivedLine(
            pk, ordinal, unit, units[unit], kind,
            fund, None if fund is None else funds[fund],
            item, None if item is None else functional[item],
            amount, label,
        )  # fmt: skip


def keys(rows: Iterable[Values], table: Table, column: str) -> list[int]:
    """What the rows point at in that column, each once."""
    at = names(table).index(column)
    return sorted({row[at] for row in rows} - {None})


def _reader(table: Table) -> itemgetter[Any]:
    known = names(table)
    return itemgetter(*(known.index(column) for column in _COLUMNS[table]))
