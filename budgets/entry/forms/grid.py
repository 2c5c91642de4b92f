"""Rows of a version in a real table: typed, pasted from Excel, put in order, removed, and saved all at once.

A grid works without scripts, as a form with blank rows at its end. Its rows are known by a hidden id. What a save costs
is what was touched: a row that comes back as it was shown is neither read nor written. Nothing is removed unless the
clerk ticks it or empties all its cells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import BigIntegerField, Count, Func, Sum
from django.http import QueryDict

from budgets.desk.long_tables import PAGED_ABOVE
from budgets.entry.forms.looks import TableLook
from budgets.entry.forms.options import Options
from budgets.entry.forms.read_rows import ReadRows
from budgets.entry.forms.sections import Problem, Stored
from budgets.entry.forms.table import ShownTable
from budgets.entry.forms.trial import Sketching
from budgets.entry.forms.writer import Saving
from budgets.models import DepartmentalBudget
from budgets.statements.ledger import Ledger


class Grid(ReadRows):
    """A section of a page: a table that is read, saved and shown.

    blank_rows  at the end, for working without scripts; least_rows: of an empty table
    """

    title: str = ""
    help: str = ""
    blank_rows: ClassVar[int] = 3
    least_rows: ClassVar[int] = 5
    section_template: str = "budgets/sections/grid.html"
    look_class: ClassVar[type[TableLook]] = TableLook
    ledger: Ledger | None = None

    def __init__(
        self, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False, **options: Options
    ) -> None:
        """options: lists that the page has read already, by field."""
        super().__init__(budget, data, options, adopting=adopting)
        self.saving = Sketching(self) if self.is_sketch else Saving(self)
        self._found: Mapping[str, Sequence[Any]] = {}

    # ---- Saving ----

    def save_rows(self, budget: DepartmentalBudget) -> None:
        self.saving.save(budget)

    def delete_rows(self, budget: DepartmentalBudget) -> None:
        self.saving.delete()

    def state(self) -> str:
        """Another one whenever any row of the table is another. One query, whatever the table holds."""
        table = self.model._meta.db_table
        row = Func(template=f'hashtextextended("{table}"::text, 0)', output_field=BigIntegerField())
        found = self.queryset().order_by().aggregate(count=Count("pk"), content=Sum(row))
        return f"{self.name} {found['count']} {found['content']}"

    def stored(self) -> Stored:
        """As the database has it now, on this page of the table."""
        heads = tuple(column.label for column in self.cells if column.is_read)
        cells = [column for column in self.cells if column.is_read]
        return Stored(heads, tuple(tuple(column.words(row) for column in cells) for row in self.rows))

    def matches_stored(self) -> bool:
        """What was typed is what is stored: the second click on 保存 after the first went through."""
        return not self.touched

    # ---- Showing ----

    @cached_property
    def look(self) -> TableLook:
        return self.look_class(self)

    @cached_property
    def table(self) -> ShownTable:
        return ShownTable(self, self.look, self.found_at, blank_rows=self.blank_rows, least_rows=self.least_rows)

    @property
    def lists(self) -> dict[str, list[str]]:
        """The lists that inputs of this grid offer, by name."""
        return {column.list_name: self.options[column.name].labels for column in self.cells if column.list_name}

    def found_at(self, anchor: str) -> Sequence[Any]:
        return self._found.get(anchor, ())

    def attach(self, findings: Mapping[str, Sequence[Any]]) -> set[str]:
        self._found = findings
        if isinstance(self.saving, Sketching):
            anchors = {anchor for anchor in findings if anchor.startswith(f"{self.anchor}-")}
            if len(anchors) <= PAGED_ABOVE:
                return anchors
            here = {f"{self.anchor}-{pk}" for pk in (*self.window.keys, *self.saving.written_at)}
            return anchors & here  # what stands on other pages has no place on this one
        return {f"{self.anchor}-{row.pk}" for row in self.rows} & set(findings)

    def problems(self) -> Iterator[Problem]:
        if not self.is_bound:
            return
        rows = self.touched
        if not self.is_sketch:
            rows = self.table.typed_rows
        for message in self.errors:
            yield Problem(self.section_id, self.title, message)
        for row in rows:
            where = f"{self.title}第 {row.number} 行"
            for column in self.cells:
                for message in row.messages(column.name):
                    target = row.anchor if column.is_hidden else f"id_{row.prefix}-{column.name}"
                    yield Problem(target, f"{where}“{column.label}”", message)
            for message in row.messages(""):
                yield Problem(row.anchor, where, message)
