"""A table as it was sent: the rows that somebody touched, read and looked at."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

from budgets.entry.forms.options import Options
from budgets.entry.forms.rows import TypedRow
from budgets.entry.forms.rowset import RowSet
from budgets.entry.forms.sketch import AsTyped
from budgets.entry.forms.typed import Typed
from budgets.entry.forms.window import Window
from budgets.models import DepartmentalBudget

MOST_ROWS = 20_000


class ReadRows(RowSet):
    """The rows of a table, the page of them that is open, and what came of it.

    window  which of the stored rows the page shows
    typed   the rows that came
    errors  what is wrong with the table as a whole
    """

    def __init__(
        self, budget: DepartmentalBudget, data: QueryDict | None, given: dict[str, Options], *, adopting: bool
    ) -> None:
        super().__init__(
            budget, given, is_bound=data is not None, is_sketch=isinstance(data, AsTyped), adopting=adopting
        )
        self.window = Window(self)
        self.typed = Typed(self, QueryDict() if data is None else data)
        self.errors: list[str] = []

    # ---- What a subclass says ----

    def before_reading(self) -> None:
        """Asks for rows that nobody touched and that must be read all the same."""

    def clean(self, rows: Iterable[TypedRow]) -> None:
        """A last look at what was typed, row by row or over all of them; `row.add_error` says what is wrong."""

    # ---- Its rows ----

    @property
    def rows(self) -> list[Any]:
        """The stored rows that the page shows."""
        return self.window.rows

    @cached_property
    def touched(self) -> list[TypedRow]:
        """The rows that somebody touched, read and looked at."""
        self.before_reading()
        rows = self.typed.touched
        if self.adopting:
            rows[:] = self._adopted(rows)
            for row in rows:
                row.tell_if_gone()
        self._check_names(rows)
        self.clean([row for row in rows if not row.is_removed])
        if self.is_bound and self.typed.total is None:
            self.errors.append("表格没有完整送达，因此没有保存。请重新打开本页。")
        if any(row.stored is None for row in rows) and self._count_after(rows) > MOST_ROWS:
            self.errors.append(f"一张表最多保存 {MOST_ROWS} 行。请分单位填报，或使用导入功能。")
        return rows

    def _count_after(self, rows: list[TypedRow]) -> int:
        return self.window.count + sum((row.stored is None) - row.is_removed for row in rows)

    def is_valid(self) -> bool:
        return not any(row.errors for row in self.touched) and not self.errors

    def _check_names(self, rows: list[TypedRow]) -> None:
        """No two rows have one name. Nothing was touched: nothing is asked."""
        staying = [row for row in rows if not row.is_removed and not row.errors] if self.identity else []
        if not staying:
            return
        label = self.column(self.identity).label
        touched = {row.stored.pk for row in rows if row.stored is not None}
        names = self.queryset().values_list("pk", self.identity)
        first = {name: number for number, (pk, name) in enumerate(names, 1) if pk not in touched}
        for row in staying:
            value = getattr(row.instance, self.identity)
            if value in first:
                words = f"{label}“{value}”与第 {first[value]} 行重复。请改正其中一行，或勾选“删除”。"
                row.add_error(self.identity, ValidationError(words))
            first.setdefault(value, row.number)

    def _adopted(self, rows: list[TypedRow]) -> list[TypedRow]:
        """Without those that are stored already as they were typed: a repeated save adds nothing."""
        rest = [row for row in rows if not self._is_done(row)]
        if any(row.stored is None for row in rest):
            claimed = {row.stored.pk for row in self.typed.rows if row.stored is not None}
            free = [self.content(row) for row in self.queryset() if row.pk not in claimed]
            for row in rest[:]:
                if row.stored is None and not row.errors and row.content in free:
                    free.remove(row.content)
                    rest.remove(row)
        return rest

    def _is_done(self, row: TypedRow) -> bool:
        """Only its place was typed, and there it stands."""
        if row.stored is None or row.touched or row.is_removed:
            return False
        return row.position == self.window.index_of(row.stored.pk) + 1
