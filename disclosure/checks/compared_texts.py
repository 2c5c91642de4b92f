"""Sentences that compare with last year, taken apart: this year's figure, last year's, the change."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from budgets.statements.memory import once
from disclosure.checks.amounts import AMOUNT, WIDTHS, Mention, clause_before
from disclosure.checks.lines import DocumentLine, lines
from disclosure.composition.review import Review

UP, DOWN = ("增加", "增长", "提高", "上升"), ("减少", "下降", "降低", "压减")
_ANY_CHANGE = "|".join((*UP, *DOWN))
COMPARED = re.compile(r"(?:比|较|与)[^，。；]{0,4}?(?P<when>上年|去年|\d{4}年)")
_DIRECTION = re.compile(f"{_ANY_CHANGE}|持平")
# 增加（减少）: nobody has chosen yet, so nothing is said.
_NOT_CHOSEN = re.compile(rf"\s*+[（(/／、或]\s*+(?:{_ANY_CHANGE})")
# Followed by a range or by 以上, it is an aim and no percentage.
_RATE = re.compile(r"了?\s*+(\d[\d,]*+(?:\.\d++)?)\s*+%(?!\s*+(?:[-－−–—~～至]\s*+\d|左右|以上|以下|以内))")
_AND_RATE = re.compile(
    rf"[，,、（(；;\s]*+(?:同比|环比)?(?:{_ANY_CHANGE}|增幅|降幅|减幅|增长率|下降率)?(?:比例|幅度)?(?:为|是|达到|达)?{_RATE.pattern}"
)
_YEAR = re.compile(r"(?<!\d)(20\d{2})年")
_A_PART = re.compile(r"其中|包括|（|\(|含|结转|结余")
# What was left over from last year is spent in this one: no figure of last year's.
_LEFT_OVER = re.compile(r"(?:[上去]年|\d{4}年)[^，,；;]{0,6}(?:结转|结余)")
# Then last year's figure is compared with another one than that which is printed.
_WITHOUT_SOME = re.compile(r"剔除|扣除|不含|不包括|不考虑|同口径|可比口径")
# What a figure of a year is: planned, changed, spent.
_KINDS = (("执行", "完成"), ("决算",), ("调整", "追加"), ("预算",))
_COMMAS, _STOPS = "，,；;", re.compile(r"[^。；;\n]+")
# 增加 0万元, 减少额为 5万元: what stands behind is a change; 增加到 is none.
_A_CHANGE = re.compile(rf"(?:{_ANY_CHANGE})(?:了|额|数)?(?:为|约)?\s*$")
# 比年初预算 4万元, 较调整预算 5万元: what stands behind is what is compared with.
_A_BASE = re.compile(
    r"(?:比|较|与|同)(?:年初|年中|调整|追加|预算|计划|执行|决算|原|上级|批复|上年|去年|\d{4}年)[^增减]{0,24}$"
)
# The words of a clause that name no item: when, and of what kind the figure is.
_NO_NAME = re.compile(
    r"\d{4}年?|[上去本今当]年|年度?|年初|全年|预算|执行|决算|支出|收入|安排|拨款|数额?|总额|金额|合计|总计|共计|实际|完成|[为是共计的约其中：:“”\"\s]"
)
# 比去年增加…；比前年增加…: the sentence goes on about the figure before the semicolon.
_SAME_NAME = re.compile(r"相比|相较|比较|同期|同口径|调整|追加|批复|初|末|数|[，,（）()]")
_GOES_ON = re.compile(r"[\s，,]*+(?:同时|并且?|且|又|另)?[，,]?$")
_LONGEST_QUOTE, _NEAR = 1_000, 12
_LONGEST_RATE = 20
_MOST_WHOLES = 40


@dataclass(frozen=True)
class TextComparison:
    """One clause of comparison. current, previous, change: as far as the text gives them.

    when      上年, 去年 or a year, as the text says it
    start, end  the sentence in the line's flat text
    """

    line: DocumentLine
    sentence: str
    current: Mention | None
    previous: Mention | None
    change: Mention | None
    direction: str
    percent: Decimal | None
    percent_decimals: int
    when: str = "上年"
    start: int = 0
    end: int = 0

    @property
    def is_of_nothing(self) -> bool:
        """增加 0万元, 增长 0%: as some forms print what did not change."""
        if self.change is not None:
            return self.change.value == 0
        return self.percent == 0

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
    def is_wrong(self) -> bool:
        from_nothing = self.base == 0 and bool(self.percent)
        return from_nothing or self.wrong_change is not None or self.wrong_percent is not None

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


@once
def comparisons(review: Review) -> list[TextComparison]:
    """The comparisons of the whole text, read once."""
    return [each for line in lines(review) if line.kind == "body" for each in of_line(line)]


def of_line(line: DocumentLine) -> Iterator[TextComparison]:
    goes_on: Mention | None = None
    latest = max(map(int, _YEAR.findall(line.flat)), default=0)
    for found in _STOPS.finditer(line.flat):
        sentence = _ComparedSentence(line, found.start(), found.end(), latest, goes_on)
        yield from sentence.comparisons()
        goes_on = sentence.goes_on if line.flat[found.end() : found.end() + 1] != "\n" else None


class _ComparedSentence:
    """A sentence of a line with its amounts.

    latest   the latest year of the line
    goes_on  the figure that was compared last, while nothing else is spoken of: it is compared once more
    """

    def __init__(self, line: DocumentLine, start: int, end: int, latest: int, goes_on: Mention | None) -> None:
        self.line, self.text, self.start, self.end = line, line.flat, start, end
        self.latest, self.goes_on = latest, goes_on
        first = bisect_left(line.mentions, start, key=lambda each: each.start)
        last = bisect_left(line.mentions, end, key=lambda each: each.start)
        self.amounts = line.mentions[first:last]

    @cached_property
    def plain(self) -> str:
        return self.text[self.start : self.end].translate(WIDTHS)

    @cached_property
    def words(self) -> str:
        return self.text[self.start : self.end].strip()

    @cached_property
    def latest_year(self) -> int:
        return max((int(year) for year in _YEAR.findall(self.text, self.start, self.end)), default=0)

    def between(self, start: int, end: int) -> list[Mention]:
        first = bisect_left(self.amounts, start, key=lambda each: each.start)
        return self.amounts[first : bisect_left(self.amounts, end, key=lambda each: each.start)]

    def comparisons(self) -> Iterator[TextComparison]:
        marks = list(COMPARED.finditer(self.text, self.start, self.end))
        if not marks:
            self.goes_on = self.amounts[0] if self._tells_one_figure() else None
        begin = self.start
        for number, mark in enumerate(marks):
            end = marks[number + 1].start() if number + 1 < len(marks) else self.end
            direction = _DIRECTION.search(self.text, mark.end(), end)
            if direction is None or _NOT_CHOSEN.match(self.text, direction.end(), end):
                begin = mark.end()
                self.goes_on = None
                continue
            change = next(iter(self.between(direction.end(), direction.end() + 3)), None)
            compared = self._comparison(mark, direction, change, begin, end)
            yield compared
            # The change that was told here is no figure of what comes next.
            begin = change.end if change else direction.end()
            self.goes_on = None if self.between(begin, end) else compared.current

    def _comparison(
        self, mark: re.Match[str], direction: re.Match[str], change: Mention | None, begin: int, end: int
    ) -> TextComparison:
        percent = self._percent(direction, change, end)
        before, past = self._told_before(
            begin, mark, _kind(self.text[mark.end() : min(direction.start(), mark.end() + _NEAR)])
        )
        if not before and self.goes_on and self._is_still_of_it(begin, mark, direction.start()):
            before = [self.goes_on]
        is_reckoned = not _WITHOUT_SOME.search(self.text, begin, direction.start())
        previous = _last(self.between(mark.end(), direction.start()))
        return self._of_the_whole(
            TextComparison(
                self.line,
                self._quoted(mark.start(), end),
                current=_sure(_last(before)) if is_reckoned else None,
                previous=_sure(previous or _last(past)),
                change=_sure(change),
                direction=direction[0],
                percent=Decimal(percent[1].replace(",", "")) if percent else None,
                percent_decimals=len(percent[1].partition(".")[2]) if percent else 0,
                when=mark["when"],
                start=self.start,
                end=self.end,
            ),
            before if is_reckoned else [],
        )

    def _tells_one_figure(self) -> bool:
        """2025年安排资金 100万元: of the document's year, and no part of something else."""
        is_past = self.latest_year not in {0, self.latest} or "上年" in self.plain or "去年" in self.plain
        return len(self.amounts) == 1 and not is_past and not _A_PART.search(self.text, self.start, self.end)

    def _is_still_of_it(self, begin: int, mark: re.Match[str], direction: int) -> bool:
        """Whether only the rate of the last change stands between it and the next comparison, which names nothing itself."""
        at, end = begin, mark.start()
        if begin > self.start and (rate := _AND_RATE.match(self.plain, begin - self.start, end - self.start)):
            at = self.start + rate.end()
        named = _NO_NAME.sub("", AMOUNT.sub("", self.plain[mark.end() - self.start : direction - self.start]))
        return not _SAME_NAME.sub("", named) and _GOES_ON.fullmatch(self.text[at:end].lstrip("）)")) is not None

    def _quoted(self, start: int, end: int) -> str:
        """The sentence; of one that never ends, what stands around the comparison."""
        if self.end - self.start <= _LONGEST_QUOTE:
            return self.words
        return self.text[max(self.start, start - 100) : min(end, start + 200)].strip()

    def _percent(self, direction: re.Match[str], change: Mention | None, end: int) -> re.Match[str] | None:
        """The percentage of this very change: right behind the direction, or right behind the amount of the change.

        What follows 其中 or stands in the reason is another one's.
        """
        found = _RATE.match(self.plain, direction.end() - self.start, end - self.start)
        if found is None and change:
            found = _AND_RATE.match(self.plain, change.end - self.start, end - self.start)
        return found if found and len(found[1]) <= _LONGEST_RATE else None

    def _of_the_whole(self, each: TextComparison, before: list[Mention]) -> TextComparison:
        """支出 105万元，其中项目支出 20万元，比上年增加 5万元: the change may be the whole's. It is, where it fits that one."""
        if not each.is_wrong:
            return each
        for whole, part in pairwise(before[-_MOST_WHOLES:]):
            if whole.is_sure and _A_PART.search(self.text, whole.end, part.start):
                other = replace(each, current=whole)
                if not other.is_wrong:
                    return other
        return each

    def _told_before(self, begin: int, mark: re.Match[str], kind: str) -> tuple[list[Mention], list[Mention]]:
        """This year's figures and last year's, which may stand in a clause of its own.

        kind  of the figure that is compared with; last year's figure of another kind is not that one

        2022年执行数为 11.67万元，2023年安排 45.41万元，比2022年增加…; 支出 105万元，上年 100万元，比上年增加…
        """
        current: list[tuple[Mention, str]] = []
        past: list[tuple[Mention, str]] = []
        is_last = re.compile(f"上年|去年|{mark['when']}")
        for each in self.between(begin, mark.start()):
            clause = clause_before(self.text, each.start, _COMMAS, start=self.start)
            if _A_CHANGE.search(clause) or _A_BASE.search(clause):
                continue
            years = [int(year) for year in _YEAR.findall(clause)]
            if _LEFT_OVER.search(clause):
                current.append((each, clause))
            elif is_last.search(clause) or (years and max(years) < self.latest_year):
                past.append((each, clause))
            else:
                current.append((each, clause))
        if not current:
            return [each for each, _ in past], []
        past = _of_kind(past, kind)
        return [each for each, _ in current], [each for each, _ in past if _speak_of_one(past, current)]


