"""Income against expenditure, and the totals of each against their parts. C01–C03, C07."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.checks.evidence import contradictions, unequal
from budgets.findings import Finding, NotRun, rule
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.statements.revenue import revenue


@rule(
    "R-NUM-C01",
    "E",
    "收入总计与支出总计相等",
    basis="公开表勾稽关系；收支总表",
    example="收入总计 1000000元，支出总计 980000元，相差 20000元。",
    satisfy="补齐遗漏的收入或支出明细，年终结转结余也要列入；两边总计相等后再报送。",
)
def income_equals_expenditure(ledger: Ledger) -> Iterator[Finding]:
    income, spending = revenue(ledger).total, expenditure(ledger).total
    if income.value is None and spending.value is None:
        raise NotRun("尚未填写收入和支出")
    if income.number != spending.number:
        yield unequal(income, spending, "收支不平衡", remedy="请补齐或改正收入、支出明细，使收支相等。")


@rule(
    "R-NUM-C02",
    "E",
    "本年收入合计等于各项收入之和",
    basis="公开表勾稽关系；收支总表",
    example="读入的公开表本年收入合计 900000元，各项收入之和 880000元。",
    satisfy="核对公开表的合计和各行，漏读的行请补上。",
)
def current_income_is_the_sum_of_its_sources(ledger: Ledger) -> Iterator[Finding]:
    current = revenue(ledger).current
    if current.value is None:
        raise NotRun("尚未填写收入")
    yield from contradictions([current], source="各项收入之和", only_reached=False)


@rule(
    "R-NUM-C03",
    "E",
    "总计等于本年合计加结转结余",
    basis="公开表勾稽关系；收支总表",
    example="本年收入合计 900000元，上年结转 50000元，收入总计却是 900000元。",
    satisfy="使总计等于本年合计加结转结余；没有结转的不填结转。",
)
def totals_include_what_is_carried_over(ledger: Ledger) -> Iterator[Finding]:
    income, spending = revenue(ledger).total, expenditure(ledger).total
    if income.value is None and spending.value is None:
        raise NotRun("尚未填写收入和支出")
    yield from contradictions([income, spending], source="本年合计与结转结余之和", only_reached=False)


@rule(
    "R-NUM-C07",
    "E",
    "支出合计等于基本支出加项目支出",
    basis="公开表勾稽关系；支出总表",
    example="支出合计 1000000元，基本支出 300000元，项目支出 650000元，少 50000元。",
    satisfy="核对每笔支出的类别；合计由系统计算，读入的合计有误的请改正。",
)
def expenditure_is_basic_and_project(ledger: Ledger) -> Iterator[Finding]:
    spending = expenditure(ledger)
    if spending.current.value is None:
        raise NotRun("尚未填写支出")
    yield from contradictions([spending.basic], source="人员经费与公用经费之和", only_reached=False)
    yield from contradictions([spending.current], source="基本支出与项目支出之和", only_reached=False)
