"""What a sentence says of last year: its figure, or by how much it was more or less, and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from budgets.money import UnreadableAmount, parse_yuan
from budgets.text import squeeze
from disclosure.reading.matching.facts import Money, SourceChange
from disclosure.reading.matching.names import figure_named

_YUAN = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,2})?"
_COMPARISON = re.compile(
    r"(?P<label>[^，。；：]{0,60}?)(?:，)?(?:比|较|与|同|和)(?P<year>上年|去年|上一年|\d{4}年)(?:度)?(?:的)?(?:年初)?(?:预算)?(?:数|安排)?"
    rf"(?:(?P<previous>{_YUAN})元)?(?:相比)?，?(?:为)?"
    rf"(?P<direction>增加|减少|增长|下降|降低|持平|无变化|没有变化|无增减|相同|一致)(?:了)?(?:(?P<change>{_YUAN})元)?"
)
_COMPARED = re.compile(
    r"(?:比|较|与|同|和)(?P<year>上年|去年|上一年|\d{4}年)(?:度)?(?:的)?(?:年初)?(?:预算)?(?:数|安排)?相比，(?P<label>[^，。；：]{0,60}?)"
    rf"(?P<direction>增加|减少|增长|下降|降低|持平|无变化|没有变化|无增减)(?:了)?(?:(?P<change>{_YUAN})元)?"
)
_BEFORE = re.compile(
    rf"(?P<label>[^，。；：]{{0,60}}?)(?P<year>上年|去年|\d{{4}}年)(?:度)?(?P<row>[^，。；：\d]{{0,30}}?)(?:预算)?(?:数|安排)*(?:为|是)?(?P<previous>{_YUAN})元"
)
_REASON = re.compile(
    r"(?:主要)?(?:是由于|原因(?:是|为|：|主要是)|由于)(?P<reason>.+?)(?=；[^；。]*?(?:比|较|与|同)(?:上年|去年|\d{4}年)|。|$)"
)
_MORE = {"增加", "增长"}
_LESS = {"减少", "下降", "降低"}

NEW_UNIT = re.compile(
    r"新增(?:的)?(?:预算)?单位|新设立?(?:的)?(?:预算)?单位|新成立(?:的)?(?:预算)?单位|(?:暂无|没有|无)(?:上年|\d{4}年)[^。，]{0,20}数据"
)


def changes_in(text: str, *, year: int, current: dict[str, Money], line: int, default: str) -> Iterator[SourceChange]:
    """Each comparison with last year.

    current  this year's figures by reference, from which an unnamed last year's figure is reckoned
    default  the figure that is meant where the sentence names none
    """
    plain = squeeze(text)
    found = sorted((*_COMPARISON.finditer(plain), *_COMPARED.finditer(plain)), key=lambda each: each.start())
    found = [each for each in found if _is_last(each["year"], year)]
    statement = default.split(".")[0]
    for number, match in enumerate(found):
        ref = figure_named(_named(match["label"]), (statement,)) or (default if number == 0 else None)
        if ref is None:
            continue
        stop = found[number + 1].start() if number + 1 < len(found) else len(plain)
        reason = _REASON.search(plain, match.end(), max(stop, match.end()))
        now = current.get(ref)
        yield SourceChange(
            ref, _previous(match, now.amount if now else None), reason["reason"].rstrip("；，") if reason else "", line
        )


def last_years_figures(text: str, *, year: int, default: str, line: int) -> Iterator[SourceChange]:
    """Last year's figures that a sentence states for themselves (2019年预算为…元)."""
    statement = default.split(".")[0]
    for match in _BEFORE.finditer(squeeze(text)):
        if _is_last(match["year"], year):
            ref = figure_named(match["row"], (statement,)) or figure_named(match["label"], (statement,)) or default
            yield SourceChange(ref, _amount(match["previous"]), "", line)


def reason_in(text: str) -> str:
    found = _REASON.search(squeeze(text))
    return found["reason"] if found else ""


def _is_last(words: str, year: int) -> bool:
    return not words[0].isdigit() or words == f"{year - 1}年"


def _named(label: str) -> str:
    """The words of the figure without 预算安排 … 元 that may stand between it and the comparison."""
    return re.sub(rf"(?:预算)?(?:安排)?(?:{_YUAN}元)?$", "", label)


def _previous(match: re.Match[str], now: Decimal | None) -> Decimal | None:
    if match.groupdict().get("previous"):
        return _amount(match["previous"])
    if now is None:
        return None
    if match["direction"] in _MORE | _LESS:
        change = _amount(match["change"]) if match["change"] else None
        if change is None:
            return None
        return now - change if match["direction"] in _MORE else now + change
    return now


def _amount(text: str) -> Decimal | None:
    try:
        return parse_yuan(text)
    except UnreadableAmount:
        return None
