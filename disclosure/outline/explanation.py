"""部门预算编制说明: income and expenditure beside last year's, then each functional item and what it is for."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.statements.appropriation import appropriation, compared, items
from budgets.statements.expenditure import expenditure
from budgets.statements.revenue import revenue
from disclosure.document import Block
from disclosure.outline.builder import Builder


def blocks(builder: Builder) -> Iterator[Block]:
    ledger = builder.ledger
    beside = compared(ledger)
    income = revenue(ledger)
    by_key = {source.ref.split(".", 1)[1]: source for source in income.sources}
    yield from builder.paragraph(
        "explanation.income",
        "收入预算说明",
        revenue=income,
        appropriation=appropriation(ledger),
        fiscal=beside["income"],
        sources=by_key,
    )
    yield from builder.paragraph(
        "explanation.expenditure",
        "支出预算说明",
        expenditure=expenditure(ledger),
        appropriation=appropriation(ledger),
        fiscal=beside["spending"],
        funds=[(label, beside[kind]) for kind, label in _FUNDS],
    )
    yield from builder.paragraph("explanation.reason", "增减变化原因", fiscal=beside["spending"])
    listed = items(ledger)
    if not listed:
        return
    yield from builder.paragraph("explanation.items", "主要内容引语")
    for number, item in enumerate(listed, 1):
        yield from builder.paragraph(
            f"explanation.item:{item.code}",
            f"科目说明：{item.name}",
            wording_key="explanation.item",
            number=number,
            item=item,
            reason=_reason(builder, item.code),
            execution=item.execution if _compares_execution(builder) else None,
        )


_FUNDS = (
    ("general_public_budget", "一般公共预算"),
    ("government_funds", "政府性基金"),
    ("state_capital", "国有资本经营预算"),
)


def _reason(builder: Builder, code: str) -> str:
    return builder.ledger.reasons.get(("item", code), "")


def _compares_execution(builder: Builder) -> bool:
    return builder.format.comparison_base == "execution"
