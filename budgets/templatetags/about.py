"""Findings of a page that is one of several under a part: those about its own rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django import template

from budgets.desk.findings import ShownFinding, counts

register = template.Library()


@register.filter
def about(failures: Sequence[ShownFinding], anchors: Collection[str]) -> list[ShownFinding]:
    """Those that name one of the anchors."""
    return [failure for failure in failures if any(place.anchor in anchors for place in failure.places)]


@register.filter
def tallied(failures: Sequence[ShownFinding]) -> list[tuple[str, str, int]]:
    """How many of each severity, as the summary of the page counts them."""
    return counts(failures)
