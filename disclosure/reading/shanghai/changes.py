"""A figure of the narrative with its change from last year: 某某预算 12.00 万元，比2024年预算增加 3.00 万元，主要原因是…."""

from __future__ import annotations

import re
from decimal import Decimal

from budgets.money import UNITS, UnreadableAmount, parse_yuan, round_yuan
from disclosure.reading.shanghai.facts import NarratedChange, NarratedFigure, ShanghaiFacts
from disclosure.reading.shanghai.lines import SourceParagraph

NUM = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_COMPARED = re.compile(
    rf"^[，。]?比(?P<year>\d{{4}})年(?:（[^）]*）)?(?:年初)?预算(?:数)?(?:(?P<direction>增加|减少)(?:了)?(?P<change>{NUM})万元|持平)"
)
_REASON = re.compile(r"^[，。；]?(?:主要)?原因(?:是|为)?[:：]?(?P<reason>[^。；]+)")
_LESS = "减少"


def in_yuan(number: str) -> Decimal | None:
    """A number of 万元."""
    try:
        return parse_yuan(f"{round_yuan(Decimal(number.replace(',', '')) * UNITS['万元']):f}")
    except (UnreadableAmount, ArithmeticError):
        return None


def read_figure(paragraph: SourceParagraph, label: str, ref: str, facts: ShanghaiFacts, *, year: int) -> bool:
    """The figure behind the first such label, with what is said of last year and why. label: a pattern."""
    text = paragraph.squeezed
    found = re.search(rf"{label}(?:预算)?(?:数)?(?:为)?(?P<number>{NUM})万元", text)
    if not found:
        return False
    value = in_yuan(found["number"])
    if value is None:
        facts.note(paragraph.line, f"“{found.group()}”不是金额")
        return False
    facts.said.append(NarratedFigure(ref, value, paragraph.line, rounded=True))
    rest = text[found.end() :]
    if compared := _COMPARED.match(rest):
        _add_change(paragraph, ref, value, compared, facts, year)
        rest = rest[compared.end() :]
    if reason := _REASON.match(rest):
        facts.reason(ref, reason["reason"], paragraph.line)
    return True


def _add_change(
    paragraph: SourceParagraph, ref: str, value: Decimal, compared: re.Match[str], facts: ShanghaiFacts, year: int
) -> None:
    if int(compared["year"]) != year - 1:
        facts.note(paragraph.line, f"“{compared.group()}”比较的不是上年，未读入")
        return
    change = in_yuan(compared["change"]) if compared["change"] else Decimal(0)
    if change is None:
        facts.note(paragraph.line, f"“{compared.group()}”中的增减额不是金额，未读入")
        return
    signed = -change if compared["direction"] == _LESS else change
    if value - signed < 0:
        facts.note(paragraph.line, f"“{compared.group().lstrip('，。')}”推算出的上年数为负，未读入上年数，原文保留")
        return
    facts.changes.append(NarratedChange(ref, value, signed, paragraph.line))
