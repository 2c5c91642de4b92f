"""What the pages of official tables show, in words: stored tables, cells, what storing would change, which unit is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from budgets.importers.magnitude import Suggestion, Yardstick, suggest, yardsticks
from budgets.models import DepartmentalBudget, StatedCell
from budgets.money import UNITS
from disclosure.official_tables import labels
from disclosure.official_tables.effects import Effects
from disclosure.official_tables.labels import Labels
from disclosure.official_tables.proposal import ProposedSheet, TableProposal
from disclosure.official_tables.stored import StoredTable
from disclosure.reading.official.tables import OfficialTable

MOST_SHOWN = 200  # of differences and of changes, on the page


@dataclass(frozen=True)
class StoredRow:
    """A stored table as the list shows it."""

    key: str
    table: str
    name: str
    file: str
    sheets: str
    unit: str
    cells: int

    @classmethod
    def of(cls, each: StoredTable) -> StoredRow:
        return cls(
            each.key,
            each.table,
            labels.table(each.table),
            each.file,
            "、".join(each.sheets),
            each.unit,
            len(each.cells),
        )


@dataclass(frozen=True)
class DescribedTable:
    """A cell in words."""

    row: str
    column: str
    year: int
    base: str
    value: Decimal | None
    place: str


def described(cell: StatedCell, named: Labels) -> DescribedTable:
    return DescribedTable(
        named.row(cell.statement, cell.row),
        named.column(cell.statement, cell.column),
        cell.year,
        cell.get_base_display(),
        cell.value,
        cell.place or cell.provenance,
    )


def changes(budget: DepartmentalBudget, effects: Effects) -> dict[str, Any]:
    """Differences and changes in words, the first of them."""
    changed = effects.changed[:MOST_SHOWN]
    cells = [each.cell for each in changed] + list(effects.gone[:MOST_SHOWN])
    named = Labels(budget, {cell.row for cell in cells})
    return {
        "changed": [(labels.table(each.cell.statement), described(each.cell, named), each.before) for each in changed],
        "gone": [
            (labels.table(cell.statement), described(cell, named), cell.provenance)
            for cell in effects.gone[:MOST_SHOWN]
        ],
        "differences": [
            (labels.table(each.ref), each, effects.sources.get(each.ref, ""), (each.stated or 0) - (each.computed or 0))
            for each in effects.differences[:MOST_SHOWN]
        ],
        "typed": [(each, (each.stated or 0) - (each.computed or 0)) for each in effects.typed],
    }


# ---- 元 or 万元 ----


def questions(budget: DepartmentalBudget, proposal: TableProposal) -> dict[str, Suggestion]:
    """Sheet by sheet where the unit has to be asked, with what the size suggests; the key is that of the field."""
    known = [*yardsticks(budget), *_of_other_tables(proposal)]
    found = {}
    for file in proposal.files:
        for number, sheet in enumerate(file.sheets):
            if sheet.asks_unit:
                found[f"unit-{file.waiting.pk}-{number}"] = suggest(_as_it_stands(sheet), known)
    return found


# Their sum is that of the whole budget.
_WHOLE = ("T01", "T02", "T03", "T04", "T05", "T17")


def _of_other_tables(proposal: TableProposal) -> list[Yardstick]:
    for file in proposal.files:
        for table in file.chosen:
            total = _total(table) if table.unit_is_printed and table.key in _WHOLE else None
            if total:
                return [Yardstick(f"“{table.title}”合计", total)]
    return []


def _as_it_stands(sheet: ProposedSheet) -> Decimal:
    """The largest sum of the sheet's tables that state no unit, without one."""
    totals = [
        (_total(table.read) or Decimal(0)) / UNITS[table.read.unit]
        for table in sheet.tables
        if table.is_stored and not table.read.unit_is_printed
    ]
    return max(totals, default=Decimal(0))


def _total(table: OfficialTable) -> Decimal | None:
    """What the table adds up to; a table without a sum of its own: its largest figure."""
    cells = [cell for cell in table.cells if not cell.years_back]
    return max((cell.value for cell in cells), default=None)
