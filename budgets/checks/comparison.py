"""Last year's figures of this document against last year's document. C27."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.checks.evidence import shown
from budgets.findings import Finding, NotRun, Place, rule
from budgets.statements.amounts import Amount
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.statements.three_public import three_public


@rule("R-NUM-C27", "W", "上年数与上年公开的预算一致", basis="公开表勾稽关系")
def last_years_figures_are_those_published_last_year(ledger: Ledger) -> Iterator[Finding]:
    if ledger.is_new_unit:
        raise NotRun("本年度新增预算单位，没有上年数")
    if ledger.previous is None:
        raise NotRun("系统中没有上年公开的预算")
    for published in _compared(ledger.previous):
        statement, row = published.ref.split(".", 1)
        stated = ledger.cell(statement, row, year=ledger.year - 1)
        if stated is None or stated == published.number:
            continue
        difference = stated - published.number
        label = f"{published.name}（{ledger.year - 1}年）"
        yield Finding(
            f"{label}：本预算填写 {shown(stated)}，上年公开的预算为 {shown(published.number)}，"
            f"相差 {shown(abs(difference))}。",
            (
                Place(f"{label}，本预算", shown(stated), _part(published), published.anchor),
                Place(f"{label}，上年公开", shown(published.number)),
            ),
            difference,
            remedy="请与上年公开的预算核对；口径调整的请说明。",
        )


def _compared(previous: Ledger) -> Iterator[Amount]:
    yield expenditure(previous).total
    yield from three_public(previous).amounts()


def _part(amount: Amount) -> str:
    return "three_public" if amount.ref.startswith("three_public.") else "comparison"
