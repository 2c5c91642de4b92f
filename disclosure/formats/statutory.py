"""How a format prints a statutory table: heads, rows, unit, the sentence under an empty one."""

from __future__ import annotations

from typing import Literal

import msgspec

from budgets.choices import FundKind
from budgets.statements.tables.columns import CHOICES, COLUMN_KEYS, COMPARING
from budgets.statements.three_public import ROWS
from procurement.columns import BY_FORMAT_KEY

Scope = Literal["", "department", "unit"]
# The ledger's own tables first, then those of the parts above it, which the narrative has too.
Shape = Literal[
    "two-sided",
    "functional",
    "economic",
    "projects",
    "three-public-row",
    "three-public-rows",
    "operating-costs",
    "procurement",
    "objectives",
    "sheets",
    "assets",
    "organisation",
]

# The tables that the narrative prints too, in its own form: column → share of the width. (Procurement's is a tree of its own.)
IN_THE_TEXT = {
    "assets": {"label": 50, "quantity": 20, "value": 30},
    "organisation": {"name": 40, "nature": 20, "rank": 15, "funding_mode": 25},
}
# The columns of the tables that are not cuts of the ledger. None named: the form as the narrative has it.
OWN_COLUMNS: dict[str, tuple[str, ...]] = {
    "procurement": tuple(BY_FORMAT_KEY),
    "objectives": (
        "number",
        "name",
        "description",
        "goal",
        "objective",
        "indicators",
        "standards",
        "budget",
        "budget_fiscal",
        "budget_other",
    ),
    "sheets": (),
    "assets": tuple(IN_THE_TEXT["assets"]),
    "organisation": ("number", *IN_THE_TEXT["organisation"]),
}
_LEDGER_COLUMNS = frozenset(
    {
        *COLUMN_KEYS,
        *ROWS,
        "operating_costs",
        "left_label",
        "left_amount",
        "right_label",
        *(f"left_{key}" for key in COMPARING),
        *(f"right_{key}" for key in (*CHOICES, *COMPARING)),
    }
)


class ColumnSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A column or a group of columns. key is of the table's closed list (`StatutoryTable.problem`); a group has none."""

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
    all_classes  whether its other side has a row for each 类 of the year's list, with money or without
    further_rows rows that the form has after them and in which no money of a department stands (人行科目)
    numbered     the word before the row of column numbers (栏次); empty: no such row
    stands_in    the section of the narrative that holds this table, which the package then does not print again
    scope        only in a department's own document or only in a unit's; empty: in both
    first_year, last_year  for which the form is printed
    required, required_from  whether and since when a package without it is incomplete
    verified     whether a real document or official form was seen for it
    """

    key: str
    title: str
    shape: Shape
    columns: tuple[ColumnSpec, ...] = ()
    unit: Literal["", "元", "万元"] = "元"
    decimals: int = 2
    blank: str = ""
    funds: tuple[str, ...] = ()
    income: bool = False
    fiscal_only: bool = False
    all_classes: bool = False
    carry_over: bool = True
    sources: tuple[SourceRow, ...] = ()
    further_rows: tuple[str, ...] = ()
    empty_note: str = ""
    numbered: str = ""
    orientation: Literal["portrait", "landscape"] = "portrait"
    stands_in: str = ""
    scope: Scope = ""
    first_year: int = 0
    last_year: int = 9999
    required: bool = True
    required_from: int = 0
    verified: bool = True

    def leaves(self) -> tuple[ColumnSpec, ...]:
        return tuple(leaf for column in self.columns for leaf in column.leaves())

    def applies(self, year: int, *, is_unit: bool) -> bool:
        return self.first_year <= year <= self.last_year and fits(self.scope, is_unit=is_unit)

    def problem(self) -> str:
        """What does not fit the closed lists, in words; empty where all fits."""
        known = OWN_COLUMNS.get(self.shape, _LEDGER_COLUMNS)
        for leaf in self.leaves():
            if leaf.key not in known:
                return f"unknown column {leaf.key!r}"
        if not self.columns and self.shape not in OWN_COLUMNS:
            return "no columns"
        if self.shape == "objectives" and not self.stands_in and len(self.leaves()) < 3:
            return "the table of objectives has at least three columns"
        for source in self.sources:
            if source.key not in CHOICES:
                return f"unknown source {source.key!r}"
        for fund in self.funds:
            if fund not in FundKind.values:
                return f"unknown fund {fund!r}"
        return ""


def fits(scope: Scope, *, is_unit: bool) -> bool:
    """Whether what is marked with a scope belongs in a unit's document, or a department's."""
    return scope == "" or (scope == "unit") == is_unit