def _kind(words: str) -> str:
    """What a figure of a year is: planned, changed, spent; empty where it is not said."""
    return next((kinds[0] for kinds in _KINDS if any(kind in words for kind in kinds)), "")


def _of_kind(past: list[tuple[Mention, str]], kind: str) -> list[tuple[Mention, str]]:
    """Those of last year's figures that may be the one that is compared with; none where several may be."""
    kinds = [_kind(words) for _, words in past]
    if not kind:
        return [] if len({*kinds} - {""}) > 1 else past
    return [each for each, its_kind in zip(past, kinds, strict=True) if its_kind in {"", kind}]


def _speak_of_one(past: list[tuple[Mention, str]], current: list[tuple[Mention, str]]) -> bool:
    """Whether the last figure of last year and the last one of this year are the same item's: no other item stands between
    them, and where both clauses have a name, it is one.
    """
    (then, then_words), (now, now_words) = past[-1], current[-1]
    if then.start < now.start and any(each.start < then.start for each, _ in current):
        return False
    one, other = _NO_NAME.sub("", then_words), _NO_NAME.sub("", now_words)
    return not one or not other or one in other or other in one


def _sure(mention: Mention | None) -> Mention | None:
    return mention if mention and mention.is_sure else None


def _last(found: list[Mention]) -> Mention | None:
    return found[-1] if found else None
