"""How a finding speaks: figures as places, and what stands between two of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from budgets.money import plain
from budgets.rules.registry import Finding, Place
from budgets.statements import official
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger
from budgets.statements.rounding import slack

ROUNDED = "，可能是以万元为单位四舍五入所致"


def shown(value: Decimal | None, unit: str = "元") -> str:
    """A figure in a message; 空白 is a cell that nobody filled, which is not zero."""
    return "空白" if value is None else f"{plain(value)}{unit}"


def place(amount: Amount, label: str = "") -> Place:
    return Place(label or amount.name, shown(amount.value, amount.unit), amount.part, amount.anchor)


def unequal(left: Amount, right: Amount, message: str, *, remedy: str = "") -> Finding:
    """Two figures that should be equal and are not."""
    difference = left.number - right.number
    return Finding(
        f"{message}：{left.name} {shown(left.value)}，{right.name} {shown(right.value)}，相差 {shown(abs(difference))}。",
        (place(left), place(right)),
        difference,
        remedy=remedy or "请核对两处数据，改正有误的一处。",
    )


def rounding(ledger: Ledger, table: str, figures: int) -> Decimal:
    """By how much a sum of so many figures may miss in a table that is printed in 万元; nothing where it is printed in 元."""
    halves = (
        official.tolerance(cell)
        for (statement, _row, _column, year, _base), cell in ledger.stated.items()
        if year == ledger.year and statement.startswith(table)
    )
    return slack([max(halves, default=Decimal(0))] * figures)


def contradictions(
    amounts: Iterable[Amount], *, source: str, only_reached: bool = True, rounded: Decimal = Decimal(0)
) -> Iterator[Finding]:
    """Figures whose official table states another value than their parts yield.

    source        what the computed value is made of, in words
    only_reached  leaves out the figures for which the lines are too coarse
    rounded       how much may be due to figures printed in 万元: then it is a hint
    """
    for amount in amounts:
        if amount.stated is None or amount.computed is None or amount.stated == amount.computed:
            continue
        if only_reached and not amount.reached:
            continue
        difference = amount.stated - amount.computed
        is_rounding = abs(difference) <= rounded
        yield Finding(
            f"{amount.name}：公开表数值 {shown(amount.stated)}，{source} {shown(amount.computed)}，"
            f"相差 {shown(abs(difference))}{ROUNDED if is_rounding else ''}。",
            (
                Place(f"{amount.name}（公开表数值）", shown(amount.stated), amount.part, amount.anchor),
                Place(f"{amount.name}（{source}）", shown(amount.computed), amount.part, amount.anchor),
            ),
            difference,
            remedy="请对照批复的公开表，改正明细或公开表数值。",
            severity="I" if is_rounding else None,
        )
