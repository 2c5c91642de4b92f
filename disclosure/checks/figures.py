"""Every figure for itself: its sign, its decimals, and a counterpart ten or ten thousand times as large. R-NUM-1 to R-NUM-3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from budgets.checks.evidence import place, shown
from budgets.checks.expenditure_codes import Line, place_of
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, rule
from budgets.statements.amounts import Amount
from budgets.statements.comparison import compare
from budgets.statements.expenditure import expenditure
from budgets.statements.revenue import revenue
from budgets.statements.three_public import basic_amounts, three_public, three_public_comparison
from disclosure import formats
from disclosure.checks.lines import around, lines
from disclosure.checks.lines import place as line_place
from disclosure.composition.review import Review

_TOO_FINE = re.compile(r"(?<![\d.])\d[\d,]{0,30}\.\d{3,}+(?=\s{0,8}元)")


@rule(
    "R-NUM-1",
    "E",
    "预算数不为负",
    basis="预算法第十四条；数据真实准确",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    needs="document",
    example="一笔办公费填成 -5000元。",
    satisfy="填写调减以后的数额；收入退回等特殊情况请与财政部门核对。",
)
def no_amount_is_negative(review: Review) -> Iterator[Finding]:
    """A negative line can hide in a sum, so the lines are looked at too. Changes are printed without sign."""
    ledger = review.ledger
    seen: set[tuple[str, str]] = set()
    rows: tuple[Line, ...] = (*ledger.revenue, *ledger.expenditure)
    for line in rows:
        if line.amount < 0:
            where = place_of(line)
            seen.add((where.part, where.anchor))
            yield Finding(
                f"{where.label}的金额是负数：{shown(line.amount)}。",
                (where,),
                remedy="请改正金额；调减请直接填写调减后的数额。",
            )
    for amount in review.composition.amounts.values():
        if amount.value is not None and amount.value < 0 and (amount.part, amount.anchor) not in seen:
            yield Finding(
                f"{amount.name}是负数：{shown(amount.value, amount.unit)}。", (place(amount),), remedy="请改正金额。"
            )


@rule(
    "R-NUM-2",
    "W",
    "以元为单位的金额不超过两位小数",
    basis="预算法第十四条；数据真实准确",
    reads=Reads.TABLES | Reads.WORDS,
    alone=Reads.TABLES,
    needs="document",
    example="文字写“安排 1234.567元”，超过两位小数。",
    satisfy="以元为单位的金额保留到分；万元数请写明单位是万元。",
)
def yuan_have_two_decimals(review: Review) -> Iterator[Finding]:
    """The ledger holds two; what is typed into a text may have more."""
    for line in lines(review):
        if found := _TOO_FINE.search(line.text):
            yield Finding(
                f"金额 {found[0]}元超过两位小数：“{around(line.text, found.start(), found.end())}”。",
                (line_place(review, line),),
                remedy="请保留两位小数。",
            )


@rule(
    "R-NUM-3",
    "W",
    "金额没有错位",
    basis="预算法第十四条；数据真实准确",
    reads=Reads.LINES | Reads.TABLES | Reads.LAST_YEAR,
    alone=Reads.TABLES,
    needs="document",
    example="“三公”经费本年 120000元，上年 12000元，恰好相差 10 倍。",
    satisfy="核对两处的单位和小数点；确实如此的请说明。",
    factors=("10", "10000"),
)
def no_figure_is_shifted(review: Review, *, factors: tuple[str, ...]) -> Iterator[Finding]:
    """A figure exactly 10 or 10,000 times another one that should be near to it: a unit or a decimal point went wrong."""
    pairs = [(one, other) for one, other in _pairs(review) if one.number > 0 and other.number > 0]
    if not pairs:
        raise NotRun("没有可以相互比较的数据")
    for one, other in pairs:
        larger, smaller = max(one.number, other.number), min(one.number, other.number)
        factor = larger / smaller
        if factor in map(Decimal, factors):
            yield Finding(
                f"{one.name} {shown(one.value)}，{other.name} {shown(other.value)}，恰好相差 {factor:f} 倍，疑似单位或小数点错误。",
                (place(one), place(other)),
                one.number - other.number,
                remedy="请核对金额单位（元、万元）和小数点。",
            )


def _pairs(review: Review) -> Iterator[tuple[Amount, Amount]]:
    ledger = review.ledger
    funds = formats.load(ledger.budget.format_key).three_public_funds
    yield revenue(ledger).total, expenditure(ledger).total
    data = three_public(ledger, funds)
    for row, floor in basic_amounts(ledger, funds).items():
        yield data.row(row), floor
    compared = [*three_public_comparison(ledger, funds).values()]
    compared.append(compare(ledger, expenditure(ledger).total, lambda past: expenditure(past).total))
    for each in compared:
        if each.previous is not None:
            yield each.current, each.previous
