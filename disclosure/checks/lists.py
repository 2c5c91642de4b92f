"""A total and the list behind it: 其中, 包括, 主要为. R-TXT-3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from budgets.checks.evidence import shown
from budgets.findings import Finding, Severity, rule
from budgets.reads import Reads
from disclosure.checks.amounts import Mention, flat, mentions
from disclosure.checks.lines import Line, around, lines, place
from disclosure.review import Review

_INTRODUCER = re.compile(
    r"(?P<loose>主要为|主要是|主要用于|主要包括|主要有)|(?P<strict>其中|包括|分别为|分别是|主要内容如下)"
)
_ABOUT_CHANGE = re.compile(r"比|较上年|同比|增加|减少|下降|增长|持平|上年|去年")
_A_RATE = re.compile(r"(单价|每\S{0,4}|人均|标准|限额)$")
_A_SUM = re.compile(r"(合计|共计|总计|小计)(为|是)?\s*$")
_COMMA = re.compile(r"[，；,;]")
_OTHER_CUT = re.compile(r"^[，；,;]\s*(?:而)?(?:基本支出|项目支出|政府性基金|国有资本经营)")
_LEAST_ITEMS = 2
_AFTER = re.compile(r"\s*(以上|以下|以内|/|／)")


@dataclass
class Listing:
    """A total and what is listed for it.

    is_loose  introduced by 主要: it need not be complete
    depth     brackets that were open where it began; it ends when one of them closes
    """

    head: Mention
    is_loose: bool
    depth: int
    items: list[Mention] = field(default_factory=list)

    @property
    def sum(self) -> Decimal:
        return sum((item.value for item in self.items), Decimal(0))

    @property
    def difference(self) -> Decimal:
        return self.sum - self.head.value

    @property
    def is_even(self) -> bool:
        exact = all(item.is_exact for item in (self.head, *self.items))
        slack = Decimal(0) if exact else sum((item.tolerance for item in (self.head, *self.items)), Decimal(0))
        return abs(self.difference) <= slack

    @property
    def is_wrong(self) -> bool:
        """其中 before a single smaller amount names a part and lists nothing."""
        is_one_part = not self.is_loose and len(self.items) == 1 and self.difference < 0
        return not self.is_even and not is_one_part


def listings(line: Line) -> list[Listing]:
    """The lists of a paragraph. A list inside a list ends at the semicolon where its sum is reached, else at the stop."""
    found: list[Listing] = []
    text, position = flat(line.runs), 0
    for sentence in re.findall(r"[^。\n]*[。\n]?", text):
        if sentence and not _ABOUT_CHANGE.search(sentence):
            inside = [each for each in mentions(line.runs) if position <= each.start < position + len(sentence)]
            found.extend(_of_sentence(text, position, position + len(sentence), inside))
        position += len(sentence)
    return found


def _of_sentence(text: str, start: int, end: int, amounts: list[Mention]) -> list[Listing]:
    amounts = [
        each for each in amounts if not _A_RATE.search(text[: each.start][-8:]) and not _AFTER.match(text[each.end :])
    ]
    starts = {each.start: each for each in amounts}
    introducers = {found.start(): found for found in _INTRODUCER.finditer(text, start, end)}
    done: list[Listing] = []
    open_: list[Listing] = []
    brackets: list[int] = []
    last: Mention | None = None
    for at in range(start, end):
        if at in starts:
            if open_ and _says_the_sum(text[:at], starts[at], open_[-1]):
                continue
            while open_ and _is_over(text, at, open_[-1], nested=len(open_) > 1):
                done.append(open_.pop())
            breaks_down = open_ and _breaks_down(text, brackets, open_[-1], last)
            last = starts[at]
            if open_ and not breaks_down:
                open_[-1].items.append(last)
        elif at in introducers and last is not None:
            open_.append(Listing(last, bool(introducers[at]["loose"]), len(brackets)))
            last = None
        elif text[at] in "（(":
            brackets.append(at)
        elif text[at] in "）)":
            if brackets:
                brackets.pop()
            while open_ and open_[-1].depth > len(brackets):
                done.append(open_.pop())
        elif text[at] in "；;" and open_ and _ends_here(text, at, end, open_):
            done.append(open_.pop())
    done.extend(reversed(open_))
    return [each for each in done if each.items and all(amount.is_sure for amount in (each.head, *each.items))]


def _ends_here(text: str, at: int, end: int, open_: list[Listing]) -> bool:
    """A list inside another ends at the semicolon where its sum is reached; the outermost where another list follows too."""
    follows = _next_has_its_own_list(text, at, end)
    return open_[-1].is_even or follows if len(open_) > 1 else open_[-1].is_even and follows


def _breaks_down(text: str, brackets: list[int], listing: Listing, last: Mention | None) -> bool:
    """基本支出 100万元（人员经费 60万元，…）: what stands in brackets behind an item is a part of it."""
    if len(brackets) <= listing.depth:
        return False
    opened = brackets[listing.depth]
    before = [item for item in listing.items if item.end <= opened] or ([listing.head] if last else [])
    return bool(before) and not text[before[-1].end : opened].strip()


def _says_the_sum(before: str, amount: Mention, listing: Listing) -> bool:
    """…、乙 40万元，合计 100万元: what is behind 合计 is no item."""
    return bool(_A_SUM.search(before)) and amount.value in {listing.head.value, listing.sum}


def _is_over(text: str, at: int, listing: Listing, *, nested: bool) -> bool:
    """Whether the amount that stands there is no item any more, the items before it being the whole already.

    基本支出 100万元，其中人员经费 60万元、公用经费 40万元，项目支出 50万元: a comma behind items that 、 divided, or another cut.
    """
    items = listing.items
    if len(items) < _LEAST_ITEMS or not listing.is_even:
        return False
    between = "".join(text[one.end : other.start] for one, other in pairwise(items))
    behind = text[items[-1].end : at]
    return nested or bool(_OTHER_CUT.search(behind)) or (bool(_COMMA.search(behind)) and not _COMMA.search(between))


def _next_has_its_own_list(text: str, at: int, end: int) -> bool:
    """What follows the semicolon has a list of its own, so it is no item of this one."""
    return bool(_INTRODUCER.search(re.split("[；;]", text[at + 1 : end])[0]))


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
        for listing in listings(line):
            if not listing.is_wrong:
                continue
            difference = listing.difference
            severity: Severity | None = "W" if difference < 0 and listing.is_loose else None
            words = "超过" if difference > 0 else "少于"
            yield Finding(
                f"所列 {len(listing.items)} 项之和 {shown(listing.sum)}，{words}总数 {shown(listing.head.value)}，"
                f"相差 {shown(abs(difference))}：“{around(line.text, listing.head.start, listing.head.end)}”。",
                (place(review, line),),
                difference,
                remedy="请补齐没有列出的项目，或改正数字；只列主要项目的请说明其余部分。",
                severity=severity,
            )
