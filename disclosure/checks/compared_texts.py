"""Sentences that compare with last year, taken apart: this year's figure, last year's, the change, the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from disclosure.checks.amounts import WIDTHS, Mention, flat, mentions
from disclosure.checks.lines import Line, lines
from disclosure.review import Review

UP, DOWN = ("增加", "增长", "提高", "上升"), ("减少", "下降", "降低", "压减")
COMPARED = re.compile(r"(?:比|较|与)[^，。；]{0,4}?(?P<when>上年|去年|\d{4}年)")
_DIRECTION = re.compile("|".join((*UP, *DOWN, "持平")))
# Followed by a range or by 以上, it is an aim and no percentage.
_RATE = re.compile(r"了?\s*(\d[\d,]*(?:\.\d+)?)\s*%(?!\s*(?:[-－−–—~～至]\s*\d|左右|以上|以下|以内))")
_AND_RATE = re.compile(
    rf"[，,、（(；;\s]*(?:同比|环比)?(?:{'|'.join((*UP, *DOWN))}|增幅|降幅|减幅|增长率|下降率)?(?:比例|幅度)?(?:为|是|达到|达)?{_RATE.pattern}"
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})年")
_A_PART = re.compile(r"其中|包括|（|\(")
REASON = re.compile(r"(?:原因是|原因为|原因[：:]|由于|主要因为|因为|[，,]因(?!公))(?P<words>[^。；\n]*)")
# Behind a comparison 主要是 gives its reason; elsewhere it begins a list.
_AFTER_A_CHANGE = re.compile(r"(?:增加|减少|增长|下降)[^。；]*?主要是(?P<words>[^。；\n]*)")
LEAST_REASON = 4


@dataclass(frozen=True)
class Comparison:
    """One clause of comparison. current, previous, change: as far as the text gives them."""

    line: Line
    sentence: str
    current: Mention | None
    previous: Mention | None
    change: Mention | None
    direction: str
    percent: Decimal | None
    percent_decimals: int

    @property
    def signed_change(self) -> Decimal | None:
        if self.direction == "持平":
            return Decimal(0)
        if self.change is None:
            return None
        return self.change.value if self.direction in UP else -self.change.value

    @property
    def true_change(self) -> Decimal | None:
        if self.current is None or self.previous is None:
            return None
        return self.current.value - self.previous.value

    @property
    def base(self) -> Decimal | None:
        """Last year's figure, said or reckoned from this year's and the change."""
        if self.previous is not None:
            return self.previous.value
        signed = self.signed_change
        return None if self.current is None or signed is None else self.current.value - signed

    @property
    def wrong_change(self) -> Decimal | None:
        """By how much the stated change is wrong; None where it is right or cannot be told."""
        true, signed = self.true_change, self.signed_change
        if true is None or signed is None or self.direction == "持平":
            return None
        parts = [part for part in (self.current, self.previous, self.change) if part]
        exact = all(part.is_exact for part in parts)
        slack = Decimal(0) if exact else sum((part.tolerance for part in parts), Decimal(0))
        return signed - true if abs(true - signed) > slack else None

    @property
    def wrong_percent(self) -> Decimal | None:
        """The true percentage where another is stated; None where it is right or cannot be told. From 0 there is none at all."""
        if self.percent is None or not self.base:
            return None
        after = self.current.value if self.current else self.base + (self.signed_change or Decimal(0))
        if self.current is None and self.signed_change is None:
            return None
        true = abs(after - self.base) / abs(self.base) * 100
        rounded = [
            part for part in (self.current, self.previous, self.change) if part and not part.is_exact and part.decimals
        ]
        # What the base misses by counts again with the rate itself.
        slack = sum((part.tolerance for part in rounded), Decimal(0)) / abs(self.base) * (100 + true)
        return true if abs(true - self.percent) > slack + Decimal(5).scaleb(-self.percent_decimals - 1) else None


def comparisons(review: Review) -> list[Comparison]:
    """The comparisons of the whole text, read once."""
    return review.ledger.once(
        "comparisons in text", lambda: [each for line in lines(review) if line.kind == "body" for each in of_line(line)]
    )


def of_line(line: Line) -> Iterator[Comparison]:
    text = flat(line.runs)
    amounts = mentions(line.runs)
    for sentence in re.finditer(r"[^。；;\n]+", text):
        inside = [each for each in amounts if sentence.start() <= each.start < sentence.end()]
        marks = list(COMPARED.finditer(text, sentence.start(), sentence.end()))
        for number, mark in enumerate(marks):
            end = marks[number + 1].start() if number + 1 < len(marks) else sentence.end()
            begin = marks[number - 1].end() if number else sentence.start()
            direction = _DIRECTION.search(text, mark.end(), end)
            if direction is None:
                continue
            change = next((each for each in inside if direction.end() <= each.start <= direction.end() + 2), None)
            percent = _percent(text, direction, change, end)
            before, past = _told_before(
                text, sentence, [m for m in inside if begin <= m.start < mark.start()], mark["when"]
            )
            previous = _last([each for each in inside if mark.end() <= each.start < direction.start()])
            each = Comparison(
                line,
                sentence[0].strip(),
                current=_sure(_last(before)),
                previous=_sure(previous or _last(past)),
                change=_sure(change),
                direction=direction[0],
                percent=Decimal(percent[1].replace(",", "")) if percent else None,
                percent_decimals=len(percent[1].partition(".")[2]) if percent else 0,
            )
            yield _of_the_whole(text, each, before)


def _percent(text: str, direction: re.Match[str], change: Mention | None, end: int) -> re.Match[str] | None:
    """The percentage of this very change: right behind the direction, or right behind the amount of the change.

    What follows 其中 or stands in the reason is another one's.
    """
    plain = text.translate(WIDTHS)
    return _RATE.match(plain, direction.end(), end) or (_AND_RATE.match(plain, change.end, end) if change else None)


def _of_the_whole(text: str, each: Comparison, before: list[Mention]) -> Comparison:
    """支出 105万元，其中项目支出 20万元，比上年增加 5万元: the change may be the whole's. It is, where it fits that one."""
    if each.wrong_change is None and each.wrong_percent is None:
        return each
    for whole, part in pairwise(before):
        if whole.is_sure and _A_PART.search(text, whole.end, part.start):
            other = replace(each, current=whole)
            if other.wrong_change is None and other.wrong_percent is None:
                return other
    return each


