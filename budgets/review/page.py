"""What the pages of the reviewers' desk share: whose budget it is, and the frame in which it is shown.

`AdminSite.admin_view` only asks whether somebody is active staff. Each page therefore loads its budget by the
reviewer's own assignments: what belongs to another reviewer is not found.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib.admin.sites import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from budgets.choices import Role
from budgets.models import DepartmentalBudget
from budgets.models.records_in_force import with_replies
from budgets.workflow import transitions

_TEMPLATES = "admin/budgets/departmentalbudget"


def person(request: HttpRequest) -> User:
    """Nobody else gets past `admin_view`."""
    return cast("User", request.user)


def load(request: HttpRequest, budget_pk: int) -> DepartmentalBudget:
    mine = DepartmentalBudget.objects.for_role(request.user, Role.REVIEWER)
    people = mine.select_related("region", "department", "unit", "submitted_by", "approved_by")
    budget = get_object_or_404(people.prefetch_related(with_replies()), pk=budget_pk)
    if not request.user.is_active:
        raise Http404
    return budget


def load_for(request: HttpRequest, budget_pk: int, move: str) -> DepartmentalBudget:
    """A person who may never make the move (four eyes) is told so; a state that changed meanwhile is the form's matter."""
    budget = load(request, budget_pk)
    refused = transitions.refusal(move, budget, request.user)
    if isinstance(refused, transitions.NotAllowed):
        raise PermissionDenied(str(refused))
    return budget


def address(budget: DepartmentalBudget) -> str:
    return reverse("admin:budgets_departmentalbudget_change", args=[budget.pk])


def page(
    request: HttpRequest,
    admin_site: AdminSite,
    name: str,
    budget: DepartmentalBudget,
    context: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    opts = DepartmentalBudget._meta
    base = {**admin_site.each_context(request), "title": str(budget), "opts": opts, "budget": budget}
    request.current_app = admin_site.name
    return TemplateResponse(request, f"{_TEMPLATES}/{name}.html", base | context, status=status)
