"""A figure beside last year's: change, direction, percentage, and the reason that the department gives.

Last year's figure is a stated cell of last year, else the published budget of last year. No figure at all is not
zero: nothing is compared then. From zero there is no percentage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from budgets.choices import Base
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger


@dataclass(frozen=True)
class Comparison:
    """previous None: last year is not known. `change` and `percent` are without sign; `direction` gives it in words."""

    current: Amount
    previous: Amount | None
    change: Amount | None
    percent: Amount | None
    direction: str
    growth: str
    reason: str

    @property
    def is_known(self) -> bool:
        return self.previous is not None

    @property
    def is_changed(self) -> bool:
        return bool(self.change)

    def amounts(self) -> Iterator[Amount]:
        for amount in (self.previous, self.change, self.percent):
            if amount is not None:
                yield amount


def compare(
    ledger: Ledger,
    current: Amount,
    past: Callable[[Ledger], Amount],
    *,
    base: str = Base.BUDGET,
    stated: Decimal | None = None,
) -> Comparison:
    """Compares a figure with last year's; `past` finds the same figure in last year's ledger.

    stated  last year's figure where it follows from stated cells of other rows, as a sum does
    """
    statement, row = current.ref.split(".", 1)
    year = ledger.year - 1
    before = ledger.printed(current.ref, year=year, base=base)
    if before is None:
        before = stated
    if before is None and ledger.previous is not None and base == Base.BUDGET:
        before = past(ledger.previous).number
    reason = ledger.reasons.get((statement, row), "")
    if before is None:
        return Comparison(current, None, None, None, "", "", reason)
    difference = current.number - before
    direction, growth = ("增加", "增长") if difference > 0 else ("减少", "下降") if difference < 0 else ("持平", "持平")
    name = current.name
    return Comparison(
        current=current,
        previous=Amount(f"{current.ref}@{year}", f"{name}（{year}年）", before, part=current.part),
        change=Amount(f"{current.ref}.change", f"{name}增减额", abs(difference), part=current.part),
        percent=_percent(current, name, difference, before),
        direction=direction,
        growth=growth,
        reason=reason,
    )


def _percent(current: Amount, name: str, difference: Decimal, before: Decimal) -> Amount | None:
    if not before:
        return None
    percent = (abs(difference) / abs(before) * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return Amount(f"{current.ref}.percent", f"{name}增减幅度", percent, unit="%", part=current.part)
