"""The bands of 绩效标准: 优95%以上；良90%以上 is also true of 96%. R-PRF-8."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from budgets.money import plain
from budgets.rules.inspections import Bearing, Question
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, rule
from budgets.statements.ledger import Ledger
from performance.checks.places import duties, of_duty

_INCLUDED = r"(?P<{0}>（含）|\(含\)|（含本数）)?"
GRADES = ("优秀", "优", "良好", "良", "中等", "中", "差", "合格", "不合格", "较差", "一般")
_BAND = (
    r"(?P<name>{grades})\s*[为是：:]?\s*"
    r"(?P<first>\d+(?:\.\d+)?)\s*[%％分]?\s*" + _INCLUDED.format("first_in")
    + r"\s*(?P<word>以上|以下|及以上|及以下|至|到|-|－|—|~|～)"
    r"(?:\s*(?P<second>\d+(?:\.\d+)?)\s*[%％分]?\s*" + _INCLUDED.format("second_in") + r")?"
)  # fmt: skip
_TOP, _BOTTOM = Decimal(10**6), Decimal(-(10**6))


@dataclass(frozen=True)
class Band:
    """A grade's values. A bound is `sure` where the text says whether it is included (（含）, 及以上)."""

    name: str
    low: Decimal
    high: Decimal
    low_in: bool
    high_in: bool
    low_sure: bool = False
    high_sure: bool = False


def bands(text: str, grades: Sequence[str] = GRADES) -> list[Band]:
    """以上 and 以下 include the number itself (民法典 第一千二百五十九条) unless another band says that it has it."""
    pattern = re.compile(_BAND.replace("{grades}", "|".join(map(re.escape, grades))))
    return [band for found in pattern.finditer(text) if (band := _band(found))]


def _band(found: re.Match[str]) -> Band | None:
    first, word = Decimal(found["first"]), found["word"]
    marked = bool(found["first_in"]) or word.startswith("及")
    if word.endswith("以上"):
        return Band(found["name"], first, _TOP, True, True, low_sure=marked)
    if word.endswith("以下"):
        return Band(found["name"], _BOTTOM, first, True, True, high_sure=marked)
    if found["second"] is None:
        return None
    second = Decimal(found["second"])
    first_in, second_in = bool(found["first_in"]), bool(found["second_in"])
    says = first_in or second_in
    if first > second:
        first, second, first_in, second_in = second, first, second_in, first_in
    return Band(found["name"], first, second, first_in or not says, second_in or not says, says, says)


def overlap(one: Band, other: Band) -> str:
    """What is in both bands, in words; empty when nothing is."""
    low, high = max(one.low, other.low), min(one.high, other.high)
    if low < high:
        return f"{plain(low)} 至 {plain(high)}" if high != _TOP else f"{plain(low)} 以上"
    if low > high:
        return ""
    if one.high == other.low:
        below, above = one, other
    elif other.high == one.low:
        below, above = other, one
    else:
        return ""
    if not (below.high_in and above.low_in) or below.high_sure != above.low_sure:
        return ""
    return plain(low)


@rule(
    "R-PRF-8",
    "W",
    "绩效标准的档次不重叠",
    basis="预算法第三十二条；项目绩效目标表",
    reads=Reads.LINES | Reads.WORDS,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="绩效标准写“优为90%以上，良为85%至95%”，90%至95% 两档重叠。",
    satisfy="各档首尾相接、互不重叠，并写明端点归哪一档。",
    grades=GRADES,
)
def bands_do_not_overlap(ledger: Ledger, *, grades: tuple[str, ...]) -> Iterator[Finding]:
    judged = False
    for duty in duties(ledger):
        found = bands(duty.standards, grades)
        judged = judged or len(found) > 1
        clashes = [f"“{a.name}”与“{b.name}”都包含 {both}" for a, b in combinations(found, 2) if (both := overlap(a, b))]
        if clashes:
            yield Finding(
                f"“{duty.name}”的绩效标准档次重叠：{'；'.join(clashes)}。",
                (of_duty(duty, "绩效标准", duty.standards),),
                remedy="请写明每一档的上下限，例如“优为95%（含）以上；良为90%（含）至95%”。",
            )
    if not judged:
        raise NotRun("绩效标准没有分档")
