"""The cells of one official table in a sheet, each read at its place; what cannot be read is noted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from budgets.importers.amounts import read_amount
from budgets.importers.cells import Cell, CellProblem, letters, text_of
from budgets.where import Where
from disclosure.reading.official.tables import Note


@dataclass
class SheetCells:
    """The cells of a sheet from one title to the next, as text, each at its place."""

    sheet: str
    first: int
    rows: Sequence[Sequence[Cell]]
    notes: list[Note] = field(default_factory=list)

    def where(self, row: int, column: int) -> Where:
        return Where(sheet=self.sheet, cell=f"{letters(column)}{self.first + row + 1}")

    def text(self, row: int, column: int) -> str:
        """One line; an error of Excel or an unprintable letter is noted and counts as blank."""
        cell = self.rows[row][column] if column < len(self.rows[row]) else None
        try:
            return " ".join(text_of(cell).split())
        except CellProblem as problem:
            self.notes.append(Note(self.where(row, column), f"{problem.message}，未读入"))
            return ""

    def texts(self, row: int) -> list[str]:
        return [self.text(row, column) for column in range(len(self.rows[row]))]

    def amount(self, row: int, column: int, unit: str) -> Decimal | None:
        """In 元; None where the cell is blank, a dash or, with a note, no amount."""
        cell = self.rows[row][column] if column < len(self.rows[row]) else None
        if cell is None or (isinstance(cell, str) and cell.strip() in {"", "-", "—", "——", "－", "/"}):
            return None
        try:
            value, rounded = read_amount(cell, unit)
        except CellProblem as problem:
            self.notes.append(Note(self.where(row, column), f"“{str(cell)[:40]}”{problem.message}，未读入"))
            return None
        if rounded:
            self.notes.append(Note(self.where(row, column), rounded))
        return value
