"""What storing official tables would do: read off by doing it and taking it back, so that the preview cannot differ from the deed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from budgets.models import DepartmentalBudget, StatedCell
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger
from budgets.statements.tables import against_lines
from disclosure.reading.official.importer import ReadFile, store_files
from disclosure.reading.official.storage import StoredTables
from disclosure.reading.official.tables import Note


@dataclass(frozen=True)
class Changed:
    """A cell that an earlier file has stored otherwise."""

    cell: StatedCell
    before: Decimal


@dataclass(frozen=True)
class Effects:
    """What the version would hold afterwards, beside what it holds.

    differences  figures of these tables that the lines yield otherwise, or that were typed otherwise
    compared     whether there are lines to compare with
    """

    cells: int
    new: int
    unchanged: int
    changed: tuple[Changed, ...]
    gone: tuple[StatedCell, ...]
    classes: tuple[str, ...]
    projects: tuple[str, ...]
    notes: tuple[Note, ...]
    differences: tuple[Amount, ...]
    typed: tuple[Amount, ...]
    compared: bool
    sources: dict[str, str]


class _TakenBack(Exception):
    """Ends the trial: nothing of it stays."""


def tried(budget: DepartmentalBudget, files: Sequence[ReadFile], *, by: Any) -> Effects:
    """Raises budgets.versions.editing.NotEditable."""
    trial = DepartmentalBudget.objects.get(pk=budget.pk)
    tables = {table.key for file in files for table in file.tables}
    before = _cells(budget, tables)
    effects: Effects | None = None
    try:
        with transaction.atomic():
            stored = store_files(trial, files, by=by)
            effects = _effects(trial, stored, before, tables)
            raise _TakenBack
    except _TakenBack:
        pass
    assert effects is not None  # noqa: S101  the trial ends no other way
    return effects


def _effects(
    trial: DepartmentalBudget,
    stored: Sequence[StoredTables],
    before: dict[tuple[Any, ...], StatedCell],
    tables: set[str],
) -> Effects:
    after = _cells(trial, tables)
    changed = [
        Changed(cell, before[key].value or Decimal(0))
        for key, cell in after.items()
        if key in before and before[key].value != cell.value
    ]
    new = sum(key not in before for key in after)
    ledger = Ledger.of(trial)
    differences = [each for each in against_lines.differences(ledger) if each.ref[:3] in tables]
    return Effects(
        cells=len(after),
        new=new,
        unchanged=len(after) - new - len(changed),
        changed=tuple(changed),
        gone=tuple(cell for key, cell in before.items() if key not in after),
        classes=tuple(name for each in stored for name in each.classes),
        projects=tuple(name for each in stored for name in each.projects),
        notes=tuple(note for each in stored for note in each.notes),
        differences=tuple(differences),
        typed=tuple(against_lines.typed_otherwise(ledger)),
        compared=bool(ledger.expenditure or ledger.revenue),
        sources={f"{cell.statement}.{cell.row}.{cell.column}": cell.provenance for cell in after.values()},
    )


def _cells(budget: DepartmentalBudget, tables: set[str]) -> dict[tuple[Any, ...], StatedCell]:
    statements = [f"{table}{side}" for table in tables for side in ("", "L", "R")]
    cells = StatedCell.objects.filter(budget=budget, statement__in=statements).order_by("ordinal", "pk")
    return {(cell.statement, cell.row, cell.column, cell.year, cell.base): cell for cell in cells}
