"""机关运行经费安排情况: the total and what it is for, item by item (预算法 第十四条 asks for the explanation)."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.statements.operating_costs import operating_costs
from disclosure.document import Block
from disclosure.outline.builder import Builder


def blocks(builder: Builder) -> Iterator[Block]:
    yield from builder.paragraph("operating_costs.sentence", "机关运行经费", costs=operating_costs(builder.ledger))
