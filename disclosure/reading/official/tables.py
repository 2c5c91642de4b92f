"""An official table as it was read, in 元, with the place of every figure. Nothing here knows the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from budgets.choices import Base
from budgets.where import Where

Place = tuple[str, str, str, int, str]


@dataclass(frozen=True)
class Note:
    """Something that was read differently than printed, or not at all; where it stands and what became of it."""

    where: Where
    text: str


@dataclass(frozen=True)
class Doubt:
    """Something that was not understood, or that nothing confirms. where: in words, for whoever looks for it; "" for the whole file."""

    where: str
    text: str


@dataclass(frozen=True)
class Printed:
    """A figure.

    side        L or R in a table of two sides, else ""
    row         a code, a fund, a project's code or total; see budgets.statements.official
    years_back  0 for the table's year, 1 for the year before
    """

    row: str
    column: str
    value: Decimal
    where: Where
    side: str = ""
    years_back: int = 0
    base: str = Base.BUDGET

    @property
    def place(self) -> Place:
        return self.side, self.row, self.column, self.years_back, self.base


@dataclass
class OfficialTable:
    """A table.

    key         T01 … T17
    year        of its title; 0 where that names none
    unit_is_printed  whether the table itself says 元 or 万元; else somebody has to
    department  behind 编制部门：; "" where the table does not say
    names       code → (name, where), of the rows
    notes       what was read otherwise than printed
    doubts      what was not understood, or nothing confirms: with one of them a document is not taken over
    economic    whether the codes are economic classes
    """

    key: str
    title: str
    where: Where
    year: int = 0
    unit: str = "元"
    unit_is_printed: bool = False
    department: str = ""
    names: dict[str, tuple[str, Where]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    _printed: dict[Place, Printed] = field(default_factory=dict)

    @property
    def cells(self) -> list[Printed]:
        """In the order in which they were read."""
        return list(self._printed.values())

    def add(self, cell: Printed) -> bool:
        """False, and nothing else, where the table has printed the same cell before."""
        return self._printed.setdefault(cell.place, cell) is cell

    @property
    def economic(self) -> bool:
        return self.key in {"T06", "T16"}

    def figure(self, row: str, column: str, side: str = "") -> Decimal | None:
        """This year's figure, None where none is printed."""
        cell = self._printed.get((side, row, column, 0, Base.BUDGET))
        return cell.value if cell else None
