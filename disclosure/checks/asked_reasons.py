"""The items and projects whose change the format asks about, printed or not: which of them have no reason yet (R-TXT-6)."""

from __future__ import annotations

from decimal import Decimal

from budgets.checks.evidence import shown
from budgets.rules.registry import Finding, Place
from budgets.statements.year_over_year import ComparedLine, lines
from disclosure import formats
from disclosure.composition.review import Review


def unexplained_lines(review: Review) -> list[ComparedLine]:
    """Items and projects whose change is asked about. A document at hand as words alone has no page on which they stand."""
    if review.is_words_alone or review.ledger.budget.imported:
        return []
    terms = formats.load(review.ledger.budget.format_key).terms
    return [line for line in lines(review.ledger, terms) if line.group in {"item", "project"} and line.is_missing]


def unexplained(line: ComparedLine) -> Finding:
    """No sentence of the form prints it: the reviewer has to know it, the reader does not miss it."""
    compared = line.comparison
    change = compared.change.number if compared.change else Decimal(0)
    percent = f"，{compared.growth} {compared.percent.number}%" if compared.percent else ""
    before = compared.previous.number if compared.previous else Decimal(0)
    name = f"{line.code} {line.label}".strip()
    return Finding(
        f"{name}上年 {shown(before)}，本年 {shown(compared.current.number)}，{compared.direction} {shown(change)}{percent}，没有填写原因。",
        (Place(f"{name}增减变化原因", "空白", "comparison", line.anchor),),
        change,
        remedy="请在“与上年比较”中填写增减变化的原因。",
        severity="W",
    )
