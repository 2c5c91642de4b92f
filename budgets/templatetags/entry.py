"""What templates of the entry desk need: amounts, addresses that may not be there, the state of a link."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import Truncator

from budgets.composer import composer
from budgets.consolidation.unit_states import has_units as version_has_units
from budgets.models import DepartmentalBudget
from budgets.money import grouped

register = template.Library()


@register.filter
def yuan(amount: Decimal | None) -> str:
    """1,234.50; nothing for a blank."""
    return "" if amount is None else grouped(amount)


@register.filter
def with_value(place: Any, longest: int = 0) -> str:
    """Label and value of a finding's place. Labels of forms end with a colon themselves: there is one between the two.

    longest  of the value, in letters; 0 for all of it
    """
    label, value = (place["label"], place["value"]) if isinstance(place, dict) else (place.label, place.value)
    if not value:
        return str(label)
    return f"{label.rstrip('：: ')}：{Truncator(value).chars(longest) if longest else value}"


@register.filter
def seconds_left(user: Any) -> int:
    """Until this signing in ends: sessions are counted from it and not prolonged by use."""
    began = user.last_login or timezone.now()
    return max(int(settings.SESSION_COOKIE_AGE - (timezone.now() - began).total_seconds()), 0)


@register.simple_tag
def has_units(budget: DepartmentalBudget) -> bool:
    """Whether the version is put together from units."""
    return version_has_units(budget)


@register.simple_tag
def format_notes(budget: DepartmentalBudget) -> list[str]:
    """What of the version's format is 待核实, in words."""
    return composer().format_notes(budget.format_key)


@register.simple_tag
def format_name(budget: DepartmentalBudget) -> str:
    """The name of the version's format; its key where the region has no such format on offer."""
    offered = dict(composer().formats_for(budget.region_id, budget.fiscal_year))
    return offered.get(budget.format_key, budget.format_key)


@register.simple_tag
def entry_url(name: str, budget: DepartmentalBudget, **more: object) -> str:
    """The address of a page about a version; empty where this installation has no such page."""
    try:
        return reverse(name, kwargs={"budget_pk": budget.pk, **more})
    except NoReverseMatch:
        return ""
