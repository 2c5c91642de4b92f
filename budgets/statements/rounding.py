"""How far rounding may lead two printed figures apart. The one rule of it, for the rules and for whoever verifies a download.

Nothing but the standard library is used here: this file is part of the program that readers download.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

TEN_THOUSAND = Decimal(10_000)


def half_of_the_last_place(unit: str, places: int) -> Decimal:
    """In 元, of a figure that is printed in the unit (元 or 万元) with that many places behind the point."""
    return (TEN_THOUSAND if unit == "万元" else Decimal(1)) / 2 * Decimal(1).scaleb(-places)


# The forms print 万元 with two places.
HALF_IN_TEN_THOUSANDS = half_of_the_last_place("万元", 2)


def slack(halves: Iterable[Decimal]) -> Decimal:
    """By how much a sum may miss: nothing where all its figures are printed in 元, for these are what they are.

    Where one is printed in 万元, each may be off by half of its own last place.

    halves  of the last printed place of the sum and of each of its parts, in 元
    """
    all_halves = list(halves)
    return sum(all_halves, Decimal(0)) if any(half > 1 for half in all_halves) else Decimal(0)
