"""Amounts in a text: where they stand, what they are worth in 元, whether a figure of the ledger or typed digits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.money import UNITS
from disclosure.document import Figure, Run

# Digits of any width count as digits; what separates groups must do so everywhere.
WIDTHS = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
_UNIT = r"(?P<unit>[十百千]?\s*(?:亿|万)?\s*元)(?![旦宵素器件月年代化])"
AMOUNT = re.compile(rf"(?<![\d.,])(?P<digits>\d[\d,]*(?:\.\d+)?)\s*{_UNIT}")
# Amounts that are said and cannot be reckoned with: 一百万元, 20余万元, 20万 without its 元.
_UNREAD = re.compile(
    r"(?<![\d.,〇零一二两三四五六七八九十百千万亿])[一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾半]"
    r"[〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟半几余多]*元(?!化)"
    r"|(?<![\d.,])\d[\d,.]*\s*[余多几]\s*[万亿]?元|(?<![\d.,])\d[\d,.]*\s*[万亿](?=[，。；、,;）)]|$)"
)
_TIMES = {"": Decimal(1), "十": Decimal(10), "百": Decimal(100), "千": Decimal(1_000)}
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
# What stands right before makes the digits a part of something else: of a longer number, of a range, of a list without units.
_PART_BEFORE = re.compile(r"(?:\d[，、,.]?\s*|[-－−–—~～]\s*|\d\s*[至到]\s*|元\s*[至到]\s*)$")
_ABOUT = re.compile(
    r"(?:约|近|将近|大约|接近|超过|超|逾|不足|不到|不低于|不少于|不高于|不超过|至少|至多|最高|最低|上限|下限|限额)(?:为|是|达)?\s*$"
)
_NEAR = 8
_PART_AFTER = re.compile(r"\s*(?:[-－−–—~～至]\s*\d|(?:（含）|\(含\))?(?:左右|上下|以上|以下|以内|多|余))")


@dataclass(frozen=True)
class Mention:
    """An amount in a text.

    value      in 元
    tolerance  half of the last printed digit, in 元; nothing for exact cents
    is_typed   digits in the text, not a reference to the ledger
    is_sure    the digits are the amount: no range, no 约, no number that a line break or a blank cut in two
    """

    start: int
    end: int
    value: Decimal
    tolerance: Decimal
    is_typed: bool
    printed: str
    decimals: int
    unit: str
    is_sure: bool = True

    @property
    def is_exact(self) -> bool:
        """元 are printed to the cent where there are cents; 万元 are rounded."""
        return self.unit == "元"


def flat(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def mentions(runs: Sequence[Run]) -> list[Mention]:
    """Every amount with a unit, in reading order; those that cannot be read surely too, for a list with one of them says nothing."""
    spans, position = [], 0
    for run in runs:
        if isinstance(run, Figure):
            spans.append((position, position + len(run.shown)))
        position += len(run.text)
    text = flat(runs).translate(WIDTHS)
    found = [_mention(text, match, spans) for match in AMOUNT.finditer(text)]
    taken = {position for each in found for position in range(each.start, each.end)}
    others = (match for match in _UNREAD.finditer(text) if match.start() not in taken)
    unread = [Mention(m.start(), m.end(), Decimal(0), Decimal(0), True, m[0], 0, "元", is_sure=False) for m in others]
    return sorted((*found, *unread), key=lambda each: each.start)


def sure_mentions(runs: Sequence[Run]) -> list[Mention]:
    return [each for each in mentions(runs) if each.is_sure]


def _mention(text: str, match: re.Match[str], spans: Sequence[tuple[int, int]]) -> Mention:
    digits, words = match["digits"], "".join(match["unit"].split())
    times, unit = (words[0], words[1:]) if words[0] in _TIMES else ("", words)
    worth = UNITS[unit] * _TIMES[times]
    is_figure = any(start < match.end("digits") and match.start() < end for start, end in spans)
    is_sure = is_figure or (
        _GROUPED.fullmatch(digits) is not None
        and not _PART_BEFORE.search(text, max(0, match.start() - _NEAR), match.start())
        and not _ABOUT.search(text, max(0, match.start() - _NEAR), match.start())
        and not _PART_AFTER.match(text, match.end())
    )
    plain = digits.replace(",", "")
    decimals = len(plain.partition(".")[2])
    half = Decimal(0) if worth == 1 and decimals == 2 else Decimal(5).scaleb(-decimals - 1) * worth
    return Mention(
        match.start(),
        match.end(),
        Decimal(plain) * worth,
        half,
        not is_figure,
        match[0],
        decimals,
        unit if not times else words,
        is_sure,
    )
