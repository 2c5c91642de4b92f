"""内部往来: what one unit of a department pays another. It is no income and no expenditure of the department.

A transfer needs no table of its own. It is two stated cells of the department's version, equal in value:

    statement  internal_transfers
    row        <code of the paying unit>→<code of the receiving unit>, with #2, #3 … for further ones between the two
    column     expenditure.<LineKind> or expenditure.project:<code>: what the paying unit spends it as
    column     revenue.<FundKind>: what the receiving unit receives it as
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgets.choices import BASIC_KINDS, FundKind, LineKind
from budgets.statements.ledger import Ledger

STATEMENT = "internal_transfers"
SPENT, RECEIVED, PROJECT = "expenditure.", "revenue.", "project:"
_ROW = re.compile(r"(\d{1,12})→(\d{1,12})(?:#\d+)?")


@dataclass(frozen=True)
class Transfer:
    """payer, receiver: codes of units. spent_as: a LineKind, or project:<code>. received_as: a FundKind."""

    payer: str
    receiver: str
    spent_as: str
    received_as: str
    amount: Decimal

    @property
    def project(self) -> str:
        """The code of the project that it is spent for; empty where it is spent for none."""
        return self.spent_as.removeprefix(PROJECT) if self.spent_as.startswith(PROJECT) else ""

    @property
    def spent_words(self) -> str:
        return f"项目 {self.project}" if self.project else str(LineKind(self.spent_as).label)

    @property
    def received_words(self) -> str:
        return str(FundKind(self.received_as).label)

    def cells(self) -> tuple[tuple[str, Decimal], tuple[str, Decimal]]:
        """Column and value of its two cells."""
        return (f"{SPENT}{self.spent_as}", self.amount), (f"{RECEIVED}{self.received_as}", self.amount)

    def spending(self) -> Iterator[str]:
        """The figures of the paying unit that hold it. 机关运行经费 depends on the unit and is asked elsewhere."""
        yield from ("expenditure.total", "expenditure.current")
        if self.project or self.spent_as not in BASIC_KINDS:
            yield "expenditure.project"
        else:
            yield from ("expenditure.basic", f"expenditure.{self.spent_as}")

    def income(self) -> Iterator[str]:
        """The figures of the receiving unit that hold it."""
        yield from ("revenue.total", "revenue.current", f"revenue.{self.received_as}")


def row_key(payer: str, receiver: str, number: int) -> str:
    """number  counts the transfers between the two from 1"""
    return f"{payer}→{receiver}" if number == 1 else f"{payer}→{receiver}#{number}"


def transfers(ledger: Ledger) -> tuple[Transfer, ...]:
    return ledger.once("internal transfers", lambda: tuple(_transfers(ledger)))


def _transfers(ledger: Ledger) -> Iterator[Transfer]:
    pairs: dict[str, dict[str, tuple[str, Decimal]]] = {}
    for (statement, row, column, year, _), cell in ledger.stated.items():
        if statement == STATEMENT and year == ledger.year and cell.value is not None:
            side = SPENT if column.startswith(SPENT) else RECEIVED
            pairs.setdefault(row, {})[side] = (column.removeprefix(side), cell.value)
    for row, sides in pairs.items():
        units = _ROW.fullmatch(row)
        if units and len(sides) == 2:
            (spent_as, amount), (received_as, _) = sides[SPENT], sides[RECEIVED]
            yield Transfer(units[1], units[2], spent_as, received_as, amount)
