"""Where the cells of a table lie.

A Table leaves out the positions that a span covers, as HTML does. Word and Excel want every position, screen
readers want to know which heads a cell stands under, and the list of figures wants to say it in words: all of
them ask this module, so that the five renderings agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from disclosure.document import Cell, Figure, Row, Table, plain_text

# A code of a project, a class or a catalogue: broken over two lines it cannot be looked up.
CODE = re.compile(r"[0-9A-Z][0-9A-Z-]{3,23}")


@dataclass(frozen=True)
class Placed:
    """A cell with its position; its spans are cut at the end of the head and of the body, as browsers do."""

    cell: Cell
    row: int
    column: int
    rowspan: int
    colspan: int

    @property
    def rows(self) -> range:
        return range(self.row, self.row + self.rowspan)

    @property
    def columns(self) -> range:
        return range(self.column, self.column + self.colspan)

    @property
    def text(self) -> str:
        return plain_text(self.cell.runs)

    @property
    def is_head(self) -> bool:
        """An empty head heads nothing."""
        return self.cell.head and bool(self.text.strip())

    @property
    def figure(self) -> Figure | None:
        """The figure of a cell that shows one and nothing else."""
        if len(self.cell.runs) == 1 and isinstance(self.cell.runs[0], Figure):
            return self.cell.runs[0]
        return None

    @property
    def is_code(self) -> bool:
        return self.figure is None and CODE.fullmatch(self.text) is not None

    @property
    def align(self) -> str:
        """Numbers stand at the right unless the form puts them elsewhere."""
        if self.cell.state == "number" and self.cell.align == "left":
            return "right"
        return self.cell.align


@dataclass(frozen=True)
class Slot:
    """A position of a full grid: a cell, the continuation of one from above, or a gap that no cell fills."""

    column: int
    colspan: int
    placed: Placed | None
    continued: bool = False


def _is_numbering(row: list[Placed | None]) -> bool:
    words = [placed.text.strip() for placed in row[1:] if placed is not None]
    return len(words) > 1 and words == [str(number) for number in range(1, len(words) + 1)]


class LaidOutTable:
    """A table laid out. Raises ValueError where its cells do not fit the columns."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.columns = len(table.widths)
        self.head_rows = len(table.head)
        self.owner: list[list[Placed | None]] = []
        self.placed: list[list[Placed]] = []
        self._runs: dict[tuple[int, int], list[Placed]] = {}
        self._lay(table.head)
        self._lay(table.body)

    def _lay(self, rows: tuple[Row, ...]) -> None:
        first = len(self.owner)
        self.owner.extend([None] * self.columns for _ in rows)
        for index, row in enumerate(rows, first):
            laid: list[Placed] = []
            column = 0
            for cell in row.cells:
                while column < self.columns and self.owner[index][column] is not None:
                    column += 1
                placed = Placed(cell, index, column, min(cell.rowspan, len(self.owner) - index), cell.colspan)
                self._occupy(placed)
                laid.append(placed)
                column += cell.colspan
            self.placed.append(laid)

    def _occupy(self, placed: Placed) -> None:
        if placed.columns.stop > self.columns or placed.rowspan < 1 or placed.colspan < 1:
            raise ValueError(f"{self.table.key}: a cell of row {placed.row + 1} leaves the {self.columns} columns")
        for row in placed.rows:
            for column in placed.columns:
                if self.owner[row][column] is not None:
                    raise ValueError(f"{self.table.key}: two cells meet in row {row + 1}, column {column + 1}")
                self.owner[row][column] = placed

    def cells(self) -> Iterator[Placed]:
        for row in self.placed:
            yield from row

    def slots(self, row: int) -> list[Slot]:
        """A row from left to right without holes."""
        slots: list[Slot] = []
        column = 0
        while column < self.columns:
            placed = self.owner[row][column]
            if placed is None:
                slots.append(Slot(column, 1, None))
                column += 1
            else:
                slots.append(Slot(column, placed.colspan, placed, continued=placed.row != row))
                column = placed.columns.stop
        return slots

    @cached_property
    def column_heads_from(self) -> int:
        """The first row of the heads that stand directly over the body.

        A project sheet begins with rows of a form (项目编码, 资金用途 …) before the heads of its columns; only the
        latter mean anything on a following page.
        """
        first = self.head_rows
        while first and all(placed.cell.head for placed in self.owner[first - 1] if placed is not None):
            first -= 1
        while any(placed is not None and placed.row < first for placed in self._row(first)):
            first += 1
        return first

    def _row(self, row: int) -> list[Placed | None]:
        return self.owner[row] if row < self.head_rows else []

    def scope(self, head: Placed) -> str:
        """Whether a head names its row, as in the form above the columns of a project sheet, or what is below it."""
        if head.row >= self.head_rows:
            return "row"
        beside = (other for row in head.rows for other in self.owner[row])
        return "row" if any(other is not None and not other.cell.head for other in beside) else "col"

    def row_heads(self, placed: Placed) -> tuple[Placed, ...]:
        """The nearest run of heads at the left of a cell, from left to right."""
        return tuple(reversed(self._run([self.owner[placed.row][c] for c in range(placed.column - 1, -1, -1)])))

    def column_heads(self, placed: Placed) -> tuple[Placed, ...]:
        """The nearest run of heads above a cell that are at least as wide as the cell, from the top down."""
        run = self._run_above(placed.row, placed.column)
        if run and not (run[0].column <= placed.column and placed.columns.stop <= run[0].columns.stop):
            return ()
        return tuple(reversed(run))

    def _run_above(self, row: int, column: int) -> list[Placed]:
        """What stands under a cell without a head stands under the same heads, so a long table is not climbed for each cell."""
        start = row
        while row and (row, column) not in self._runs:
            above = self.owner[row - 1][column]
            if above is not None and above.cell.head:
                break
            row -= 1
        if (row, column) not in self._runs:
            self._runs[row, column] = self._run([self.owner[r][column] for r in range(row - 1, -1, -1)])
        self._runs[start, column] = self._runs[row, column]
        return self._runs[start, column]

    def column_paths(self) -> list[tuple[str, ...]]:
        """For each column the words of its heads from the top down, a merged head counting for all of its columns.

        The row of column numbers under the heads (栏次 1 2 3) says nothing of a column.
        """
        rows = [row for row in self.owner[self.column_heads_from : self.head_rows] if not _is_numbering(row)]
        paths: list[tuple[str, ...]] = []
        for column in range(self.columns):
            over = dict.fromkeys(placed for row in rows if (placed := row[column]) is not None)
            paths.append(tuple(words for placed in over if (words := "".join(placed.text.split()))))
        return paths

    @cached_property
    def _decimals(self) -> list[int]:
        """For each column the most decimals that a number at its right edge shows."""
        most = [0] * self.columns
        for placed in self.cells():
            if placed.figure is not None and placed.colspan == 1:
                most[placed.column] = max(most[placed.column], len(placed.figure.shown.partition(".")[2]))
        return most

    def lacking(self, placed: Placed) -> str:
        """What a number would show further if it had the decimals of its column (".00", "0"): so far its end stands from
        the right edge for the points of a column to stand in line. "" where nothing is lacking or the form centres it."""
        if placed.figure is None or placed.colspan > 1 or placed.align != "right":
            return ""
        _, point, own = placed.figure.shown.partition(".")
        missing = self._decimals[placed.column] - len(own)
        return ("" if point or not missing else ".") + "0" * missing

    def heads(self, placed: Placed) -> tuple[Placed, ...]:
        """Every head of a cell, columns first, each once."""
        return tuple(dict.fromkeys(self.column_heads(placed) + self.row_heads(placed)))

    @staticmethod
    def _run(line: list[Placed | None]) -> list[Placed]:
        found: list[Placed] = []
        for placed in line:
            if placed is not None and placed.cell.head:
                if placed.is_head and placed not in found:
                    found.append(placed)
            elif found:
                break
        return found
