"""A figure beside last year's: change, direction, percentage, and the reason that the department gives.

Where last year's figure comes from is said in `last_year`. No figure at all is not zero: nothing is compared then. From
zero there is no percentage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from budgets.choices import FISCAL_APPROPRIATION, Base
from budgets.statements.amounts import Amount
from budgets.statements.last_year import PastFigure, last_year_of
from budgets.statements.ledger import Ledger


@dataclass(frozen=True)
class Comparison:
    """previous None: last year is not known. `change` and `percent` are without sign; `direction` gives it in words.

    source    where last year's figure was taken from, in words
    is_published  whether that is last year's published document
    moved     the names under which last year's document has the code: 信访事务”、“行政运行, to stand between quotation marks
    obstacle  why the two years cannot be compared (a code that was split); empty where they can
    """

    current: Amount
    previous: Amount | None
    change: Amount | None
    percent: Amount | None
    direction: str
    growth: str
    reason: str
    source: str = ""
    moved: str = ""
    obstacle: str = ""
    is_published: bool = False

    @property
    def is_known(self) -> bool:
        return self.previous is not None

    @property
    def is_changed(self) -> bool:
        return bool(self.change)

    @property
    def is_from_or_to_zero(self) -> bool:
        return self.previous is not None and bool(self.current) != bool(self.previous)

    def amounts(self) -> Iterator[Amount]:
        for amount in (self.previous, self.change, self.percent):
            if amount is not None:
                yield amount


@dataclass(frozen=True)
class Terms:
    """On which terms a format compares (disclosure/formats): what last year counts, and of which changes it asks the reason.

    percent, yuan  a change of an item or project that reaches one of them is explained; None: that measure does not
                   count, both None: the form explains no single items
    funds          those that “三公” covers
    """

    base: str = Base.BUDGET
    percent: Decimal | None = None
    yuan: Decimal | None = None
    funds: tuple[str, ...] = FISCAL_APPROPRIATION

    def ask(self, comparison: Comparison) -> bool:
        """Whether the department has to say why. A line that came or went is explained whatever it amounts to."""
        if not comparison.is_changed or comparison.change is None or (self.percent is None and self.yuan is None):
            return False
        if comparison.is_from_or_to_zero:
            return True
        grown = comparison.percent.number if comparison.percent else Decimal(0)
        return (self.percent is not None and grown >= self.percent) or (
            self.yuan is not None and comparison.change.number >= self.yuan
        )


def compare(
    ledger: Ledger,
    current: Amount,
    past: Callable[[Ledger], Amount | Decimal | None],
    *,
    base: str = Base.BUDGET,
    stated: Decimal | None = None,
) -> Comparison:
    """Compares a figure with last year's; `past` finds the same figure in last year's ledger.

    stated  last year's figure where it follows from stated cells of other rows, as a sum does
    """
    return against(ledger, current, last_year_of(ledger).figure(current.ref, past, base=base, stated=stated))


def against(
    ledger: Ledger, current: Amount, before: PastFigure | None, *, moved: str = "", obstacle: str = ""
) -> Comparison:
    """A figure beside a known figure of last year."""
    statement, row = current.ref.split(".", 1)
    reason = ledger.reasons.get((statement, row), "")
    if before is None:
        return Comparison(current, None, None, None, "", "", reason, obstacle=obstacle)
    year = ledger.year - 1
    difference = current.number - before.value
    direction, growth = ("增加", "增长") if difference > 0 else ("减少", "下降") if difference < 0 else ("持平", "持平")
    name = current.name
    return Comparison(
        current=current,
        previous=Amount(f"{current.ref}@{year}", f"{name}（{year}年）", before.value, part=current.part),
        change=Amount(f"{current.ref}.change", f"{name}增减额", abs(difference), part=current.part),
        percent=_percent(current, name, difference, before.value),
        direction=direction,
        growth=growth,
        reason=reason,
        source=before.source,
        moved=moved,
        obstacle=obstacle,
        is_published=before.is_published,
    )


def _percent(current: Amount, name: str, difference: Decimal, before: Decimal) -> Amount | None:
    if not before:
        return None
    percent = (abs(difference) / abs(before) * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return Amount(f"{current.ref}.percent", f"{name}增减幅度", percent, unit="%", part=current.part)
