"""Amounts in a text: where they stand, what they are worth in 元, whether a figure of the ledger or typed digits."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.money import UNITS
from disclosure.document import Figure, Run

# Digits of any width count as digits; what separates groups must do so everywhere.
WIDTHS = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
# Possessive, so that a text of nothing but digits or blanks is gone through once and not once from each of its letters.
_UNIT = r"(?P<unit>(?:[十百千]\s*+)?+(?:[亿万]\s*+)?+元)(?![旦宵素器件月年代化])"
AMOUNT = re.compile(rf"(?<![\d.,])(?P<digits>\d[\d,]*+(?:\.\d++)?+)\s*+{_UNIT}")
# Amounts that are said and cannot be reckoned with: 20余万元, 20万 without its 元; and, in words, 一百万元.
_UNREAD = re.compile(r"(?<![\d.,])\d[\d,.]*+\s*+(?:[余多几]\s*+[万亿]?元|[万亿](?=[，。；、,;）)]|$))")
_NUMERALS = "〇零一二两三四五六七八九十百千万亿"
_IN_WORDS = re.compile(
    rf"(?<![{_NUMERALS}壹贰叁肆伍陆柒捌玖拾佰仟半几余多])[{_NUMERALS}壹贰叁肆伍陆柒捌玖拾佰仟半几余多]++元(?!化)"
)
_FIRST_NUMERAL = re.compile(rf"(?<![\d.,{_NUMERALS}])[一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾半]")
_TIMES = {"": Decimal(1), "十": Decimal(10), "百": Decimal(100), "千": Decimal(1_000)}
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
# What stands right before makes the digits a part of something else: of a longer number, of a range, of a list without units.
_PART_BEFORE = re.compile(r"(?:\d[，、,.]?\s*|[-－−–—~～]\s*|\d\s*[至到]\s*|元\s*[至到]\s*)$")
_ABOUT = re.compile(
    r"(?:约|近|将近|大约|接近|超过|超|逾|不足|不到|不低于|不少于|不高于|不超过|至少|至多|最高|最低|上限|下限|限额)(?:为|是|达)?\s*$"
)
_NEAR = 8
_LONGEST_CLAUSE = 300
# More digits than any budget has are no amount.
_MOST_DIGITS = 40
_PART_AFTER = re.compile(r"\s*+(?:[-－−–—~～至]\s*\d|(?:（含）|\(含\))?(?:左右|上下|以上|以下|以内|多|余))")


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
    unread = [_unread(text, start, end) for start, end in _unread_spans(text) if start not in taken]
    return sorted((*found, *unread), key=lambda each: each.start)


def _unread_spans(text: str) -> Iterator[tuple[int, int]]:
    for match in _UNREAD.finditer(text):
        yield match.span()
    for match in _IN_WORDS.finditer(text):
        if first := _FIRST_NUMERAL.search(text, match.start(), match.end() - 1):
            yield first.start(), match.end()


def _unread(text: str, start: int, end: int) -> Mention:
    return Mention(start, end, Decimal(0), Decimal(0), True, text[start:end], 0, "元", is_sure=False)


def before(text: str, at: int, width: int) -> str:
    """The last letters before a place, blanks right before it left out."""
    while at and text[at - 1].isspace():
        at -= 1
    return text[max(0, at - width) : at]


def clause_before(text: str, at: int, stops: str, *, start: int = 0) -> str:
    """The words between the last of the stops and a place. Of a clause without end, what stands nearest."""
    begin = max(start, at - _LONGEST_CLAUSE)
    return text[max(begin, *(text.rfind(stop, begin, at) + 1 for stop in stops)) : at]


def _mention(text: str, match: re.Match[str], spans: Sequence[tuple[int, int]]) -> Mention:
    digits, words = match["digits"], "".join(match["unit"].split())
    if len(digits) > _MOST_DIGITS:
        return _unread(text, *match.span())
    times, unit = (words[0], words[1:]) if words[0] in _TIMES else ("", words)
    worth = UNITS[unit] * _TIMES[times]
    at = bisect_right(
        spans, match.start(), key=lambda span: span[1]
    )  # the first that ends behind the digits' beginning
    is_figure = at < len(spans) and spans[at][0] < match.end("digits")
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
