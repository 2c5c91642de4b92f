"""Amounts as they stand in a sentence, each with the words that say what it is the amount of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgets.money import UNITS, UnreadableAmount, parse_yuan

# 20万元以上设备 is a threshold and no figure of the budget.
AMOUNT = re.compile(
    r"(?<![\d.,])(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<unit>亿元|万元|元|%|％)(?!\s*(?:[（(]含[）)])?\s*(?:以上|以下|以内|及以上))"
)
_LONGEST_CONTEXT = 400
_CLAUSE_ENDS = "，。；：,;:、！？!?"
_CONNECTIVES = re.compile(
    r"^(?:和|及|以及|与|并|另|再|还有|其中|包括|主要是|主要为|主要用于|用于|分别为|分别是|分别|即|含|[、，。；：,;:（(\s])+"
)


@dataclass(frozen=True)
class Labelled:
    """An amount.

    label   the words since the last end of a clause or the amount before
    phrase  the words since the amount before or the beginning of its sentence: names with commas in them stand here whole
    context the sentence up to the amount, each amount in it as #
    value   in 元; for a rate the number as it stands
    start, end  where the number stands in the text, its unit not included
    """

    label: str
    phrase: str
    context: str
    value: Decimal
    unit: str
    start: int
    end: int

    @property
    def is_rate(self) -> bool:
        return self.unit == "%"


def amounts_in(text: str) -> Iterator[Labelled]:
    """Every amount of a text, in order."""
    position = 0
    masked = ""
    for found in AMOUNT.finditer(text):
        value = _value(found["number"], found["unit"])
        if value is None:
            continue
        masked = f"{masked}{text[position : found.start()]}"[-_LONGEST_CONTEXT:]
        label, phrase = names_before(text[position : found.start()])
        yield Labelled(
            label,
            phrase,
            masked[_sentence_start(masked) :],
            value,
            found["unit"].replace("％", "%"),
            start=found.start("number"),
            end=found.end("number"),
        )
        position = found.end()
        masked += "#"


def names_before(words: str) -> tuple[str, str]:
    """Label and phrase, of the words between two amounts."""
    sentence = words[_sentence_start(words) :]
    clause = sentence[max(sentence.rfind(stop) for stop in _CLAUSE_ENDS) + 1 :]
    return without_connectives(clause), without_connectives(sentence)


def _sentence_start(words: str) -> int:
    return max(words.rfind(stop) for stop in "。！？") + 1


def without_connectives(words: str) -> str:
    """人员经费, of “主要是人员经费”."""
    return _CONNECTIVES.sub("", words).strip()


def _value(number: str, unit: str) -> Decimal | None:
    """None for what only looks like an amount (1.2345元): it stays a word."""
    try:
        if unit in UNITS and unit != "元":
            exact = Decimal(number.replace(",", "")) * UNITS[unit]
            return parse_yuan(f"{exact:f}".rstrip("0").rstrip(".") if "." in f"{exact:f}" else f"{exact:f}")
        return parse_yuan(number)
    except UnreadableAmount:
        return None
