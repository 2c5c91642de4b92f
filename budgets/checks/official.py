"""Official tables that were read in, against the lines and against what was typed. The 批复 table's figure is printed; where the
lines say otherwise somebody must say why.."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from budgets.checks.evidence import shown
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.statements import official
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger
from budgets.statements.tables import against_lines


@rule(
    "R-NUM-LINES",
    "W",
    "读入的公开表与明细一致",
    basis="公开表勾稽关系；批复的公开表",
    reads=Reads.LINES | Reads.TABLES,
    example="读入的支出总表合计 1000000元，支出明细之和 990000元。",
    satisfy="对照批复的公开表核对明细；公开表本身有误的，说明原因。",
)
def official_tables_agree_with_the_lines(ledger: Ledger) -> Iterator[Finding]:
    if not ledger.official_tables:
        raise NotRun("没有读入公开表")
    typed = against_lines.typed_otherwise(ledger)
    if not ledger.expenditure and not ledger.revenue and not typed:
        raise NotRun("没有填写收入和支出明细，公开表无从比对")
    for amount in against_lines.differences(ledger):
        yield _finding(ledger, amount, "明细计算", amount.stated, amount.computed, "公开表")
    for amount in typed:
        yield _finding(ledger, amount, "公开表", amount.stated, amount.computed, "填写")


def _finding(
    ledger: Ledger, amount: Amount, other: str, one_value: Decimal | None, other_value: Decimal | None, one: str
) -> Finding:
    difference = (one_value or Decimal(0)) - (other_value or Decimal(0))
    return Finding(
        f"{_label(amount)}：{one} {shown(one_value)}，{other} {shown(other_value)}，相差 {shown(abs(difference))}。",
        (
            Place(f"{_label(amount)}（{one}{_source(ledger, amount)}）", shown(one_value), amount.part, amount.anchor),
            Place(f"{_label(amount)}（{other}）", shown(other_value), amount.part, amount.anchor),
        ),
        difference,
        remedy="请对照批复的公开表核对。文件按公开表的数值打印；明细有误的请改正，公开表本身有误的请说明。",
    )


def _label(amount: Amount) -> str:
    table = amount.ref.split(".", 1)[0]
    return f"{table[:3]} {amount.name}" if official.is_official(table) else amount.name


def _source(ledger: Ledger, amount: Amount) -> str:
    """；file and place of the printed cell."""
    table, row, *column = amount.ref.split(".", 2)
    cell = ledger.stated.get((table, row, column[0] if column else "amount", ledger.year, "budget"))
    return f"，{cell.provenance}" if cell and cell.provenance else ""
