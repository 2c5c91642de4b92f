"""The neutral blocks that every kind of foreign file is brought to: headings, paragraphs, tables of cells.

Each knows the line of the source from which it comes, for messages. Nothing here knows what a disclosure says.
"""

from __future__ import annotations

from dataclasses import dataclass

from budgets.text import squeeze


@dataclass(frozen=True)
class Words:
    """A paragraph or, where level is not 0, what looks like a heading: 2 一、, 3 第一部分, 4 （一）, 5 1、."""

    text: str
    line: int
    level: int = 0

    @property
    def squeezed(self) -> str:
        return squeeze(self.text)


@dataclass(frozen=True)
class ReadCell:
    text: str
    line: int

    @property
    def squeezed(self) -> str:
        return squeeze(self.text)


@dataclass(frozen=True)
class ReadRow:
    """line is that of the first cell."""

    cells: tuple[ReadCell, ...]

    @property
    def line(self) -> int:
        return self.cells[0].line

    @property
    def is_blank(self) -> bool:
        return not any(cell.text for cell in self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    def __getitem__(self, position: int) -> ReadCell:
        return self.cells[position]


@dataclass(frozen=True)
class ReadTable:
    rows: tuple[ReadRow, ...]

    @property
    def line(self) -> int:
        return self.rows[0].line


Block = Words | ReadTable
