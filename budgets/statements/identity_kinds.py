"""The kinds of 勾稽关系: how a cell can be the sum of others. Which cells are, stands in `identities`.

A cell's key is made of the table (T01 … T17, with L and R for the sides of one; or a part of the text), the row (a code, a
fund, a project's code, `current` for 本年合计, `carried` for 结转, `total`) and the column: T01L.total.amount.

Nothing but the standard library is used here: this file is part of the program that readers download.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, TypeVar

# The row 本年合计; in a form without carry-over, which has no such row, the total.
YEAR = "本年"
# In the place of a row or a column: the row at hand.
SAME = "同一行"
SUM_ROWS = ("current", "carried", "total")


FUNDS = ("general_public_budget", "government_funds", "state_capital")
# A column of a table by classes → the columns that it is the sum of: the first of these that the table has.
PARTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "total": (
        ("basic", "project"),
        ("personnel", "operating", "project"),
        ("personnel", "operating"),
        ("fiscal", "special_fiscal_account", "unit_funds"),
        (*FUNDS, "special_fiscal_account", "unit_funds"),
    ),
    "basic": (("personnel", "operating"),),
}


class Cells(Protocol):
    """What a document prints."""

    def __iter__(self) -> Iterator[str]:
        """The keys of all its cells, in their order."""

    def has(self, key: str) -> bool:
        """Whether there is such a cell, blank or not."""

    def is_told(self, key: str) -> bool:
        """Whether it is there and not blank."""


class Sum(NamedTuple):
    """what: in words, beside the identity's. one: the key of a cell; others: the keys of those that it is the sum of."""

    what: str
    one: str
    others: tuple[str, ...]


class CellName(NamedTuple):
    table: str
    row: str
    column: str = ""

    def key(self, cells: Cells) -> str:
        row = self.row
        if row == YEAR:
            row = "current" if cells.has(f"{self.table}.current.{self.column}") else "total"
        return ".".join(filter(None, (self.table, row, self.column)))

    def at(self, row: str) -> CellName:
        """With that row in the place of SAME."""
        return CellName(self.table, *(row if each == SAME else each for each in (self.row, self.column)))


def rows(cells: Cells, table: str, column: str) -> dict[str, str]:
    """Row → key of its cell in that column, without the sums of the table."""
    start, end = f"{table}.", f".{column}"
    found = {key[len(start) : -len(end)]: key for key in cells if key.startswith(start) and key.endswith(end)}
    return {row: key for row, key in found.items() if row not in SUM_ROWS}


def columns(cells: Cells, table: str) -> list[str]:
    start = f"{table}.total."
    return [key[len(start) :] for key in cells if key.startswith(start)]


def parts_of(column: str, printed: Iterable[str]) -> tuple[str, ...]:
    """The columns that a column is the sum of; empty where the table has none of the choices."""
    there = set(printed)
    return next((each for each in PARTS.get(column, ()) if there.issuperset(each)), ())


# ---- The kinds ----


@dataclass(frozen=True)
class Equal:
    """One cell is another, or the sum of others.

    where  only where these cells are there; told: only where these are not blank
    """

    what: str
    one: CellName
    others: tuple[CellName, ...]
    where: tuple[CellName, ...] = ()
    told: tuple[CellName, ...] = ()

    def sums(self, cells: Cells) -> Iterator[Sum]:
        is_there = all(cells.has(each.key(cells)) for each in self.where)
        if is_there and all(cells.is_told(each.key(cells)) for each in self.told):
            yield Sum(self.what, self.one.key(cells), tuple(each.key(cells) for each in self.others))


@dataclass(frozen=True)
class EachRow:
    """Each row of a column is another cell, in which SAME stands for the row. is_needed: also where that cell is not there."""

    table: str
    column: str
    other: CellName
    is_needed: bool = True

    def sums(self, cells: Cells) -> Iterator[Sum]:
        for row, key in rows(cells, self.table, self.column).items():
            other = self.other.at(row).key(cells)
            if self.is_needed or cells.has(other):
                yield Sum(row, key, (other,))


@dataclass(frozen=True)
class Rows:
    """A cell is the sum of the rows of a column.

    within  a row → the rows that are part of it where the table prints it: they do not count beside it
    """

    what: str
    one: CellName
    table: str
    column: str
    within: Mapping[str, tuple[str, ...]] | None = None

    def sums(self, cells: Cells) -> Iterator[Sum]:
        found = rows(cells, self.table, self.column)
        parts = {part for whole, parts in (self.within or {}).items() if whole in found for part in parts}
        yield Sum(self.what, self.one.key(cells), tuple(key for row, key in found.items() if row not in parts))


