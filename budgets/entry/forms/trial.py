"""How a grid tries out what is being typed."""

from __future__ import annotations

from typing import Any

from budgets.entry.forms.read_rows import ReadRows
from budgets.entry.forms.rows import TypedRow
from budgets.entry.forms.sketch import NotCounted
from budgets.entry.forms.writer import Saving
from budgets.models import DepartmentalBudget

_LAST = 1_000_000  # rows that are being typed stand behind all others: no rule over the ledger asks for their order


class Sketching(Saving):
    """As the save writes it, in a transaction that is taken back: only what can be read.

    written_at  where on the page a written row stands: its key → prefix of its inputs
    added       the keys of rows that were not there before
    uncounted   rows that say something and cannot be judged yet
    """

    def __init__(self, grid: ReadRows) -> None:
        super().__init__(grid)
        self.written_at: dict[int, str] = {}
        self.added: set[int] = set()
        self.uncounted: list[TypedRow] = []

    def save(self, budget: DepartmentalBudget) -> None:
        new: list[tuple[TypedRow, Any]] = []
        for row, target in self.targets():
            if row.errors or not self._is_finished(target):
                self.uncounted.append(row)
            elif target.pk is None:
                target.budget, target.ordinal = budget, _LAST + row.number
                new.append((row, target))
            else:
                self.written_at[target.pk] = row.prefix
                if row.is_changed or target is not row.instance:
                    target.save()
        self.grid.model.objects.bulk_create([target for _, target in new], batch_size=500)
        self.written_at |= {target.pk: row.prefix for row, target in new}
        self.added = {target.pk for _, target in new}
        touched = self.grid.touched
        self.leaving = [row.stored for row in touched if row.is_removed and row.stored is not None]

    def _is_finished(self, row: Any) -> bool:
        try:
            self.grid.finish(row)
        except NotCounted:
            return False
        return True
