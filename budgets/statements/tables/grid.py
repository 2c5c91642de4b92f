"""A statutory table as rows of figures, without any words of a format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from budgets.statements.amounts import Amount
from budgets.statements.predecessors import Past

RowKind = Literal["row", "total", "carry-over"]


@dataclass(frozen=True)
class GridRow:
    """One row.

    key     stable within the table: a code (2010308), a fund, a project's code, total
    codes   the parts of the code as the forms split it (201, 03, 08); empty where the row has none
    label   name of the class, fund or project; empty where the format gives it
    level   0 for 类 or a leading row, 1 for 款, 2 for 项
    cells   column key → figure; a column that is not there is not applicable
    """

    key: str
    codes: tuple[str, ...]
    label: str
    level: int
    cells: dict[str, Amount]
    kind: RowKind = "row"


@dataclass(frozen=True)
class StatementTable:
    """rows with the total last. is_empty: no line speaks and nothing is stated, so that only the heads are printed.

    moved  the rows that last year's document has under other codes, or that cannot be compared because a code was split
    """

    table: str
    rows: tuple[GridRow, ...]
    moved: tuple[tuple[GridRow, Past], ...] = ()

    @property
    def is_empty(self) -> bool:
        return not any(cell for row in self.rows for cell in row.cells.values())

    @property
    def total(self) -> GridRow | None:
        return next((row for row in self.rows if row.kind == "total"), None)

    def row(self, key: str) -> GridRow | None:
        return next((row for row in self.rows if row.key == key), None)

    def amounts(self) -> Iterator[Amount]:
        for row in self.rows:
            yield from row.cells.values()
