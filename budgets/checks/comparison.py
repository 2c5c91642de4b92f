"""Last year's figures of this document against last year's document. C27."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgets.checks.evidence import shown
from budgets.choices import Base, CellOrigin
from budgets.models import StatedCell
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.statements import official
from budgets.statements.amounts import Amount
from budgets.statements.appropriation import amounts_of_items, appropriation
from budgets.statements.expenditure import expenditure
from budgets.statements.last_year import LastYear, last_year_of
from budgets.statements.ledger import Ledger
from budgets.statements.operating_costs import operating_costs
from budgets.statements.revenue import revenue
from budgets.statements.three_public import three_public
from budgets.statements.year_over_year import reason_anchor

# Where last year's figure of a reference is typed on a page of the entry desk.
_ANCHORS = {"expenditure.total": "last-total"}


@rule(
    "R-NUM-C27",
    "W",
    "上年数与上年公开的预算一致",
    basis="公开表勾稽关系",
    reads=Reads.LINES | Reads.TABLES | Reads.LAST_YEAR,
    example="本年文件写上年预算 900000元，上年公开的文件是 950000元。",
    satisfy="上年数以上年已公开的文件为准；年中机构划转等原因造成不同的请说明。",
)
def last_years_figures_are_those_published_last_year(ledger: Ledger) -> Iterator[Finding]:
    """Every figure that this document states of last year's budget. What was executed is in no published budget."""
    if ledger.is_new_unit:
        if ledger.previous is not None:
            yield _not_new(ledger)
            return
        raise NotRun("本年度新增预算单位，没有上年数")
    past = last_year_of(ledger)
    if past.ledger is None:
        raise NotRun("系统中没有上年公开的预算")
    published = {amount.ref: amount for amount in _published(past.ledger)}
    for (statement, row, column, year, base), cell in ledger.stated.items():
        if year != past.year or base != Base.BUDGET or cell.value is None:
            continue
        amount = _counterpart(past.ledger, published, statement, row, column)
        if amount is None or (amount.value is None and statement != "three_public"):
            continue
        difference = cell.value - amount.number
        if abs(difference) > _tolerance(cell):
            yield _finding(past, cell, amount, difference)


def _published(previous: Ledger) -> Iterator[Amount]:
    yield from revenue(previous).amounts()
    yield from expenditure(previous).amounts()
    yield from appropriation(previous).amounts()
    yield operating_costs(previous).total
    yield from amounts_of_items(previous).values()
    # “三公” of lines without economic classes tells nothing.
    yield from (amount for amount in three_public(previous).amounts() if amount.reached or amount.stated is not None)


def _counterpart(
    previous: Ledger, published: dict[str, Amount], statement: str, row: str, column: str
) -> Amount | None:
    """The same figure in last year's document; of a table, the same cell where that table was published as such."""
    if not official.is_official(statement):
        return published.get(f"{statement}.{row}") if column == "amount" else None
    value = previous.cell(statement, row, column=column)
    return None if value is None else Amount(f"{statement}.{row}.{column}", f"{statement} {row}", value, part="ledger")


def _tolerance(cell: StatedCell) -> Decimal:
    """What was reckoned from a change in 万元 is rounded twice."""
    return official.tolerance(cell) * 2


def _finding(past: LastYear, cell: StatedCell, published: Amount, difference: Decimal) -> Finding:
    label = f"{published.name}（{past.year}年）"
    own = "本预算填写" if cell.origin == CellOrigin.TYPED else "本预算写"
    return Finding(
        f"{label}：{own} {shown(cell.value)}，上年公开的预算为 {shown(published.value)}，相差 {shown(abs(difference))}。",
        (
            Place(f"{label}，本预算", shown(cell.value), _part(published), _anchor(published)),
            Place(f"{label}，{past.words}", shown(published.value)),
        ),
        difference,
        remedy="请与上年公开的预算核对，删除或改正填写的上年数；口径调整的请说明。",
    )


def _not_new(ledger: Ledger) -> Finding:
    budget = ledger.previous.budget if ledger.previous else ledger.budget
    return Finding(
        f"声明为本年度新增预算单位，但系统中有{budget.fiscal_year}年公开的{budget.scope_word}预算。",
        (
            Place("本年度新增预算单位", "是", "comparison", "new-unit"),
            Place(f"{budget.fiscal_year}年公开的预算", budget.printed_name),
        ),
        remedy="不是新增单位的，请取消勾选，上年数由系统取得；确属新增的，请说明。",
    )


def _part(amount: Amount) -> str:
    return "three_public" if amount.ref.startswith("three_public.") else "comparison"


def _anchor(amount: Amount) -> str:
    if amount.ref.startswith("three_public."):
        return amount.anchor
    statement, row = amount.ref.split(".", 1)
    return _ANCHORS.get(amount.ref) or (reason_anchor(statement, row) if statement == "item" else "")
