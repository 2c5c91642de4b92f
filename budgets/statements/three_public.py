"""“三公”经费: a cut by economic class over basic and project expenditure. C14–C15, 预算法 第二十七条 practice.

Which funds it covers is the format's parameter. The lines often carry no class for projects; then what they
yield is only part of the figure and the department states it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgets.choices import FISCAL_APPROPRIATION, LineKind, ThreePublicLine
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.comparison import Comparison, compare
from budgets.statements.identities import THREE_PUBLIC, leaves_of_three_public
from budgets.statements.ledger import Ledger, fund_kind
from budgets.statements.lines import SpentLine
from budgets.statements.memory import once

_SUMS: dict[str, tuple[str, ...]] = {row: leaves_of_three_public(row) for row in THREE_PUBLIC}
ROWS = ("total", "overseas_trips", "official_receptions", "vehicles", "vehicle_purchase", "vehicle_operation")


@dataclass(frozen=True)
class ThreePublic:
    """vehicles is 公务用车购置及运行费, the subtotal of purchase and operation."""

    total: Amount
    overseas_trips: Amount
    vehicles: Amount
    vehicle_purchase: Amount
    vehicle_operation: Amount
    official_receptions: Amount

    def amounts(self) -> Iterator[Amount]:
        yield from (
            self.total,
            self.overseas_trips,
            self.vehicles,
            self.vehicle_purchase,
            self.vehicle_operation,
            self.official_receptions,
        )

    def row(self, key: str) -> Amount:
        return getattr(self, key)


def three_public(ledger: Ledger, funds: tuple[str, ...] = FISCAL_APPROPRIATION) -> ThreePublic:
    return _three_public(ledger, funds)


def three_public_comparison(ledger: Ledger, funds: tuple[str, ...] = FISCAL_APPROPRIATION) -> dict[str, Comparison]:
    """Each row of the statement beside last year's, by row key in the order of the form."""
    return _compared(ledger, funds)


@once
def _compared(ledger: Ledger, funds: tuple[str, ...]) -> dict[str, Comparison]:
    """Nobody types a sum: once all its rows are known, last year's is theirs, unless last year's document prints them all."""
    now = three_public(ledger, funds)
    found: dict[str, Comparison] = {}
    for row in sorted(ROWS, key=lambda row: row in _SUMS):
        parts = [found[part] for part in _SUMS.get(row, ())]
        are_printed = all(part.is_published for part in parts)
        summed = None if are_printed else _sum_of_last_year(parts)

        def past(ledger: Ledger, row: str = row, summed: Decimal | None = summed) -> Amount | Decimal | None:
            return _told(three_public(ledger, funds).row(row)) if summed is None else summed

        found[row] = compare(ledger, now.row(row), past, stated=summed)
    return {row: found[row] for row in ROWS}


def _told(amount: Amount) -> Amount | None:
    """Lines that are too coarse tell nothing of the figure, which is not zero."""
    return amount if amount.reached or amount.stated is not None else None


def _sum_of_last_year(parts: list[Comparison]) -> Decimal | None:
    if not all(part.is_known for part in parts):
        return None
    return total(part.previous.value for part in parts if part.previous is not None)


def basic_amounts(ledger: Ledger, funds: tuple[str, ...] = FISCAL_APPROPRIATION) -> dict[str, Amount]:
    """What the lines of basic expenditure of those funds hold, by row key: the floor under the stated figure (C15)."""
    lines = [
        line
        for line in ledger.expenditure
        if line.kind in (LineKind.PERSONNEL, LineKind.OPERATING) and fund_kind(line) in funds
    ]
    return {
        row.value: Amount(f"three_public.{row.value}.basic", f"基本支出中的{row.label}", _of(lines, row), part="basic")
        for row in ThreePublicLine
    }


def _of(lines: list[SpentLine], row: ThreePublicLine) -> Decimal | None:
    return total(line.amount for line in lines if line.economic and line.economic.three_public_line == row)


@once
def _three_public(ledger: Ledger, funds: tuple[str, ...]) -> ThreePublic:
    lines = [line for line in ledger.expenditure if line.kind != LineKind.CARRIED_OUT and fund_kind(line) in funds]
    reached = all(line.economic is not None for line in lines if line.kind != LineKind.PERSONNEL)

    def counted(row: ThreePublicLine) -> Amount:
        return ledger.amount(
            f"three_public.{row.value}",
            row.label,
            _of(lines, row),
            reached=reached,
            part="three_public",
            anchor=f"three-public-{row.value}",
        )

    def summed(row: str, name: str, parts: list[Amount]) -> Amount:
        return ledger.amount(
            f"three_public.{row}", name, total(part.value for part in parts), reached=reached, part="three_public"
        )

    trips, receptions = counted(ThreePublicLine.OVERSEAS_TRIPS), counted(ThreePublicLine.OFFICIAL_RECEPTIONS)
    purchase, operation = counted(ThreePublicLine.VEHICLE_PURCHASE), counted(ThreePublicLine.VEHICLE_OPERATION)
    vehicles = summed("vehicles", "公务用车购置及运行费", [purchase, operation])
    return ThreePublic(
        total=summed("total", "“三公”经费", [trips, vehicles, receptions]),
        overseas_trips=trips,
        vehicles=vehicles,
        vehicle_purchase=purchase,
        vehicle_operation=operation,
        official_receptions=receptions,
    )
