"""The statutory tables against one another and within. C04–C06, C08–C13.

Tables that are cut from one ledger agree by themselves. They are judged because a table may be stated as it was
approved, cell by cell, and because a kind of line may disagree with its class.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgets.checks.evidence import place, shown, unequal
from budgets.checks.expenditure_codes import place_of
from budgets.choices import BASIC_KINDS, EconomicGroup, LineKind, TablesMode
from budgets.findings import Finding, NotRun, rule
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.tables import classified
from budgets.statements.tables.columns import COMPARING, WORD_COLUMNS
from budgets.statements.tables.grid import Grid, GridRow
from budgets.statements.tables.two_sided import two_sided
from disclosure import formats
from disclosure.formats.statutory import StatutoryTable
from disclosure.review import Review

_FUND_TABLES = {"T05": "general_public_budget", "T08": "government_funds", "T09": "state_capital"}
# A column and the columns that it is the sum of: the first of these that the table has.
_SUMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "total": (
        ("basic", "project"),
        ("personnel", "operating", "project"),
        ("personnel", "operating"),
        ("fiscal", "special_fiscal_account", "unit_funds"),
        ("general_public_budget", "government_funds", "state_capital", "special_fiscal_account", "unit_funds"),
    ),
    "basic": (("personnel", "operating"),),
}


@dataclass(frozen=True)
class Tables:
    """The grids by key; a two-sided table is two, T01L and T01R."""

    grids: dict[str, Grid]
    titles: dict[str, str]

    def need(self, *keys: str) -> tuple[Grid, ...]:
        missing = [key for key in keys if key not in self.grids]
        if missing:
            raise NotRun(f"本格式没有公开表 {'、'.join(sorted({key[:3] for key in missing}))}")
        return tuple(self.grids[key] for key in keys)


def tables(review: Review) -> Tables:
    """Raises NotRun where the version neither prints tables nor states any of their cells."""
    ledger = review.ledger
    format_ = formats.load(ledger.budget.format_key)
    specs = list(format_.package(ledger.year, is_unit=ledger.budget.unit_id is not None))
    prefixes = tuple(spec.key for spec in specs)
    states_some = bool(prefixes) and any(statement.startswith(prefixes) for statement, *_ in ledger.stated)
    if not specs or (ledger.budget.tables_mode == TablesMode.NONE and not states_some):
        raise NotRun("本版本不附公开表，公开表尚未生成")
    if not ledger.expenditure and not ledger.revenue and not states_some:
        raise NotRun("尚未填写收入和支出")
    return ledger.once("statutory tables", lambda: _tables(review, specs))


def _tables(review: Review, specs: list[StatutoryTable]) -> Tables:
    ledger, grids = review.ledger, {}
    for spec in specs:
        columns = tuple(leaf.key for leaf in spec.leaves() if leaf.key not in (*WORD_COLUMNS, *COMPARING))
        if spec.shape == "functional":
            grids[spec.key] = classified.functional(ledger, spec.key, columns, funds=spec.funds, income=spec.income)
        elif spec.shape == "economic":
            grids[spec.key] = classified.economic(ledger, spec.key, columns, funds=spec.funds)
        elif spec.shape == "two-sided":
            right = tuple(
                key.removeprefix("right_") for key in columns if key.startswith("right_") and key != "right_label"
            )
            sides = two_sided(
                ledger,
                spec.key,
                sources=[each.key for each in spec.sources],
                columns=right,
                fiscal_only=spec.fiscal_only,
            )
            grids[f"{spec.key}L"], grids[f"{spec.key}R"] = sides.left, sides.right
    return Tables(grids, {spec.key: spec.title for spec in specs})


def _cell(grid: Grid, row: str, column: str) -> Amount | None:
    found = grid.row(row)
    return found.cells.get(column) if found else None


def _named(amount: Amount, table: str) -> Amount:
    """The figure under the table's name. It is read in with a table and typed nowhere, so there is no page to link to."""
    return Amount(amount.ref, f"{table[:3]} {amount.name}", amount.value)


