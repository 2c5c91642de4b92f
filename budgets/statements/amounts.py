"""A figure of the budget with its one home: the reference by which every sentence, table and file names it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

# Non-characters: no clean text can hold them, so a token can never be typed.
OPEN_TOKEN, CLOSE_TOKEN = "\ufdd0", "\ufdd1"


def token(ref: str) -> str:
    """The mark that a wording template leaves where a figure stands; compose turns it into a Figure."""
    return f"{OPEN_TOKEN}{ref}{CLOSE_TOKEN}"


@dataclass(frozen=True)
class Amount:
    """A figure.

    ref       stable name within a document: revenue.total, expenditure.project:202-3202-YBN-67SQ
    name      in Chinese, for lists and messages
    computed  what the lines yield; None where no line speaks
    stated    what the source's official table prints; None where nothing is stated
    reached   whether the lines are fine enough for `computed` to be the whole figure
    unit      元, or % for a rate
    part, anchor  where it is entered, for links
    """

    ref: str
    name: str
    computed: Decimal | None
    stated: Decimal | None = None
    reached: bool = True
    unit: str = "元"
    part: str = ""
    anchor: str = ""

    @property
    def value(self) -> Decimal | None:
        """The stated figure where there is one, else the computed; None is blank."""
        return self.computed if self.stated is None else self.stated

    @property
    def number(self) -> Decimal:
        """The value for arithmetic: blank counts as nothing."""
        return self.value or Decimal(0)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __str__(self) -> str:
        return token(self.ref)
