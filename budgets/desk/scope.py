"""Who may open what. A version that an account does not reach does not exist for it: 404, never 403."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest

from budgets.choices import Role
from budgets.models import Assignment, Department, DepartmentalBudget, Region, Unit
from budgets.models.budget import reaches
from budgets.models.selection import asked, instances

_NO_KEY = 2**63  # no row has a key from here on


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


def visible_budget(user: Any, pk: int | str) -> DepartmentalBudget:
    """pk  also as the digits of an address"""
    key = int(pk)
    assignments, found = asked(
        [(Assignment, "user_id = %s", [user.pk]), (DepartmentalBudget, "id = %s", [key if key < _NO_KEY else 0])]
    )
    for budget in instances(DepartmentalBudget, found):
        if any(reaches(each, budget) for each in instances(Assignment, assignments)):
            return _with_its_places(budget)
    raise Http404


def _with_its_places(budget: DepartmentalBudget) -> DepartmentalBudget:
    """With its region, department and unit, in one statement."""
    wanted: list[tuple[str, type[Model], str, Any]] = [
        ("region", Region, "code = %s", budget.region_id),
        ("department", Department, "id = %s", budget.department_id),
        ("unit", Unit, "id = %s", budget.unit_id),
    ]
    found = asked([(model, where, [key]) for _, model, where, key in wanted])
    for (name, model, _, _), values in zip(wanted, found, strict=True):
        setattr(budget, name, next(iter(instances(model, values)), None))
    return budget


def may_prepare(user: Any, budget: DepartmentalBudget) -> bool:
    (assignments,) = asked([(Assignment, "user_id = %s AND role = %s", [user.pk, Role.PREPARER])])
    return any(reaches(each, budget) for each in instances(Assignment, assignments))
