"""Who may open what. A version that an account does not reach does not exist for it: 404, never 403."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from budgets.choices import Role
from budgets.models import DepartmentalBudget


class EntryMixin(LoginRequiredMixin):
    """Views of the entry desk. `budget_of` for reading, `budget_to_write` for writing."""

    request: HttpRequest

    def budget_of(self, pk: int) -> DepartmentalBudget:
        return visible_budget(self.request.user, pk)

    def budget_to_write(self, pk: int) -> DepartmentalBudget:
        """Raises PermissionDenied for those who may see the version and do not prepare it."""
        budget = visible_budget(self.request.user, pk)
        if not may_prepare(self.request.user, budget):
            raise PermissionDenied("您的账号可以查看本预算，但不是它的填报人，不能修改。")
        return budget


def visible_budget(user: Any, pk: int) -> DepartmentalBudget:
    budgets = DepartmentalBudget.objects.visible_to(user).select_related("region", "department", "unit")
    return get_object_or_404(budgets, pk=pk)


def may_prepare(user: Any, budget: DepartmentalBudget) -> bool:
    return DepartmentalBudget.objects.for_role(user, Role.PREPARER).filter(pk=budget.pk).exists()
