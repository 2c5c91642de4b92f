"""What templates ask a grid: its rows as they stand on the page, with their heads and sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from html import escape
from typing import Any, NamedTuple

from django.db.models import Sum
from django.utils.safestring import SafeString, mark_safe

from budgets.entry.forms.columns import PickColumn
from budgets.entry.forms.looks import TableLook, errors_html
from budgets.entry.forms.read_rows import ReadRows
from budgets.entry.forms.rows import TypedRow
from budgets.money import plain, total

MOST_ADDED = 1_200  # with one save: the inputs of more would not be taken (DATA_UPLOAD_MAX_NUMBER_FIELDS)


class Foot(NamedTuple):
    """What stands under a column. is_typed: it follows the typing; rest: what the rows on other pages add to it, plain digits."""

    css: str
    name: str
    is_summed: bool
    is_typed: bool
    sum: Decimal | None
    rest: str


class ShownTable:
    """One grid as its page shows it."""

    def __init__(
        self,
        grid: ReadRows,
        look: TableLook,
        found_at: Callable[[str], Sequence[Any]],
        *,
        blank_rows: int,
        least_rows: int,
    ) -> None:
        """found_at: what was found at a row, by its anchor."""
        self.grid, self.look, self._found_at = grid, look, found_at
        self._blank_rows, self._least_rows = blank_rows, least_rows

    # ---- Around the rows ----

    @property
    def heads(self) -> list[tuple[str, str]]:
        """Name and words of each column that is shown."""
        return [(column.name, column.label) for column in self.look.visible]

    @property
    def most_rows(self) -> int:
        return self.grid.window.count + MOST_ADDED

    @property
    def only_entries(self) -> list[tuple[str, str]]:
        """What is the same in all rows because there is no choice: 单位 临河区信访局."""
        hidden = [column for column in self.look.hidden if isinstance(column, PickColumn)]
        return [(column.label, column.options.label(column.options.only)) for column in hidden]

    @property
    def management_form(self) -> SafeString:
        name = f"{self.grid.name}-TOTAL_FORMS"
        return mark_safe(f'<input type="hidden" name="{name}" value="{self._total}" id="id_{name}">')  # noqa: S308

    @property
    def errors(self) -> SafeString:
        return mark_safe(errors_html(self.grid.section_id, self.grid.errors))  # noqa: S308

    @property
    def pattern(self) -> SafeString:
        """The row that a script adds."""
        return self.look.blank(None)

    # ---- Sums ----

    @property
    def foot(self) -> list[Foot]:
        """The sums of the whole table, on whatever page its rows are."""
        grid = self.grid
        typed = {row.stored.pk for row in self._typed if row.stored is not None}
        rows = [row.instance for row in self._typed if not row.is_removed]
        rows += [row for row in grid.rows if row.pk not in typed]
        here = {name: total(getattr(row, name) for row in rows) for name in grid.sums}
        rest = self._sums_elsewhere(typed | {row.pk for row in grid.rows})
        feet = []
        for column in self.look.visible:
            elsewhere = rest.get(column.name)
            found = grid.sum_of(column, total([here.get(column.name), elsewhere]))
            is_summed = column.sums or found is not None
            rest_words = "" if elsewhere is None else plain(elsewhere)
            feet.append(Foot(column.css, column.name, is_summed, column.sums, found, rest_words))
        return feet

    def _sums_elsewhere(self, here: set[int]) -> dict[str, Decimal]:
        if not (self.grid.sums and self.grid.window.is_paged):
            return {}
        rows = self.grid.queryset().order_by().exclude(pk__in=here)
        return rows.aggregate(**{name: Sum(name) for name in self.grid.sums})

    # ---- Rows ----

    @property
    def _typed(self) -> list[TypedRow]:
        return self.grid.touched if self.grid.is_bound else []

    @cached_property
    def _total(self) -> int:
        """The count of rows with the blank ones at the end; what stands on other pages is counted too."""
        grid, count = self.grid, self.grid.window.count
        if not grid.is_bound:
            return count + max(self._blank_rows, 0 if grid.window.is_paged else self._least_rows - count)
        sent = min(grid.typed.total or 0, self.most_rows)
        return max(count, sent, max((row.index for row in self._new), default=-1) + 1)

    @cached_property
    def _new(self) -> list[TypedRow]:
        """Typed rows that are not stored, with numbers behind all stored ones: others may have added rows meanwhile."""
        count = self.grid.window.count
        new = [row for row in self._typed if row.stored is None]
        shift = max(count - min((row.index for row in new), default=count), 0)
        for row in new:
            row.index += shift
        return new

    @cached_property
    def typed_rows(self) -> list[TypedRow]:
        """What was typed, under the numbers that the page shows."""
        stored = [row for row in self._typed if row.stored is not None]
        for row in stored:
            row.index = self.grid.window.index_of(row.stored.pk)
        return sorted([*stored, *self._new], key=lambda row: row.index)

    @property
    def rows(self) -> Iterator[SafeString]:
        """Those of the page, with what was typed into them, and the new ones at the end."""
        grid = self.grid
        typed = {row.stored.pk: row for row in self.typed_rows if row.stored is not None}
        new = {row.index: row for row in self._new}
        for stored in grid.rows:
            found = self._found_at(f"{grid.anchor}-{stored.pk}")
            row = typed.pop(stored.pk, None)
            if row is None:
                yield self.look.stored(stored, grid.window.index_of(stored.pk), found)
            else:
                yield self.look.typed(row, found)
        for row in typed.values():  # typed on a page that shows other rows now
            yield self.look.typed(row, self._found_at(row.anchor))
        for index in range(grid.window.count, self._total):
            yield self.look.typed(new[index], ()) if index in new else self.look.blank(index)


def datalists(lists: Mapping[str, Iterable[str]]) -> SafeString:
    """The lists that inputs offer, each once."""
    html = "".join(
        f'<datalist id="{name}">{"".join(f"<option value={chr(34)}{escape(label)}{chr(34)}></option>" for label in labels)}</datalist>\n'
        for name, labels in lists.items()
    )
    return mark_safe(html)  # noqa: S308  the labels are escaped
