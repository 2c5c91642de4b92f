"""How a format prints a statutory table: heads, rows, unit, the sentence under an empty one."""

from __future__ import annotations

from typing import Literal

import msgspec

Shape = Literal[
    "two-sided", "functional", "economic", "projects", "three-public-row", "three-public-rows", "operating-costs"
]


class ColumnSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column or a group of columns. key is of the closed list `budgets.statements.tables.columns`; a group has none."""

    heading: str
    key: str = ""
    columns: tuple[ColumnSpec, ...] = ()
    width: int = 10

    def leaves(self) -> tuple[ColumnSpec, ...]:
        return tuple(leaf for column in self.columns for leaf in column.leaves()) if self.columns else (self,)

    @property
    def depth(self) -> int:
        return 1 + max((column.depth for column in self.columns), default=0)


class SourceRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of the income side: a column key that chooses the lines, and its printed label."""

    key: str
    label: str


class StatutoryTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One table of the package.

    key          T01 … T17 of the field's list
    decimals     the least number of decimals; in 元 cents are never cut, in 万元 two are the most
    blank        how an empty cell prints in a row that has figures: "" or "0"
    empty_note   the sentence under a table without figures; it names the table's own fund
    sources      rows of the income side of a two-sided table
    numbered     the word before the row of column numbers (栏次); empty: no such row
    """

    key: str
    title: str
    shape: Shape
    columns: tuple[ColumnSpec, ...]
    unit: Literal["元", "万元"] = "元"
    decimals: int = 2
    blank: str = ""
    funds: tuple[str, ...] = ()
    income: bool = False
    fiscal_only: bool = False
    all_classes: bool = False
    carry_over: bool = True
    sources: tuple[SourceRow, ...] = ()
    empty_note: str = ""
    numbered: str = ""
    orientation: Literal["portrait", "landscape"] = "portrait"
    first_year: int = 0
    last_year: int = 9999
    verified: bool = True

    def leaves(self) -> tuple[ColumnSpec, ...]:
        return tuple(leaf for column in self.columns for leaf in column.leaves())
