"""A document as a reader has it: the printed text of each cell and sentence by its key, and what a printed number stands for.

Nothing here asks a statement. A number is read from the characters that are printed, in the unit that its table names;
printed 万元 may each be half of their last digit off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from disclosure.document import Document, Figure, Heading, Table, plain_text

_NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")
_FACTORS = {"元": Decimal(1), "万元": Decimal(10_000)}


@dataclass(frozen=True)
class Number:
    """In 元 (or in the unit of a count), and by how much it may have been rounded."""

    value: Decimal
    slack: Decimal = Decimal(0)

    def __add__(self, other: Number) -> Number:
        return Number(self.value + other.value, self.slack + other.slack)

    def agrees(self, other: Number) -> bool:
        return abs(self.value - other.value) <= self.slack + other.slack


NOTHING = Number(Decimal(0))


def total(numbers: Iterable[Number]) -> Number:
    return sum(numbers, NOTHING)


@dataclass(frozen=True)
class Printed:
    """cells: of the tables, by key; a blank cell is an empty text. figures: of everything, by reference as they are shown."""

    cells: dict[str, Number | None]
    words: dict[str, str]
    figures: dict[str, list[Number]]
    sheets: int

    @classmethod
    def of(cls, document: Document) -> Printed:
        cells: dict[str, Number | None] = {}
        words: dict[str, str] = {}
        sheets = 0
        for block in document.blocks():
            if not isinstance(block, Table):
                if not isinstance(block, Heading):
                    words[block.key] = plain_text(block.runs)
                continue
            sheets += bool(re.match(r"sheet:\w*\d", block.key))  # not the blank form of a budget without projects
            for row in block.body:
                for cell in row.cells:
                    text = plain_text(cell.runs)
                    words[cell.key] = text
                    cells[cell.key] = _number(text, _unit(block, cell.runs))
        figures: dict[str, list[Number]] = {}
        for figure, _ in document.figures():
            figures.setdefault(figure.ref, []).append(_number(figure.shown, figure.unit) or NOTHING)
        return cls(cells, words, figures, sheets)

    def cell(self, key: str) -> Number | None:
        """None where the table has no such cell; a blank one counts as nothing."""
        return (self.cells[key] or NOTHING) if key in self.cells else None

    def rows(self, table: str, column: str) -> dict[str, Number]:
        """Row key → the cell in that column, but for the totals."""
        found = {}
        for key in self.cells:
            head, _, last = key.rpartition(".")
            if last == column and head.startswith(f"{table}."):
                found[head.removeprefix(f"{table}.")] = self.cells[key] or NOTHING
        return {row: number for row, number in found.items() if row not in ("current", "carried", "total")}

    def figure(self, ref: str) -> Number | None:
        found = self.figures.get(ref)
        return found[0] if found else None


def _unit(table: Table, runs: tuple[object, ...]) -> str:
    return next((run.unit for run in runs if isinstance(run, Figure)), table.unit)


def _number(text: str, unit: str) -> Number | None:
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    digits = found[0].replace(",", "")
    factor = _FACTORS.get(unit, Decimal(1))
    places = len(digits.partition(".")[2])
    slack = factor / 2 / Decimal(10) ** places if unit == "万元" else Decimal(0)
    return Number(Decimal(digits) * factor, slack)


def below(rows: dict[str, Number], code: str, digits: int) -> Iterator[Number]:
    """The rows that a row of a classified table is the sum of."""
    for other, number in rows.items():
        if len(other) == len(code) + digits and other.startswith(code) and other.isdigit():
            yield number