def _pair(
    left: Amount | None, left_table: str, right: Amount | None, right_table: str, message: str
) -> Iterator[Finding]:
    """Nothing to compare where a table has no such cell; a blank cell counts as nothing."""
    if left is not None and right is not None and left.number != right.number:
        yield unequal(_named(left, left_table), _named(right, right_table), message)


@rule(
    "R-NUM-C04",
    "E",
    "收入总表与收支总表一致",
    basis="公开表勾稽关系",
    needs="document",
    example="收支总表的事业收入 200000元，收入总表的同一栏 180000元。",
    satisfy="给每笔收入填写功能分类科目和资金性质，或核对读入的收入总表。",
)
def income_table_agrees(review: Review) -> Iterator[Finding]:
    left, by_function = tables(review).need("T01L", "T02")
    for row in left.rows:
        if row.kind == "row":
            yield from _pair(
                row.cells["amount"], "T01", _cell(by_function, "total", row.key), "T02", "收支总表与收入总表不一致"
            )
    yield from _pair(
        _cell(left, "current", "amount"), "T01", _cell(by_function, "total", "total"), "T02", "本年收入合计不一致"
    )


@rule(
    "R-NUM-C05",
    "E",
    "公开表各行各列之和",
    basis="公开表勾稽关系",
    needs="document",
    example="支出总表“20103”款 500000元，下面各项之和 480000元。",
    satisfy="核对该行的各栏和下级各行，改正有误的单元格；以元取整造成的差额请说明。",
)
def classified_tables_add_up(review: Review) -> Iterator[Finding]:
    data = tables(review)
    for key in ("T02", "T03", "T05", "T08", "T09"):
        if key in data.grids:
            yield from _rows_add_up(key, data.grids[key])
            yield from _levels_add_up(key, data.grids[key])


def _rows_add_up(table: str, grid: Grid) -> Iterator[Finding]:
    for row in grid.rows:
        for column, choices in _SUMS.items():
            parts = next((each for each in choices if all(part in row.cells for part in each)), None)
            if column in row.cells and parts:
                yield from _against(table, row, row.cells[column], [row.cells[part] for part in parts], "该行各列之和")


def _levels_add_up(table: str, grid: Grid) -> Iterator[Finding]:
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
                yield from _against(
                    table, row, amount, [each.cells[column] for each in below if column in each.cells], "下级各行之和"
                )


def _against(table: str, row: GridRow, amount: Amount, parts: list[Amount], what: str) -> Iterator[Finding]:
    sum_ = total(part.value for part in parts)
    if sum_ is None or amount.value is None or sum_ == amount.value:
        return
    difference = amount.value - sum_
    rounded = _may_be_rounding(difference, [amount, *parts])
    words = "，可能是以元为单位取整所致" if rounded else ""
    yield Finding(
        f"{table}“{row.label or '合计'}”的{amount.name} {shown(amount.value)}，{what} {shown(sum_)}，相差 {shown(abs(difference))}{words}。",
        (place(_named(amount, table)), *(place(_named(part, table)) for part in parts if part.value is not None)),
        difference,
        remedy="请核对公开表数值。",
        severity="I" if rounded else None,
    )


def _may_be_rounding(difference: Decimal, amounts: list[Amount]) -> bool:
    """Printed tables of whole 元: each figure was rounded for itself, so that sums may miss by half a 元 for each of them."""
    printed = [amount.stated for amount in amounts if amount.value is not None]
    whole = all(value is not None and value == value.to_integral_value() for value in printed)
    return whole and abs(difference) <= Decimal(len(printed)) / 2


