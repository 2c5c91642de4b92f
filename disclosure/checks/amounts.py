"""Amounts in a text: where they stand, what they are worth in 元, whether a figure of the ledger or typed digits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.money import UNITS
from disclosure.document import Figure, Run

AMOUNT = re.compile(r"(?<![\d.,])(?P<digits>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>亿元|万元|元)")


@dataclass(frozen=True)
class Mention:
    """An amount in a text.

    value      in 元
    tolerance  half of the last printed digit, in 元; nothing for exact cents
    is_typed   digits in the text, not a reference to the ledger
    """

    start: int
    end: int
    value: Decimal
    tolerance: Decimal
    is_typed: bool
    printed: str
    decimals: int
    unit: str

    @property
    def is_exact(self) -> bool:
        """元 are printed to the cent where there are cents; 万元 are rounded."""
        return self.unit == "元"


def flat(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def mentions(runs: Sequence[Run]) -> list[Mention]:
    """Every amount with a unit, in reading order."""
    spans, position = [], 0
    for run in runs:
        if isinstance(run, Figure):
            spans.append((position, position + len(run.shown)))
        position += len(run.text)
    text, found = flat(runs), []
    for match in AMOUNT.finditer(text):
        digits = match["digits"].replace(",", "")
        unit = UNITS[match["unit"]]
        decimals = len(digits.partition(".")[2])
        half = Decimal(0) if match["unit"] == "元" and decimals == 2 else Decimal(5).scaleb(-decimals - 1) * unit
        is_figure = any(start < match.end("digits") and match.start() < end for start, end in spans)
        found.append(
            Mention(
                match.start(),
                match.end(),
                Decimal(digits) * unit,
                half,
                not is_figure,
                match[0],
                decimals,
                match["unit"],
            )
        )
    return found
