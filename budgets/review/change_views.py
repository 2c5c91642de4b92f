"""The reviewers' pages of changes: of a version, of its life, and of all versions that a reviewer answers for."""

from __future__ import annotations

from django.contrib.admin.sites import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from budgets.changes import pages, workbook
from budgets.choices import Role
from budgets.models import Assignment, DepartmentalBudget
from budgets.review.page import load, page


@require_safe
@never_cache
def changes(request: HttpRequest, budget_pk: int, *, admin_site: AdminSite) -> HttpResponse:
    budget = load(request, budget_pk)
    context = pages.log_of(budget, request.GET)
    if request.GET.get("file") == "xlsx":
        return workbook.answer(pages.lines(context["all"]))
    return page(request, admin_site, "changes", budget, context)


@require_safe
@never_cache
def life(request: HttpRequest, budget_pk: int, *, admin_site: AdminSite) -> HttpResponse:
    budget = load(request, budget_pk)
    return page(request, admin_site, "life", budget, pages.life_of(budget, request.GET))


@require_safe
@never_cache
def report(request: HttpRequest, *, admin_site: AdminSite) -> HttpResponse:
    """Raises PermissionDenied for whoever is no reviewer."""
    if not Assignment.objects.filter(user=request.user.pk, role=Role.REVIEWER).exists():
        raise PermissionDenied
    context = pages.report_of(DepartmentalBudget.objects.for_role(request.user, Role.REVIEWER), request.GET)
    if request.GET.get("file") == "xlsx" and context["form"].is_bound:
        return workbook.answer(pages.lines(context["all"]))
    base = {**admin_site.each_context(request), "title": "变动报告", "opts": DepartmentalBudget._meta}
    request.current_app = admin_site.name
    return TemplateResponse(request, "admin/budgets/departmentalbudget/report.html", base | context)
