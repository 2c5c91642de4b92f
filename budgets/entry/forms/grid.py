"""Rows of a version in a real table: typed, pasted from Excel, put in order, removed, and saved all at once.

A grid works without scripts, as a form with blank rows at its end. Its rows are known by a hidden id. What a save costs
is what was touched: a row that comes back as it was shown is neither read nor written. Nothing is removed unless the
clerk ticks it or empties all its cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import BigIntegerField, Count, Func, Sum
from django.http import QueryDict

from budgets.entry.forms.columns import Column
from budgets.entry.forms.looks import TableLook
from budgets.entry.forms.options import Options
from budgets.entry.forms.paging import PAGED_ABOVE, Window
from budgets.entry.forms.rows import Row
from budgets.entry.forms.saving import Saving
from budgets.entry.forms.sections import Problem, Stored
from budgets.entry.forms.sketching import Sketching
from budgets.entry.forms.table import Table
from budgets.entry.forms.typed import AsTyped, Typed
from budgets.models import DepartmentalBudget
from budgets.statements.ledger import Ledger

MOST_ROWS = 20_000


class Grid:
    """The rows of one model in one version.

    name        prefix of the inputs: `lines-0-amount`
    anchor      findings point at `<anchor>-<pk>`, which is the id of the table's row
    columns     from left to right
    identity    a field that names a row for good (a project's code)
    is_ranked   the rows stand in groups (`rank`), within which they are in order
    related     relations that the rows' words need
    blank_rows  at the end, for working without scripts; least_rows: of an empty table
    """

    model: ClassVar[Any]
    name: ClassVar[str]
    anchor: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]] = ()
    title: str = ""
    help: str = ""
    identity: ClassVar[str] = ""
    is_ranked: ClassVar[bool] = False
    related: ClassVar[tuple[str, ...]] = ()
    blank_rows: ClassVar[int] = 3
    least_rows: ClassVar[int] = 5
    section_template: str = "budgets/sections/grid.html"
    look_class: ClassVar[type[TableLook]] = TableLook
    ledger: Ledger | None = None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for column in cls.columns:
            column.declare(cls.model)

    def __init__(
        self, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False, **options: Options
    ) -> None:
        """adopting  after another's save: typed rows that are gone count as new, and those that are stored already as stored

        options  lists that the page has read already, by field
        """
        self.budget, self.adopting = budget, adopting
        self.is_bound, self.is_sketch = data is not None, isinstance(data, AsTyped)
        self.cells = tuple(column.of(self) for column in self.columns_for(budget))
        self._by_name = {column.name: column for column in self.cells}
        self._given = options
        self.window = Window(self)
        self.typed = Typed(self, QueryDict() if data is None else data)
        self.saving = Sketching(self) if self.is_sketch else Saving(self)
        self.errors: list[str] = []
        self._found: Mapping[str, Sequence[Any]] = {}

    # ---- What a subclass says ----

    def load_options(self, budget: DepartmentalBudget) -> dict[str, Options]:
        """The options of every PickColumn, by its name."""
        return {}

    def load_defaults(self, budget: DepartmentalBudget) -> dict[str, Any]:
        """What the PickColumns of a new row start with."""
        return {}

    def columns_for(self, budget: DepartmentalBudget) -> tuple[Column, ...]:
        """Those of its columns that the version's form has."""
        return self.columns

    def queryset(self) -> Any:
        """The rows of the table in their order."""
        rows = self.model.objects.filter(budget=self.budget)
        return rows.select_related(*self.related).order_by("ordinal", "pk")

    def before_reading(self) -> None:
        """Asks for rows that nobody touched and that must be read all the same."""

    def clean(self, rows: Iterable[Row]) -> None:
        """A last look at what was typed, row by row or over all of them; `row.add_error` says what is wrong."""

    def finish(self, row: Any) -> None:
        """A last word before a row is written: what depends on another grid of the page."""

    def rank(self, row: Any) -> int:
        """The group of a row, where the table has groups."""
        return 0

    # ---- Its columns and rows ----

    @cached_property
    def options(self) -> dict[str, Options]:
        return self._given or self.load_options(self.budget)

    @cached_property
    def defaults(self) -> dict[str, Any]:
        return self.load_defaults(self.budget)

    def column(self, name: str) -> Column:
        return self._by_name[name]

    @property
    def rows(self) -> list[Any]:
        """The stored rows that the page shows."""
        return self.window.rows

    def in_order(self) -> Any:
        """All rows of the table, with no more than what gives them their places."""
        fields = [field for field in ("level1",) if self.is_ranked and hasattr(self.model, field)]
        return self.queryset().select_related(None).only("pk", *fields)

    def content(self, row: Any) -> tuple[str, ...]:
        """The row's content as its inputs show it, for comparing."""
        return tuple(column.text(row) for column in self.cells if column.is_read)

    # ---- Reading what was sent ----

    @cached_property
    def touched(self) -> list[Row]:
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

    def _count_after(self, rows: list[Row]) -> int:
        return self.window.count + sum((row.stored is None) - row.is_removed for row in rows)

    def is_valid(self) -> bool:
        return not any(row.errors for row in self.touched) and not self.errors

    def _check_names(self, rows: list[Row]) -> None:
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

    def _adopted(self, rows: list[Row]) -> list[Row]:
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

    def _is_done(self, row: Row) -> bool:
        """Only its place was typed, and there it stands."""
        if row.stored is None or row.touched or row.is_removed:
            return False
        return row.position == self.window.index_of(row.stored.pk) + 1

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
    def table(self) -> Table:
        return Table(self)

    @property
    def section_id(self) -> str:
        return f"section-{self.name}"

    @property
    def sums(self) -> list[str]:
        return [column.name for column in self.cells if column.sums]

    def sum_of(self, column: Column, entered: Decimal | None) -> Decimal | None:
        """What stands under a column. entered: the sum of what was entered in it, None for a column that is not summed."""
        return entered

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
