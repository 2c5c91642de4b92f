"""The rows of one model in one version: which columns they have, and in which order they stand."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from budgets.entry.forms.columns import Column
from budgets.entry.forms.options import Options
from budgets.models import DepartmentalBudget


class RowSet:
    """What a table is, whoever looks at it.

    name        prefix of the inputs: `lines-0-amount`
    anchor      findings point at `<anchor>-<pk>`, which is the id of the table's row
    columns     from left to right
    identity    a field that names a row for good (a project's code)
    is_ranked   the rows stand in groups (`rank`), within which they are in order
    related     relations that the rows' words need
    is_bound    something was sent; is_sketch: by somebody who is still typing
    adopting    after another's save: typed rows that are gone count as new, and those that are stored already as stored
    """

    model: ClassVar[Any]
    name: ClassVar[str]
    anchor: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]] = ()
    identity: ClassVar[str] = ""
    is_ranked: ClassVar[bool] = False
    related: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if hasattr(cls, "model"):
            for column in cls.columns:
                column.declare(cls.model)

    def __init__(
        self, budget: DepartmentalBudget, given: dict[str, Options], *, is_bound: bool, is_sketch: bool, adopting: bool
    ) -> None:
        """given: lists that the page has read already, by field."""
        self.budget, self.adopting = budget, adopting
        self.is_bound, self.is_sketch = is_bound, is_sketch
        self._given = given
        self.cells = tuple(column.of(self) for column in self.columns_for(budget))
        self._by_name = {column.name: column for column in self.cells}

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

    def in_order(self) -> Any:
        """All rows of the table, with no more than what gives them their places."""
        fields = [field for field in ("level1",) if self.is_ranked and hasattr(self.model, field)]
        return self.queryset().select_related(None).only("pk", *fields)

    def content(self, row: Any) -> tuple[str, ...]:
        """The row's content as its inputs show it, for comparing."""
        return tuple(column.text(row) for column in self.cells if column.is_read)

    @property
    def section_id(self) -> str:
        return f"section-{self.name}"

    @property
    def sums(self) -> list[str]:
        return [column.name for column in self.cells if column.sums]

    def sum_of(self, column: Column, entered: Decimal | None) -> Decimal | None:
        """What stands under a column. entered: the sum of what was entered in it, None for a column that is not summed."""
        return entered
