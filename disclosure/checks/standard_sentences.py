"""Own words beside the standard sentence whose place they take: digits behind the same words must be the same figure. R-TXT-1.

An own sentence mostly keeps the standard one's frame. Where it types digits behind the words that a figure of the
standard sentence stands behind (…科目, …比上年增加), it means that figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgets.checks.evidence import shown
from budgets.money import UNITS
from budgets.rules.registry import Finding, Place
from budgets.statements.amounts import Amount
from budgets.statements.memory import once
from disclosure.checks.amounts import clause_before
from disclosure.checks.compared_texts import comparisons
from disclosure.checks.lines import DocumentLine, around, first_ones, lines, place
from disclosure.composition.review import Review
from disclosure.document import Figure

_REFERENCE = re.compile(r"\{([^{}]+)\}")
_RATE = re.compile(r"(?<![\d.,])(\d[\d,]*+(?:\.\d++)?)\s*+[%％]")
_LONGEST_RATE = 20
_ANOTHER_TIME = re.compile(r"(?<!\d)20\d{2}年|累计|季度|[上下]半年")
_WIDTHS = (4, 8)
_LEAST_WORDS = 2


@dataclass(frozen=True)
class TypedFigure:
    """Digits in an own sentence: value in 元 or %, half of the last digit, and where they stand."""

    start: int
    end: int
    printed: str
    value: Decimal
    tolerance: Decimal
    unit: str


def typed_against_the_standard_sentence(review: Review) -> Iterator[Finding]:
    for line in lines(review):
        block = review.composition.words.get(line.key)
        if block is None or block.own is None or block.kind != "sentence" or line.table:
            continue
        slots = _slots(review, block.generated)
        if slots:
            yield from first_ones(_of_line(review, line, slots, block.generated))


def _slots(review: Review, generated: str) -> dict[str, list[Amount]]:
    """The last words before each figure of the standard sentence → the figures behind them."""
    found: dict[str, list[Amount]] = {}
    end = 0
    for reference in _REFERENCE.finditer(generated):
        amount = review.composition.amounts.get(reference[1])
        label = _label(generated[end : reference.start()])
        if amount is not None and label:
            found.setdefault(label, []).append(amount)
        end = reference.end()
    return found


def _label(before: str) -> str:
    """The words right before a figure; empty where there are too few to recognise it by."""
    for width in _WIDTHS:
        label = before[-width:]
        if len(re.findall(r"[\u4e00-\u9fff]", label)) >= _LEAST_WORDS:
            return label
    return ""


def _of_line(review: Review, line: DocumentLine, slots: dict[str, list[Amount]], generated: str) -> Iterator[Finding]:
    text = line.flat
    # A percentage beside both of its amounts is reckoned from them, as printed: R-TXT-4.
    reckoned = _reckoned(review).get(line.key, set())
    for typed in _typed(line):
        if typed.unit == "%" and typed.value in reckoned:
            continue
        if _is_of_another_time(clause_before(text, typed.start, "，。；"), generated):
            continue
        label = next((each for each in slots if text.endswith(each, 0, typed.start)), "")
        meant = [amount for amount in slots.get(label, ()) if (amount.unit == "%") == (typed.unit == "%")]
        if not meant or any(abs(_value(amount) - typed.value) <= typed.tolerance for amount in meant):
            continue
        difference = typed.value - _value(meant[0])
        yield Finding(
            f"文字写“{label}{typed.printed}”，数据是 {shown(_value(meant[0]), typed.unit)}，"
            f"相差 {shown(abs(difference), typed.unit)}：“{around(text, typed.start, typed.end)}”。",
            (
                place(review, line),
                Place(meant[0].name, shown(meant[0].value, meant[0].unit), meant[0].part, meant[0].anchor),
            ),
            difference,
            typed.unit,
            remedy="请改正文字，最好改为引用数据；数据有误的请改正数据。",
        )


@once
def _reckoned(review: Review) -> dict[str, set[Decimal]]:
    """Key of the line → the percentages in it that are reckoned from amounts beside them."""
    found: dict[str, set[Decimal]] = {}
    for each in comparisons(review):
        if each.percent is not None and each.base is not None:
            found.setdefault(each.line.key, set()).add(each.percent)
    return found


def _is_of_another_time(clause: str, generated: str) -> bool:
    """2020年预算支出 … in a sentence of 2021, or a sum over several years."""
    return any(found[0] not in generated for found in _ANOTHER_TIME.finditer(clause))


def _value(amount: Amount) -> Decimal:
    return amount.number * UNITS.get(amount.unit, Decimal(1))


def _typed(line: DocumentLine) -> Iterator[TypedFigure]:
    for mention in line.sure_mentions:
        if mention.is_typed:
            yield TypedFigure(mention.start, mention.end, mention.printed, mention.value, mention.tolerance, "元")
    of_figures: set[int] = set()
    at = 0
    for run in line.runs:
        if isinstance(run, Figure):
            of_figures.update(range(at, at + len(run.text)))
        at += len(run.text)
    for found in _RATE.finditer(line.flat):
        if found.start() not in of_figures and len(found[1]) <= _LONGEST_RATE:
            digits = found[1].replace(",", "")
            half = Decimal(5).scaleb(-len(digits.partition(".")[2]) - 1)
            yield TypedFigure(found.start(), found.end(), found[0], Decimal(digits), half, "%")
