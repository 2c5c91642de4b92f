"""The statutory tables against one another: what stands in two of them is one figure. C04, C06, C09–C11."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.choices import FundKind
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, rule
from budgets.statements.identities import C04, C06, C09, C10, C11
from budgets.statements.identity_kinds import EachRow, Equal
from disclosure.checks.grids import StatementTables, tables
from disclosure.composition.review import Review


@rule(
    "R-NUM-C04",
    "E",
    "收入总表与收支总表一致",
    basis="公开表勾稽关系",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    tables=("T01", "T02"),
    needs="document",
    example="收支总表的事业收入 200000元，收入总表的同一栏 180000元。",
    satisfy="给每笔收入填写功能分类科目和资金性质，或核对读入的收入总表。",
)
def income_table_agrees(review: Review) -> Iterator[Finding]:
    data = tables(review)
    data.need("T01L", "T02")
    for each in C04.declared:
        if isinstance(each, EachRow):
            yield from data.each_row(each, lambda _: "收支总表与收入总表不一致")
        else:
            yield from _totals(data, each, "本年收入合计不一致")


@rule(
    "R-NUM-C06",
    "E",
    "支出总表与收支总表一致",
    basis="公开表勾稽关系",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    tables=("T01", "T03"),
    needs="document",
    example="收支总表“一般公共服务支出”600000元，支出总表同一类 590000元。",
    satisfy="核对两张表的同一类科目，改正有误的一处。",
)
def expenditure_table_agrees(review: Review) -> Iterator[Finding]:
    data = tables(review)
    data.need("T01R", "T03")
    for each in C06.declared:
        if isinstance(each, EachRow):
            yield from data.each_row(each, lambda row: f"“{row.label}”不一致")
        else:
            yield from _totals(data, each, "本年支出合计不一致")


def _totals(data: StatementTables, equal: Equal, message: str) -> Iterator[Finding]:
    """A table that has a place for what is carried over ends with the 总计, another one with the 本年合计."""
    in_all, (other,) = data.at(equal.one._replace(row="total")), map(data.at, equal.others)
    if other is not None and in_all is not None and other.value is not None and in_all.number == other.number:
        return
    yield from data.compared(equal, message)


@rule(
    "R-NUM-C09",
    "E",
    "财政拨款各资金与各支出表一致",
    basis="公开表勾稽关系",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    tables=("T04", "T05"),
    needs="document",
    example="财政拨款收支总表的政府性基金支出 60000元，政府性基金支出表合计 50000元。",
    satisfy="核对支出明细的资金性质，使总表与各资金的支出表一致。",
)
def appropriations_agree_with_the_tables_of_their_funds(review: Review) -> Iterator[Finding]:
    data = tables(review)
    data.need("T04R")
    for each in C09.declared:
        if data.has(each.others[0].table):
            yield from data.compared(each, f"{FundKind(each.one.column).label}财政拨款支出不一致")


@rule(
    "R-NUM-C10",
    "E",
    "财政拨款收入与收支总表一致",
    basis="公开表勾稽关系",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    tables=("T01", "T04"),
    needs="document",
    example="收支总表的一般公共预算收入 800000元，财政拨款收支总表为 780000元。",
    satisfy="核对收入的资金性质，使两张总表的财政拨款收入一致。",
)
def appropriations_agree_with_all_income(review: Review) -> Iterator[Finding]:
    data = tables(review)
    data.need("T01L", "T04L")
    for each in C10.declared:
        yield from data.compared(each, f"{FundKind(each.one.row).label}财政拨款收入不一致", is_turned=True)


@rule(
    "R-NUM-C11",
    "E",
    "基本支出两表一致",
    basis="公开表勾稽关系",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    tables=("T05", "T06"),
    needs="document",
    example="一般公共预算支出表的基本支出 300000元，基本支出表合计 290000元。",
    satisfy="核对基本支出明细的经济分类和资金性质，使两表一致。",
)
def basic_expenditure_agrees(review: Review) -> Iterator[Finding]:
    data = tables(review)
    data.need("T05", "T06")
    for each in C11.declared:
        yield from data.compared(each, f"{each.what}不一致")
