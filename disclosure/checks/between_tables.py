"""The statutory tables against one another: what stands in two of them is one figure. C04, C06, C09–C11."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.choices import FundKind
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, rule
from budgets.statements.amounts import Amount
from budgets.statements.tables.grid import Grid
from disclosure.checks.grids import Tables, cell, tables
from disclosure.composition.review import Review

_FUND_TABLES = {"T05": "general_public_budget", "T08": "government_funds", "T09": "state_capital"}


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
    left, by_function = data.need("T01L", "T02")
    for row in left.rows:
        if row.kind == "row":
            yield from data.pair(
                row.cells["amount"], "T01", cell(by_function, "total", row.key), "T02", "收支总表与收入总表不一致"
            )
    yield from _totals(data, left, "amount", cell(by_function, "total", "total"), "T02", "本年收入合计不一致")


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
    right, by_function = data.need("T01R", "T03")
    for row in right.rows:
        if row.kind == "row":
            yield from data.pair(
                row.cells["total"], "T01", cell(by_function, row.key, "total"), "T03", f"“{row.label}”不一致"
            )
    yield from _totals(data, right, "total", cell(by_function, "total", "total"), "T03", "本年支出合计不一致")


def _totals(data: Tables, side: Grid, column: str, other: Amount | None, table: str, message: str) -> Iterator[Finding]:
    """A table that has a place for what is carried over ends with the 总计, another one with the 本年合计."""
    in_all = cell(side, "total", column)
    if other is not None and in_all is not None and other.value is not None and in_all.number == other.number:
        return
    yield from data.pair(cell(side, "current", column), "T01", other, table, message)


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
    (right,) = data.need("T04R")
    for table, fund in _FUND_TABLES.items():
        if data.has(table):
            yield from data.pair(
                cell(right, "current", fund),
                "T04",
                cell(data.grids[table], "total", "total"),
                table,
                f"{FundKind(fund).label}财政拨款支出不一致",
            )


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
    left, fiscal = data.need("T01L", "T04L")
    for fund in _FUND_TABLES.values():
        message = f"{FundKind(fund).label}财政拨款收入不一致"
        yield from data.pair(cell(left, fund, "amount"), "T01", cell(fiscal, fund, "amount"), "T04", message)


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
    by_function, by_class = data.need("T05", "T06")
    for column, other, name in (
        ("basic", "total", "基本支出"),
        ("personnel", "personnel", "人员经费"),
        ("operating", "operating", "公用经费"),
    ):
        left, right = cell(by_function, "total", column), cell(by_class, "total", other)
        yield from data.pair(left, "T05", right, "T06", f"{name}不一致")
