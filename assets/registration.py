"""The part of a budget that this app holds, and its rules."""

from __future__ import annotations

from assets.choices import AssetCategory
from assets.models import AssetHolding
from budgets import parts
from budgets.consolidation import sums
from budgets.models import DepartmentalBudget

_NAMES = {category: category.label for category in AssetCategory if category != AssetCategory.ADDED}


def register() -> None:
    """Called once when Django starts."""
    from assets import checks  # noqa: F401, PLC0415  importing them registers the rules

    sums.register(sums.Whole("assets", "固定资产", AssetHolding, key=("category", "name"), sums=("quantity", "value")))
    parts.register(
        parts.Part(
            key="assets",
            title="国有资产",
            order=75,
            url_name="entry-assets",
            sections=("assets",),
            models=(AssetHolding,),
            completeness=_assets,
        )
    )


def _assets(budget: DepartmentalBudget) -> parts.Completeness:
    """Each row of the form asks for its value, 0 where the department has none: a blank says nothing."""
    valued = set(AssetHolding.objects.filter(budget=budget, value__isnull=False).values_list("category", flat=True))
    missing = tuple(f"{name}的价值（没有的填 0）" for category, name in _NAMES.items() if category not in valued)
    return parts.Completeness(filled=len(valued), missing=missing)