@rule(
    "R-NUM-C06",
    "E",
    "支出总表与收支总表一致",
    basis="公开表勾稽关系",
    needs="document",
    example="收支总表“一般公共服务支出”600000元，支出总表同一类 590000元。",
    satisfy="核对两张表的同一类科目，改正有误的一处。",
)
def expenditure_table_agrees(review: Review) -> Iterator[Finding]:
    right, by_function = tables(review).need("T01R", "T03")
    for row in right.rows:
        if row.kind == "row":
            yield from _pair(
                row.cells["total"], "T01", _cell(by_function, row.key, "total"), "T03", f"“{row.label}”不一致"
            )
    yield from _pair(
        _cell(right, "current", "total"), "T01", _cell(by_function, "total", "total"), "T03", "本年支出合计不一致"
    )


@rule(
    "R-NUM-C08",
    "E",
    "财政拨款收入总计与支出总计相等",
    basis="公开表勾稽关系",
    needs="document",
    example="财政拨款收入总计 800000元，支出总计 790000元。",
    satisfy="核对财政拨款的收入、支出和结转，使各项资金收支相等。",
)
def appropriations_balance(review: Review) -> Iterator[Finding]:
    left, right = tables(review).need("T04L", "T04R")
    yield from _pair(_cell(left, "total", "amount"), "T04", _cell(right, "total", "total"), "T04", "财政拨款收支不平衡")


@rule(
    "R-NUM-C09",
    "E",
    "财政拨款各资金与各支出表一致",
    basis="公开表勾稽关系",
    needs="document",
    example="财政拨款收支总表的政府性基金支出 60000元，政府性基金支出表合计 50000元。",
    satisfy="核对支出明细的资金性质，使总表与各资金的支出表一致。",
)
def appropriations_agree_with_the_tables_of_their_funds(review: Review) -> Iterator[Finding]:
    data = tables(review)
    (right,) = data.need("T04R")
    for table, fund in _FUND_TABLES.items():
        if table in data.grids:
            yield from _pair(
                _cell(right, "current", fund),
                "T04",
                _cell(data.grids[table], "total", "total"),
                table,
                "财政拨款支出不一致",
            )


@rule(
    "R-NUM-C10",
    "E",
    "财政拨款收入与收支总表一致",
    basis="公开表勾稽关系",
    needs="document",
    example="收支总表的一般公共预算收入 800000元，财政拨款收支总表为 780000元。",
    satisfy="核对收入的资金性质，使两张总表的财政拨款收入一致。",
)
def appropriations_agree_with_all_income(review: Review) -> Iterator[Finding]:
    left, fiscal = tables(review).need("T01L", "T04L")
    for fund in _FUND_TABLES.values():
        yield from _pair(_cell(left, fund, "amount"), "T01", _cell(fiscal, fund, "amount"), "T04", "财政拨款收入不一致")


@rule(
    "R-NUM-C11",
    "E",
    "基本支出两表一致",
    basis="公开表勾稽关系",
    needs="document",
    example="一般公共预算支出表的基本支出 300000元，基本支出表合计 290000元。",
    satisfy="核对基本支出明细的经济分类和资金性质，使两表一致。",
)
def basic_expenditure_agrees(review: Review) -> Iterator[Finding]:
    by_function, by_class = tables(review).need("T05", "T06")
    for column, other in (("basic", "total"), ("personnel", "personnel"), ("operating", "operating")):
        yield from _pair(
            _cell(by_function, "total", column), "T05", _cell(by_class, "total", other), "T06", "基本支出不一致"
        )


@rule(
    "R-NUM-C12",
    "E",
    "基本支出表的人员经费和公用经费",
    basis="公开表勾稽关系",
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
    try:
        (by_class,) = tables(review).need("T06")
    except NotRun:
        if not classes:
            raise
        return
    yield from _rows_add_up("T06", by_class)


@rule(
    "R-NUM-C13",
    "E",
    "基本支出表的类等于各款之和",
    basis="公开表勾稽关系",
    needs="document",
    example="“302 商品和服务支出”80000元，下面各款之和 75000元。",
    satisfy="核对该类下的各款，补齐遗漏的款或改正类的数额。",
)
def economic_table_adds_up(review: Review) -> Iterator[Finding]:
    (by_class,) = tables(review).need("T06")
    yield from _levels_add_up("T06", by_class)
