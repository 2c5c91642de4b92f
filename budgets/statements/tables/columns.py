"""What a column of a statutory table counts: the closed list of column keys.

A column is a choice among the lines of a row. `previous`, `change` and `percent` look at last year: see `comparing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from budgets.choices import (
    BASIC_KINDS,
    FISCAL_APPROPRIATION,
    PROJECT_KINDS,
    UNIT_FUNDS,
    EconomicGroup,
    FundKind,
    LineKind,
)
from budgets.money import total
from budgets.statements.ledger import fund_kind
from budgets.statements.lines import ReceivedLine, SpentLine

Line = SpentLine | ReceivedLine
Choice = Callable[[Line], bool]


def _is_personnel(line: Line) -> bool:
    """人员经费 follows the economic class where one is given, else the kind of the line (C12)."""
    if getattr(line, "kind", None) not in BASIC_KINDS:
        return False
    economic = getattr(line, "economic", None)
    if economic is None or economic.group == EconomicGroup.NEITHER:
        return line.kind == LineKind.PERSONNEL
    return economic.group == EconomicGroup.PERSONNEL


def _of_fund(kind: FundKind) -> Choice:
    return lambda line: fund_kind(line) == kind


CHOICES: dict[str, Choice] = {
    "total": lambda line: True,
    "basic": lambda line: line.kind in BASIC_KINDS,
    "personnel": _is_personnel,
    "operating": lambda line: line.kind in BASIC_KINDS and not _is_personnel(line),
    "project": lambda line: line.kind in PROJECT_KINDS,
    "fiscal": lambda line: fund_kind(line) in FISCAL_APPROPRIATION,
    "unit_funds": lambda line: fund_kind(line) in UNIT_FUNDS,
    **{kind.value: _of_fund(kind) for kind in FundKind},
}

COMPARING = ("previous", "change", "percent")
# Keys that name a place for words and not a figure.
WORD_COLUMNS = ("number", "code", "code_class", "code_section", "code_item", "label", "category", "unit_name", "reason")
COLUMN_KEYS = (*WORD_COLUMNS, *CHOICES, *COMPARING, "amount")


def summed(lines: Iterable[Line], column: str) -> Decimal | None:
    """The sum of a row's lines that the column counts; None, which is blank, when it counts none."""
    choice = CHOICES[column]
    return total(line.amount for line in lines if choice(line))