@dataclass(frozen=True)
class Levels:
    """In every column of a table by classes: a 类 is the sum of its 款, a 款 of its 项, the total of the 类."""

    table: str

    def sums(self, cells: Cells) -> Iterator[Sum]:
        for column in columns(cells, self.table):
            found = rows(cells, self.table, column)
            coded = {row: key for row, key in found.items() if row.isdigit()}
            for row, key in coded.items():
                below = [other for code, other in coded.items() if len(code) == len(row) + 2 and code.startswith(row)]
                if below:
                    yield Sum(f"{self.table} {row} {column}", key, tuple(below))
            tops = [key for row, key in found.items() if len(row) == 3 or not row.isdigit()]
            if tops:
                yield Sum(f"{self.table} 合计 {column}", f"{self.table}.total.{column}", tuple(tops))


@dataclass(frozen=True)
class Across:
    """In every row of a table by classes 合计 is the sum of the other columns."""

    table: str

    def sums(self, cells: Cells) -> Iterator[Sum]:
        printed = columns(cells, self.table)
        parts = parts_of("total", printed)
        if not parts and "project" not in printed:  # a form with other columns of money
            parts = tuple(each for each in printed if each != "total")
        if "total" in printed and parts:
            for row, key in {**rows(cells, self.table, "total"), "合计": f"{self.table}.total.total"}.items():
                start = key.removesuffix("total")
                yield Sum(f"{self.table} {row}", key, tuple(f"{start}{part}" for part in parts))


@dataclass(frozen=True)
class ByColumns:
    """A table whose 合计 is the sum of some columns and in which every column is the sum of its rows.

    parts        those of the columns that a form may have
    total        the row that is the sum of the others
    adds_total   whether the column 合计 is summed by rows here, too
    """

    table: str
    parts: tuple[str, ...]
    total: str
    adds_total: bool

    def sums(self, cells: Cells) -> Iterator[Sum]:
        printed = [each for each in columns(cells, self.table) if each in self.parts]
        printed.sort(key=self.parts.index)
        for column in (*(("total",) if self.adds_total else ()), *printed):
            whole = CellName(self.table, self.total, column).key(cells)
            yield Sum(f"合计 {column}", whole, tuple(rows(cells, self.table, column).values()))
        if printed:
            for row in (*rows(cells, self.table, "total"), "total"):
                yield Sum(row, f"{self.table}.{row}.total", tuple(f"{self.table}.{row}.{column}" for column in printed))


@dataclass(frozen=True)
class Items:
    """A part of the text without columns: its total is the sum of everything else in it."""

    part: str

    def sums(self, cells: Cells) -> Iterator[Sum]:
        whole = f"{self.part}.total"
        yield Sum("合计", whole, tuple(key for key in cells if key.startswith(f"{self.part}.") and key != whole))


@dataclass(frozen=True)
class ProcurementItems:
    """Every sum that the procurement table prints is that of its items."""

    def sums(self, cells: Cells) -> Iterator[Sum]:
        items = [key for key in cells if key.startswith("procurement.item:")]
        for column in dict.fromkeys(key.rpartition(":")[2] for key in items):
            if cells.is_told(f"procurement.{column}"):
                parts = tuple(key for key in items if key.endswith(f":{column}"))
                yield Sum("合计" if column == "total" else f"合计 {column}", f"procurement.{column}", parts)


@dataclass(frozen=True)
class AssetValues:
    """assets.row.2.value in the form with free rows, assets.vehicles in the others; quantities have a colon or another end."""

    def sums(self, cells: Cells) -> Iterator[Sum]:
        yield Sum("总额", "assets.total", tuple(key for key in cells if self._is_value(key) and cells.is_told(key)))

    @staticmethod
    def _is_value(key: str) -> bool:
        if key.startswith("assets.row."):
            return key.endswith(".value")
        return key.startswith("assets.") and key.count(".") == 1 and key != "assets.total" and ":" not in key


@dataclass(frozen=True)
class ChangesOfTable:
    """A figure is last year's and the change that a table prints, with its sign. Last year's is named `figure@year`."""

    table: str
    part: str

    def sums(self, cells: Cells) -> Iterator[Sum]:
        for key in cells:
            if key.startswith(f"{self.table}.") and key.endswith(".change"):
                figure = f"{self.part}.{key.split('.')[1]}"
                before = last_year_of(cells, figure)
                if before and all(cells.is_told(each) for each in (figure, before, key)):
                    yield Sum(figure, figure, (before, key))


def last_year_of(cells: Cells, figure: str) -> str:
    """The key of the same figure of last year; empty where the document does not print it."""
    return next((key for key in cells if key.startswith(f"{figure}@")), "")


class Declared(Protocol):
    def sums(self, cells: Cells) -> Iterator[Sum]:
        """Those that a document with these cells has to fulfil. One whose cells are not all there cannot be compared."""


Kind = TypeVar("Kind", bound=Declared, covariant=True)


@dataclass(frozen=True)
class Identity(Generic[Kind]):
    """code: C01 …; several identities of one number differ in their words."""

    code: str
    words: str
    declared: tuple[Kind, ...]

    @property
    def name(self) -> str:
        return f"{self.code} {self.words}"

    def sums(self, cells: Cells) -> Iterator[Sum]:
        for each in self.declared:
            yield from each.sums(cells)
