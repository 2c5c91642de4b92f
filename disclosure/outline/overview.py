"""部门预算安排的总体情况: income, expenditure, and both beside last year's."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.choices import FundKind
from budgets.statements.appropriation import appropriation
from budgets.statements.comparison import compare
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.statements.revenue import revenue
from disclosure.document import Block
from disclosure.outline.builder import Builder


def blocks(builder: Builder) -> Iterator[Block]:
    ledger = builder.ledger
    spending = expenditure(ledger)
    yield from builder.paragraph("overview.system", "综合预算说明", several_units=len(ledger.units) > 1)
    yield from builder.heading("overview.income.heading", 3)
    yield from builder.paragraph("overview.income", "收入说明", revenue=revenue(ledger))
    yield from builder.heading("overview.expenditure.heading", 3)
    yield from builder.paragraph("overview.expenditure", "支出说明", expenditure=spending)
    yield from builder.paragraph("overview.nil_funds", "未安排支出的资金", nil_funds=_nil_funds(builder.ledger))
    yield from builder.heading("overview.comparison.heading", 3)
    comparison = compare(ledger, spending.total, lambda past: expenditure(past).total)
    yield from builder.paragraph("overview.comparison", "比上年增减情况", expenditure=spending, comparison=comparison)


def _nil_funds(ledger: Ledger) -> list[str]:
    """The funds of which a nil statement must be made because nothing is spent from them (R-EMP-4)."""
    funds = appropriation(ledger).funds
    return [str(kind.label) for kind in (FundKind.GOVERNMENT_FUNDS, FundKind.STATE_CAPITAL) if not funds[kind.value]]
