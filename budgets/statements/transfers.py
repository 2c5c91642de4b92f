"""内部往来: what one unit of a department pays another. It is no income and no expenditure of the department."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgets.choices import BASIC_KINDS, FundKind, LineKind
from budgets.statements.ledger import Ledger


@dataclass(frozen=True)
class Transfer:
    """payer, receiver: codes of units. spent_as: a LineKind, or "" where it is spent for the project of that code.

    received_as: a FundKind. amount: 元
    """

    payer: str
    receiver: str
    spent_as: str
    received_as: str
    amount: Decimal
    project: str = ""

    @property
    def spent_words(self) -> str:
        return f"项目 {self.project}" if self.project else str(LineKind(self.spent_as).label)

    @property
    def received_words(self) -> str:
        return str(FundKind(self.received_as).label)

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


def transfers(ledger: Ledger) -> tuple[Transfer, ...]:
    return tuple(
        Transfer(row.payer.code, row.receiver.code, row.spent_as, row.received_as, row.amount, row.project)
        for row in ledger.transfers
    )
