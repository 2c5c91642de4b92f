"""How a log prints values and people."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template

from budgets.changes.pages import name_of
from budgets.money import grouped, plain

register = template.Library()
LONGEST = 400  # letters of a text; the workbook has all


@register.filter
def told(value: Any) -> str:
    """1,234.50 of a number, 空白 of nothing, the beginning of a long text."""
    if value is None:
        return "空白"
    if isinstance(value, Decimal):
        return grouped(value) if value != value.to_integral_value() else f"{value:,.0f}"
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}……"


@register.filter
def signed(value: Decimal) -> str:
    """+1,234 or -5.5"""
    digits = plain(abs(value))
    whole, _, rest = digits.partition(".")
    return f"{'-' if value < 0 else '+'}{int(whole):,}{f'.{rest}' if rest else ''}"


@register.filter
def person(who: Any) -> str:
    return name_of(who)
