"""The part of a budget that this app holds, and its rules."""

from __future__ import annotations

from django.db.models import Q

from budgets import parts
from budgets.consolidation import sums
from budgets.models import DepartmentalBudget
from procurement.columns import Kind, columns_of
from procurement.models import ProcurementItem


def register() -> None:
    """Called once when Django starts."""
    from procurement import checks  # noqa: F401, PLC0415  importing them registers the rules

    sums.register(sums.Whole("procurement", "不属于项目的政府采购", ProcurementItem, where=Q(project__isnull=True)))
    parts.register(
        parts.Part(
            key="procurement",
            title="政府采购预算",
            order=70,
            url_name="entry-procurement",
            sections=("procurement",),
            models=(ProcurementItem,),
            completeness=_procurement,
        )
    )


def _procurement(budget: DepartmentalBudget) -> parts.Completeness:
    """A budget without procurement is complete: the document then says that none is planned."""
    items = list(ProcurementItem.objects.filter(budget=budget).order_by("ordinal", "pk"))
    funds = [column.key for column in columns_of(budget.fiscal_year).leaves() if column.kind is Kind.FUND]
    missing = tuple(
        f"采购物品“{item.name}”的政府采购金额" for item in items if all(getattr(item, fund) is None for fund in funds)
    )
    return parts.Completeness(filled=len(items), missing=missing)
