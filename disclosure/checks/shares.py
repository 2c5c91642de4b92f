"""What part of a total an amount is, in per cent, as a sentence says it. For R-TXT-4."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from disclosure.checks.amounts import Mention, before
from disclosure.checks.lines import DocumentLine

_SHARE = re.compile(
    r"[，,]?\s*+占(?P<of>[^，,。；;]{0,24}?(?:总(?:收入|支出|预算|额|数)|合计|总计))[^，,。；;]{0,6}?的?\s*(?P<percent>\d{1,3}(?:\.\d+)?)\s*[%％]"
)
_A_TOTAL = re.compile(r"(?:合计|总计|总额|共计|共安排|预算收入|预算支出|收入预算|支出预算)(?:数)?(?:为|是|安排)?$")
_NEAR = 12
# The last printed digit may be cut off instead of rounded.
_TOLERANCE = Decimal("0.01")


@dataclass(frozen=True)
class Share:
    part: Mention
    whole: Mention
    percent: Decimal
    words: str

    @property
    def true(self) -> Decimal:
        return self.part.value / self.whole.value * 100

    @property
    def is_wrong(self) -> bool:
        rounding = (self.part.tolerance + self.whole.tolerance) / self.whole.value * 100
        decimals = max(0, -int(self.percent.as_tuple().exponent))
        return abs(self.true - self.percent) > rounding + max(_TOLERANCE, Decimal(5).scaleb(-decimals - 1))


def shares(line: DocumentLine) -> Iterator[Share]:
    """Each amount with the last total before it in the paragraph; none where the whole is not said."""
    text = line.flat
    whole: Mention | None = None
    for each in line.mentions:
        found = _SHARE.match(text, each.end)
        if not each.is_sure:
            whole = None if _A_TOTAL.search(before(text, each.start, _NEAR)) else whole
        elif found and whole is not None and whole.value and each.value <= whole.value:
            yield Share(each, whole, Decimal(found["percent"]), text[each.start : found.end()])
        elif _A_TOTAL.search(before(text, each.start, _NEAR)):
            whole = each
