"""What a page sent of a table."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import QueryDict

from budgets.entry.forms.rows import TypedRow
from budgets.entry.forms.rowset import RowSet


class Typed:
    """The rows that came, of which a page with scripts sends those alone that somebody touched.

    total     the count of rows that the page had, blank ones included; None where the request lacks it
    rows      every row that came
    """

    def __init__(self, grid: RowSet, data: QueryDict) -> None:
        self.grid = grid
        begin = f"{grid.name}-"
        sent: dict[int, dict[str, str]] = {}
        for name in data:
            if name.startswith(begin):
                number, _, column = name.removeprefix(begin).partition("-")
                if column and number.isascii() and number.isdigit() and len(number) < 7:
                    sent.setdefault(int(number), {})[column] = data.get(name) or ""
        total = data.get(f"{begin}TOTAL_FORMS") or ""
        self.total = int(total) if total.isascii() and total.isdigit() and len(total) < 7 else None
        self._sent = {index: sent[index] for index in sorted(sent) if self.total is not None and index < self.total}

    @cached_property
    def rows(self) -> list[TypedRow]:
        keys = {index: _key(sent.get("id", "")) for index, sent in self._sent.items()}
        wanted = {key for key in keys.values() if key}
        stored = {row.pk: row for row in self.grid.queryset().filter(pk__in=wanted)} if wanted else {}
        return [
            TypedRow(self.grid, index, sent, stored.get(keys[index]), vanished=keys[index] is not None and keys[index] not in stored)
            for index, sent in self._sent.items()
        ]  # fmt: skip

    @cached_property
    def touched(self) -> list[TypedRow]:
        """Those that say something, read."""
        touched = [row for row in self.rows if row.is_touched or self._is_lost(row)]
        for row in touched:
            row.read()
        return touched

    def _is_lost(self, row: TypedRow) -> bool:
        """It names a row that is not there, and nobody has been told so yet."""
        return row.vanished and not self.grid.adopting and not self.grid.is_sketch and not row.is_blank

    def pull(self, rows: dict[int, Any], name: str) -> None:
        """Stored rows that nobody touched are read again in one column, because what it names is changing.

        rows  number in the inputs' names → the row
        """
        here = {row.stored.pk: row for row in self.rows if row.stored is not None}
        for index, stored in rows.items():
            row = here.get(stored.pk)
            if row is None:
                row = TypedRow(self.grid, index, {}, stored)
                self.rows.append(row)
            if not row.is_removed and name not in row.touched:
                row.force(name)


def _key(sent: str) -> int | None:
    """The key that a row names; 0, which none has, for anything else than a number. None: a new row."""
    sent = sent.strip()
    if not sent:
        return None
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 19 else 0
