"""Each statutory table for itself: its rows, its columns, its two sides. C05, C08, C12, C13."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgets.checks.evidence import ROUNDED, place, rounding, shown
from budgets.checks.expenditure_codes import place_of
from budgets.choices import BASIC_KINDS, EconomicGroup, FundKind, LineKind
from budgets.money import total
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, rule
from budgets.statements.amounts import Amount
from budgets.statements.identities import C08, C08_BY_FUND, C12, C13, CLASSIFIED
from budgets.statements.identity_kinds import PARTS, parts_of
from budgets.statements.rounding import slack
from budgets.statements.tables.grid import StatementTable
from disclosure.checks.grids import called, cell, named, tables
from disclosure.composition.review import Review


@rule(
    "R-NUM-C05",
    "E",
    "公开表各行各列之和",
    basis="公开表勾稽关系",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    needs="document",
    example="支出总表“20103”款 500000元，下面各项之和 480000元。",
    satisfy="核对该行的各栏和下级各行，改正有误的单元格；以元取整造成的差额请说明。",
)
def classified_tables_add_up(review: Review) -> Iterator[Finding]:
    data = tables(review)
    for key in CLASSIFIED:
        if data.has(key):
            half = rounding(review.ledger, key, 1)
            yield from _rows_add_up(key, data.grids[key], half)
            yield from _levels_add_up(key, data.grids[key], half)


def _rows_add_up(table: str, grid: StatementTable, half: Decimal) -> Iterator[Finding]:
    """half: of the last place in which the table is printed."""
    for row in grid.rows:
        for column in PARTS:
            parts = parts_of(column, row.cells)
            if column in row.cells and parts:
                yield from _against(table, row.cells[column], [row.cells[part] for part in parts], "该行各列之和", half)


def _levels_add_up(table: str, grid: StatementTable, half: Decimal) -> Iterator[Finding]:
    """类 against its 款, 款 against its 项, the total against the 类. A row without rows below it is a leaf."""
    for row in grid.rows:
        if row.kind == "total":
            below = [each for each in grid.rows if each.kind == "row" and each.level == 0]
        else:
            below = [
                each for each in grid.rows if each.level == row.level + 1 and row.key and each.key.startswith(row.key)
            ]
        if below:
            for column, amount in row.cells.items():
                parts = [each.cells[column] for each in below if column in each.cells]
                yield from _against(table, amount, parts, "下级各行之和", half)


def _against(table: str, amount: Amount, parts: list[Amount], what: str, half: Decimal) -> Iterator[Finding]:
    sum_ = total(part.value for part in parts)
    if sum_ is None or amount.value is None or sum_ == amount.value:
        return
    difference = amount.value - sum_
    words = _rounded(difference, [amount, *parts], half)
    yield Finding(
        f"{called(table)}“{amount.name}” {shown(amount.value)}，{what} {shown(sum_)}，相差 {shown(abs(difference))}{words}。",
        (place(named(amount, table)), *(place(named(part, table)) for part in parts if part.value is not None)),
        difference,
        remedy="请核对公开表数值。",
        severity="I" if words else None,
    )


def _rounded(difference: Decimal, amounts: list[Amount], half: Decimal) -> str:
    """In words, where each printed figure was rounded for itself, so that sums may miss by half of the last place for each."""
    printed = [amount.stated for amount in amounts if amount.value is not None]
    if any(value is None for value in printed):
        return ""
    if abs(difference) <= slack([half] * len(printed)):
        return ROUNDED
    whole = all(value is not None and value == value.to_integral_value() for value in printed)
    return "，可能是以元为单位取整所致" if whole and abs(difference) <= Decimal(len(printed)) / 2 else ""


@rule(
    "R-NUM-C08",
    "E",
    "财政拨款收入总计与支出总计相等",
    basis="公开表勾稽关系",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    tables=("T04",),
    needs="document",
    example="财政拨款收入总计 800000元，支出总计 790000元。",
    satisfy="核对财政拨款的收入、支出和结转，使各项资金收支相等。",
)
def appropriations_balance(review: Review) -> Iterator[Finding]:
    data = tables(review)
    left, right = data.need("T04L", "T04R")
    for each in C08.declared:
        yield from data.compared(each, "财政拨款收支不平衡")
    carried = (cell(left, "carried", "amount"), cell(right, "carried", "total"))
    if not any(amount and amount.number for amount in carried):
        for each in C08_BY_FUND.declared:
            yield from data.compared(each, f"{FundKind(each.what).label}收支不平衡")


@rule(
    "R-NUM-C12",
    "E",
    "基本支出表的人员经费和公用经费",
    basis="公开表勾稽关系",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    tables=("T06",),
    needs="document",
    example="“30201 办公费”列在人员经费；人员经费与公用经费之和不等于合计。",
    satisfy="核对每笔基本支出的类别和经济分类；本地把工会经费等列入人员经费的请说明。",
)
def personnel_and_operating_follow_their_classes(review: Review) -> Iterator[Finding]:
    """The sums of T06 are an error; a line whose kind disagrees with its class is a warning, for places have exceptions."""
    ledger = review.ledger
    classes = [line for line in ledger.expenditure if line.kind in BASIC_KINDS and line.economic]
    wanted = {LineKind.PERSONNEL: EconomicGroup.PERSONNEL, LineKind.OPERATING: EconomicGroup.OPERATING}
    for line in classes:
        if line.economic and line.economic.group not in (wanted[LineKind(line.kind)], EconomicGroup.NEITHER):
            yield Finding(
                f"“{line.economic}”属于{line.economic.get_group_display()}，这笔支出却列在“{line.get_kind_display()}”。",
                (place_of(line, str(line.economic)),),
                remedy="请核对类别和科目；本地规定不同的请说明。",
                severity="W",
            )
    (across,) = C12.declared
    try:
        (by_class,) = tables(review).need(across.table)
    except NotRun:
        if not classes:
            raise
        return
    yield from _rows_add_up(across.table, by_class, rounding(ledger, across.table, 1))


@rule(
    "R-NUM-C13",
    "E",
    "基本支出表的类等于各款之和",
    basis="公开表勾稽关系",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    tables=("T06",),
    needs="document",
    example="“302 商品和服务支出”80000元，下面各款之和 75000元。",
    satisfy="核对该类下的各款，补齐遗漏的款或改正类的数额。",
)
def economic_table_adds_up(review: Review) -> Iterator[Finding]:
    (levels,) = C13.declared
    (by_class,) = tables(review).need(levels.table)
    yield from _levels_add_up(levels.table, by_class, rounding(review.ledger, levels.table, 1))
