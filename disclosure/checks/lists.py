"""A total and the list behind it: 其中, 包括, 主要为. R-TXT-3."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from budgets.checks.evidence import shown
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, Severity, rule
from disclosure.checks.amounts import Mention, before
from disclosure.checks.lines import DocumentLine, around, first_ones, lines, place
from disclosure.composition.review import Review

_INTRODUCER = re.compile(
    r"(?P<loose>主要为|主要是|主要用于|主要包括|主要有)|(?P<strict>其中|包括|分别为|分别是|主要内容如下)"
)
_ABOUT_CHANGE = re.compile(
    r"(?<!占)比(?![例重率])|较上年|同比|增加|减少|下降|增长|持平|(?:上年|去年)(?!度?(?:年?末|年?底)?(?:财政拨款)?(?:结转|结余))"
)
_A_RATE = re.compile(r"(单价|每\S{0,4}|人均|标准|限额|[×*＊xX]\s?)$")
_A_SUM = re.compile(r"(合计|共计|总计|小计)(为|是)?$")
_COMMA = re.compile(r"[，；,;]")
_OTHER_CUT = re.compile(r"[，；,;]\s*+(?:而)?(?:基本支出|项目支出|政府性基金|国有资本经营)")
_SEMICOLON = re.compile(r"[；;]")
_BRACKET_OR_SEMICOLON = re.compile(r"[（()）；;]")
_SENTENCE = re.compile(r"[^。\n]*+[。\n]|[^。\n]++")
_DIVIDES = "，；、,;"
# 培训费5万元。其中：…: the total stands alone in the sentence before.
_GOES_ON = re.compile(r"\s*+其中")
_STOPS = "。！？!?.…"
_NEAR = 8
_LEAST_ITEMS = 2
_AFTER = re.compile(r"\s*+(以上|以下|以内|/|／|×|\*|＊)")
# The name of a part, right before its amount: not what was spent already, or what all of it is.
_A_NAME = re.compile(r"[（(，、；,;]\s*+[^\d，、；,;（）()]{2,14}$")
_NO_PART = re.compile(r"已|本年|当年|以前|[总累]计|合计|共计|总投|单价|每|标准|含|均|剩余|原|其")


@dataclass
class Listing:
    """A total and what is listed for it.

    is_loose    introduced by 主要: it need not be complete
    depth       brackets that were open where it began; it ends when one of them closes
    has_commas  what divides the items is more than 、
    is_cut      the text ends in the middle of it, without a stop: at the end of a page's line it may go on
    is_in_brackets  基本支出 100万元（人员经费 60万元，公用经费 40万元）: nothing says that it is a list
    """

    head: Mention
    is_loose: bool
    depth: int
    items: list[Mention] = field(default_factory=list)
    sum: Decimal = Decimal(0)
    finest: dict[str, Decimal] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    is_exact: bool = True
    has_commas: bool = False
    is_cut: bool = False
    is_in_brackets: bool = False

    def add(self, item: Mention, text: str) -> None:
        if self.items and _COMMA.search(text, self.items[-1].end, item.start):
            self.has_commas = True
        self.items.append(item)
        self.sum += item.value
        self.counts[item.unit] += 1
        self.finest[item.unit] = min(item.tolerance, self.finest.get(item.unit, item.tolerance))
        self.is_exact = self.is_exact and item.is_exact

    @property
    def difference(self) -> Decimal:
        return self.sum - self.head.value

    @property
    def is_even(self) -> bool:
        return abs(self.difference) <= self.slack

    @property
    def slack(self) -> Decimal:
        """Who writes 12.3万元 beside 2万元 leaves noughts out and has not rounded the 2."""
        if self.is_exact and self.head.is_exact:
            return Decimal(0)
        finest, of_head = dict(self.finest), self.head.unit
        finest[of_head] = min(self.head.tolerance, finest.get(of_head, self.head.tolerance))
        of_items = sum((finest[unit] * count for unit, count in self.counts.items()), Decimal(0))
        return finest[of_head] + of_items

    @property
    def is_wrong(self) -> bool:
        """其中 before a single smaller amount names a part and lists nothing."""
        is_one_part = not self.is_loose and len(self.items) == 1 and self.difference < 0
        return not self.is_even and not is_one_part


def listings(line: DocumentLine) -> list[Listing]:
    """The lists of a paragraph. A list inside a list ends at the semicolon where its sum is reached, else at the stop."""
    found: list[Listing] = []
    text = line.flat
    total: Mention | None = None
    for sentence in _SENTENCE.finditer(text):
        start, end = sentence.span()
        change = _ABOUT_CHANGE.search(text, start, end)
        if change:
            # Of what is listed before anything is compared, so much can be said that it is too much.
            end = max(text.rfind(stop, start, change.start()) for stop in _DIVIDES)
            if end < 0:
                total = None
                continue
        first = bisect_left(line.mentions, start, key=lambda each: each.start)
        last = bisect_left(line.mentions, end, key=lambda each: each.start)
        amounts = line.mentions[first:last]
        goes_on = total if _GOES_ON.match(text, start, end) else None
        of_sentence = _Sentence(text, start, end, goes_on).listings(amounts)
        found.extend(each for each in of_sentence if not change or each.difference > 0)
        total = amounts[0] if len(amounts) == 1 and not change else None
    return found


class _Sentence:
    """A sentence that is read from left to right, with the lists and brackets that are open at the place reached.

    total  what the sentence before told, where this one goes on to list its parts
    """

    def __init__(self, text: str, start: int, end: int, total: Mention | None = None) -> None:
        self.text, self.start, self.end, self.total = text, start, end, total
        self.open: list[Listing] = []
        self.done: list[Listing] = []
        self.brackets: list[int] = []

    def listings(self, amounts: list[Mention]) -> list[Listing]:
        text = self.text
        starts = {each.start: each for each in amounts if not self._is_a_rate(each)}
        introducers = {found.start(): found for found in _INTRODUCER.finditer(text, self.start, self.end)}
        places = {found.start() for found in _BRACKET_OR_SEMICOLON.finditer(text, self.start, self.end)}
        last = self.total
        for at in sorted({*starts, *introducers, *places}):
            if at in starts:
                if self.open and self._says_the_sum(starts[at]):
                    continue
                while self.open and (self._is_over(at) or self._is_of_the_outer(starts[at])):
                    self.done.append(self.open.pop())
                breaks_down = bool(self.open) and self._breaks_down(self.open[-1], last)
                last = starts[at]
                if breaks_down:
                    head = self._broken_down(self.open[-1])
                    self.open.append(Listing(head, True, len(self.brackets), is_in_brackets=True))
                if self.open:
                    self.open[-1].add(last, text)
            elif at in introducers:
                if last is not None:
                    self.open.append(Listing(last, bool(introducers[at]["loose"]), len(self.brackets)))
                    last = None
            elif text[at] in "（(":
                self.brackets.append(at)
            elif text[at] in "）)":
                if self.brackets:
                    self.brackets.pop()
                while self.open and self.open[-1].depth > len(self.brackets):
                    self.done.append(self.open.pop())
            elif self.open and self._ends_here(at):
                self.done.append(self.open.pop())
        if self.open and text[self.start : self.end].rstrip()[-1:] not in _STOPS:
            for each in self.open:
                each.is_cut = True
        self.done.extend(reversed(self.open))
        return [
            each
            for each in self.done
            if each.items
            and all(amount.is_sure for amount in (each.head, *each.items))
            and (not each.is_in_brackets or self._is_too_much(each))
        ]

    def _is_too_much(self, each: Listing) -> bool:
        """Whether named parts that are in brackets behind an amount exceed it. That they do not reach it says nothing."""
        return each.difference > each.slack and all(
            item.value <= each.head.value
            and (name := _A_NAME.search(self.text, max(each.head.end, item.start - 2 * _NEAR), item.start))
            and not _NO_PART.search(name[0])
            for item in each.items
        )

    def _is_a_rate(self, each: Mention) -> bool:
        near = self.text[max(0, each.start - _NEAR) : each.start]
        return bool(_A_RATE.search(near)) or bool(_AFTER.match(self.text, each.end))

    def _ends_here(self, at: int) -> bool:
        """A list inside another ends at the semicolon where its sum is reached; the outermost where another list follows too."""
        if self.open[-1].is_in_brackets:
            return False
        if len(self.open) > 1:
            return self.open[-1].is_even or self._next_has_its_own_list(at)
        return self.open[-1].is_even and self._next_has_its_own_list(at)

    def _next_has_its_own_list(self, at: int) -> bool:
        """What follows the semicolon has a list of its own, so it is no item of this one."""
        stop = _SEMICOLON.search(self.text, at + 1, self.end)
        return bool(_INTRODUCER.search(self.text, at + 1, stop.start() if stop else self.end))

    def _is_of_the_outer(self, amount: Mention) -> bool:
        """中央 150万元，其中直达资金 120万元，省级 50万元: too much for the inner list, and wanting in the outer one."""
        if len(self.open) < _LEAST_ITEMS:
            return False
        outer, inner = self.open[-2:]
        if inner.depth > outer.depth:
            return False
        is_wanted = amount.value <= outer.slack - outer.difference
        is_too_much = amount.value > inner.slack - inner.difference >= 0
        return (
            is_wanted
            and is_too_much
            and bool(inner.items)
            and bool(_COMMA.search(self.text, inner.items[-1].end, amount.start))
        )

    def _breaks_down(self, listing: Listing, last: Mention | None) -> bool:
        """基本支出 100万元（人员经费 60万元，…）: what stands in brackets behind an item is a part of it."""
        if len(self.brackets) <= listing.depth:
            return False
        opened = self.brackets[listing.depth]
        if not listing.items and not last:
            return False
        before = self._broken_down(listing)
        return opened - before.end <= _NEAR and not self.text[before.end : opened].strip()

    def _broken_down(self, listing: Listing) -> Mention:
        """What stands before the bracket that is open within a list."""
        number = bisect_right(listing.items, self.brackets[listing.depth], key=lambda each: each.end)
        return listing.items[number - 1] if number else listing.head

    def _says_the_sum(self, amount: Mention) -> bool:
        """…、乙 40万元，合计 100万元: what is behind 合计 is no item."""
        listing = self.open[-1]
        return bool(_A_SUM.search(before(self.text, amount.start, _NEAR))) and amount.value in {
            listing.head.value,
            listing.sum,
        }

    def _is_over(self, at: int) -> bool:
        """Whether the amount that stands there is no item any more, the items before it being the whole already.

        基本支出 100万元，其中人员经费 60万元、公用经费 40万元，项目支出 50万元: a comma behind items that 、 divided, or another cut.
        """
        listing, nested = self.open[-1], len(self.open) > 1
        if listing.is_in_brackets:
            return False
        if len(listing.items) < _LEAST_ITEMS or not listing.is_even:
            return False
        if nested or _OTHER_CUT.match(self.text, listing.items[-1].end, at):
            return True
        return not listing.has_commas and bool(_COMMA.search(self.text, listing.items[-1].end, at))


@rule(
    "R-TXT-3",
    "W",
    "所列各项之和与总数一致",
    basis="预算法第十四条；文字与公开表一致",
    reads=Reads.WORDS,
    alone=Reads.WORDS,
    needs="document",
    example="“预算 100万元，其中：甲 60万元，乙 30万元”，各项之和只有 90万元。",
    satisfy="补齐所列各项，或改正总数；只举主要项目的用“主要是”。",
)
def lists_add_up(review: Review) -> Iterator[Finding]:
    """More than the total is always wrong. Less is wrong after 其中 or 包括, and to be looked at after 主要为."""
    for line in lines(review):
        if line.kind != "body":
            continue
        yield from first_ones(
            _finding(review, line, each)
            for each in listings(line)
            if each.is_wrong and not (each.is_cut and each.difference < 0 and _may_go_on(review))
        )


def _may_go_on(review: Review) -> bool:
    """A line of a document from elsewhere may be that of a page and no whole paragraph."""
    return review.is_words_alone or review.ledger.budget.imported


def _finding(review: Review, line: DocumentLine, listing: Listing) -> Finding:
    difference = listing.difference
    severity: Severity | None = "W" if difference < 0 and listing.is_loose else None
    words = "超过" if difference > 0 else "少于"
    return Finding(
        f"所列 {len(listing.items)} 项之和 {shown(listing.sum)}，{words}总数 {shown(listing.head.value)}，"
        f"相差 {shown(abs(difference))}：“{around(line.text, listing.head.start, listing.head.end)}”。",
        (place(review, line),),
        difference,
        remedy="请补齐没有列出的项目，或改正数字；只列主要项目的请说明其余部分。",
        severity=severity,
    )