def _sure(mention: Mention | None) -> Mention | None:
    return mention if mention and mention.is_sure else None


def _told_before(
    text: str, sentence: re.Match[str], before: list[Mention], when: str
) -> tuple[list[Mention], list[Mention]]:
    """This year's figures and last year's, which may stand in a clause of its own.

    2022年执行数为 11.67万元，2023年安排 45.41万元，比2022年增加…; 支出 105万元，上年 100万元，比上年增加…
    """
    latest = max((int(year) for year in _YEAR.findall(sentence[0])), default=0)
    past = []
    for each in before:
        clause = re.split("[，,；;]", text[sentence.start() : each.start])[-1]
        years = [int(year) for year in _YEAR.findall(clause)]
        if re.search(rf"上年|去年|{when}", clause) or (years and max(years) < latest):
            past.append(each)
    current = [each for each in before if each not in past]
    return (current, past) if current else (before, [])


def _last(found: list[Mention]) -> Mention | None:
    return found[-1] if found else None


def gives_reason(text: str) -> bool:
    return any(_is_reason(found) for pattern in (REASON, _AFTER_A_CHANGE) for found in pattern.finditer(text))


def _is_reason(found: re.Match[str]) -> bool:
    return len(re.sub(r"\W", "", found["words"])) >= LEAST_REASON
