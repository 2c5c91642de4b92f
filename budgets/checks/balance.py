"""Income against expenditure, and the totals of each against their parts. C01–C03, C07."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from budgets.checks.evidence import contradictions, rounding, unequal
from budgets.choices import UNIT_FUNDS
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, rule
from budgets.statements import official
from budgets.statements.amounts import Amount
from budgets.statements.expenditure import expenditure
from budgets.statements.identities import C01, C02, C03, WITHIN
from budgets.statements.identity_kinds import SUM_ROWS, CellName, Rows
from budgets.statements.ledger import Ledger
from budgets.statements.revenue import revenue

# A row of T01 and the rows that some forms print below it and others beside it.
_WHOLES: dict[str, tuple[str, ...]] = {**WITHIN, "unit_funds": UNIT_FUNDS}
# A sum and the two figures that it is made of.
_FIGURES = 3


@rule(
    "R-NUM-C01",
    "E",
    "收入总计与支出总计相等",
    basis="公开表勾稽关系；收支总表",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    tables=("T01",),
    example="收入总计 1000000元，支出总计 980000元，相差 20000元。",
    satisfy="补齐遗漏的收入或支出明细，年终结转结余也要列入；两边总计相等后再报送。",
)
def income_equals_expenditure(ledger: Ledger) -> Iterator[Finding]:
    (equal,) = C01.declared
    income, spending = (_figure(ledger, cell) for cell in (equal.one, *equal.others))
    if income.value is None and spending.value is None:
        raise NotRun("尚未填写收入和支出")
    if income.number != spending.number:
        yield unequal(income, spending, "收支不平衡", remedy="请补齐或改正收入、支出明细，使收支相等。")


def _figure(ledger: Ledger, cell: CellName) -> Amount:
    """The statement's figure that stands in a cell of the official table, whether the version has that table or not."""
    ref = official.reference_at((cell.table, cell.row, cell.column))
    return next(each for each in (*revenue(ledger).amounts(), *expenditure(ledger).amounts()) if each.ref == ref)


@rule(
    "R-NUM-C02",
    "E",
    "本年收入、支出合计等于各项之和",
    basis="公开表勾稽关系；收支总表",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    tables=("T01",),
    example="读入的公开表本年收入合计 900000元，各项收入之和 880000元。",
    satisfy="核对公开表的合计和各行，漏读的行请补上。",
)
def sums_of_the_year_are_those_of_their_rows(ledger: Ledger) -> Iterator[Finding]:
    """Of what is summed from lines, and of the rows that an official table prints."""
    current = revenue(ledger).current
    printed = [each for each in C02.declared if each.table in ledger.official_tables]
    if current.value is None and not printed:
        raise NotRun("尚未填写收入")
    if not any(_is_income(side) for side in printed):
        yield from contradictions([current], source="各项收入之和", only_reached=False)
    for side in printed:
        words = "各项收入之和" if _is_income(side) else "各类支出之和"
        rounded = rounding(ledger, side.table, len(ledger.official_tables[side.table]))
        yield from contradictions(_printed_sum(ledger, side), source=words, only_reached=False, rounded=rounded)


def _is_income(side: Rows) -> bool:
    return side.table == "T01L"


def _printed_sum(ledger: Ledger, side: Rows) -> Iterator[Amount]:
    """The 本年合计 that a side of the official table prints, with the sum of the rows above it. None where it prints no such row."""
    table, column, name = side.table, side.column, "本年收入合计" if _is_income(side) else "本年支出合计"
    of_year = ledger.cell(table, "current", column=column)
    rows = {row: ledger.cell(table, row, column=column) for row in ledger.official_tables[table]}
    sums = _sums({row: value for row, value in rows.items() if value is not None and row not in SUM_ROWS})
    if of_year is None or not sums or of_year in sums:
        return
    nearest = min(sums, key=lambda each: abs(each - of_year))
    yield Amount(f"{table}.current.{column}", name, nearest, of_year, part="ledger")


def _sums(rows: Mapping[str, Decimal]) -> list[Decimal]:
    """财政拨款收入 and 单位资金 may be rows beside those of their funds, or the rows that these are part of."""
    sums = {sum(rows.values(), Decimal(0))} if rows else set()
    for whole, parts in _WHOLES.items():
        if whole in rows:
            sums |= {each - sum((rows.get(part, Decimal(0)) for part in parts), Decimal(0)) for each in sums}
    return sorted(sums)


@rule(
    "R-NUM-C03",
    "E",
    "总计等于本年合计加结转结余",
    basis="公开表勾稽关系；收支总表",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    tables=("T01",),
    example="本年收入合计 900000元，上年结转 50000元，收入总计却是 900000元。",
    satisfy="使总计等于本年合计加结转结余；没有结转的不填结转。",
)
def totals_include_what_is_carried_over(ledger: Ledger) -> Iterator[Finding]:
    totals = [_figure(ledger, each.one) for each in C03.declared if each.one.table.startswith("T01")]
    if all(each.value is None for each in totals):
        raise NotRun("尚未填写收入和支出")
    rounded = rounding(ledger, "T01", _FIGURES)
    yield from contradictions(totals, source="本年合计与结转结余之和", only_reached=False, rounded=rounded)


@rule(
    "R-NUM-C07",
    "E",
    "支出合计等于基本支出加项目支出",
    basis="公开表勾稽关系；支出总表",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    tables=("T03",),
    example="支出合计 1000000元，基本支出 300000元，项目支出 650000元，少 50000元。",
    satisfy="核对每笔支出的类别；合计由系统计算，读入的合计有误的请改正。",
)
def expenditure_is_basic_and_project(ledger: Ledger) -> Iterator[Finding]:
    spending = expenditure(ledger)
    if spending.current.value is None:
        raise NotRun("尚未填写支出")
    rounded = rounding(ledger, "T0", _FIGURES)
    yield from contradictions([spending.basic], source="人员经费与公用经费之和", only_reached=False, rounded=rounded)
    yield from contradictions([spending.current], source="基本支出与项目支出之和", only_reached=False, rounded=rounded)
