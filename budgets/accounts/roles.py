"""In which roles an account may act on a version: a right comes from an Assignment and from nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from budgets.models import Assignment, DepartmentalBudget

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User


def roles_of(user: User | AnonymousUser, budget: DepartmentalBudget) -> set[str]:
    """The roles in which the account may act on this version."""
    if not user.is_authenticated or not user.is_active:
        return set()
    reaching = Assignment.objects.filter(
        Q(department=None) | Q(department=budget.department_id),
        Q(unit=None) | Q(unit=budget.unit_id),
        user_id=user.pk,
        region=budget.region_id,
    )
    if budget.unit_id is None:
        reaching = reaching.filter(of_superior=False)
    return set(reaching.values_list("role", flat=True))
