"""The reviewers' desk: the list of the budgets that a reviewer answers for, and nothing that could change a figure.

What a reviewer may see and do comes from Assignments (budgets.workflow.moves), not from the admin's permissions. The page of one
budget and the two decisions are views of their own in budgets.review.views. The administrators' tables are in
budgets.accounts.admin, budgets.classification.places_admin and budgets.classification.admin, the rules in budgets.rules.admin.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Case, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html

from budgets.choices import Role, Status
from budgets.models import Assignment, DepartmentalBudget
from budgets.models.records_in_force import with_replies
from budgets.review import change_views, reply_views, views
from budgets.workflow import deadlines


@admin.register(DepartmentalBudget)
class DepartmentalBudgetAdmin(admin.ModelAdmin):
    list_display = ["title", "state", "submitted", "deadline"]
    list_display_links = ["title"]
    list_filter = ["status", "fiscal_year", ("region", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["printed_name", "department__code", "department__name"]
    search_help_text = "按部门（单位）名称或部门编码查找"
    list_per_page = 50
    actions = None
    change_list_template = "admin/budgets/departmentalbudget/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[DepartmentalBudget]:
        """Everything in this admin starts here, so that a budget of another reviewer does not exist."""
        budgets = DepartmentalBudget.objects.for_role(request.user, Role.REVIEWER)
        return budgets.select_related("region", "department", "unit", "submitted_by").prefetch_related(with_replies())

    def get_ordering(self, request: HttpRequest) -> list[str | Combinable]:
        waiting_first = Case(When(status=Status.SUBMITTED, then=Value(0)), default=Value(1))
        return [waiting_first.asc(), "-fiscal_year", "department__code", "unit__code", "-version"]

    # ---- Who may do what: look, where an assignment says so ----

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The admin's lists ask right afterwards whether it may be viewed, and leave it out where it may not."""
        return request.user.is_active

    def has_view_permission(self, request: HttpRequest, obj: DepartmentalBudget | None = None) -> bool:
        return request.user.is_active and Assignment.objects.filter(user=request.user.pk, role=Role.REVIEWER).exists()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: DepartmentalBudget | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: DepartmentalBudget | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only what the filters offer: any other condition would answer questions about what a reviewer cannot see."""
        return lookup in {"status__exact", "fiscal_year", "region__code__exact", "region__pk__exact"}

    # ---- Pages ----

    def get_urls(self) -> list[URLPattern]:
        def page(view: Any) -> Any:
            return self.admin_site.admin_view(partial(view, admin_site=self.admin_site))

        own = [
            path("<int:budget_pk>/approve/", page(views.approve), name="budgets_departmentalbudget_approve"),
            path("<int:budget_pk>/send-back/", page(views.send_back), name="budgets_departmentalbudget_send_back"),
            path(
                "<int:budget_pk>/reply/confirm/",
                page(reply_views.confirm),
                name="budgets_departmentalbudget_confirm_reply",
            ),
            path(
                "<int:budget_pk>/answers/<int:answer_pk>/refuse/",
                page(views.refuse),
                name="budgets_departmentalbudget_refuse",
            ),
            path(
                "<int:budget_pk>/findings/<slug:fingerprint>/waive/",
                page(views.waive),
                name="budgets_departmentalbudget_waive",
            ),
            path("<int:budget_pk>/changes/", page(change_views.changes), name="budgets_departmentalbudget_changes"),
            path("<int:budget_pk>/life/", page(change_views.life), name="budgets_departmentalbudget_life"),
            path("report/", page(change_views.report), name="budgets_departmentalbudget_report"),
            path("<int:budget_pk>/change/", page(views.review), name="budgets_departmentalbudget_change"),
            path("<int:budget_pk>/history/", page(views.history), name="budgets_departmentalbudget_history"),
        ]
        listing = [url for url in super().get_urls() if url.name == "budgets_departmentalbudget_changelist"]
        return [*listing, *own]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "部门预算审核", **(extra_context or {})})

    # ---- Columns ----

    @admin.display(description="公开名称", ordering="printed_name")
    def title(self, budget: DepartmentalBudget) -> str:
        """With what tells two versions of one name apart, which no narrow screen may cut off."""
        return format_html(
            '{}<br><span class="quiet">{}年{}预算 第{}版</span>',
            budget.printed_name, budget.fiscal_year, budget.scope_word, budget.version,
        )  # fmt: skip

    @admin.display(description="状态", ordering="status")
    def state(self, budget: DepartmentalBudget) -> str:
        return format_html('<span class="state state-{}">{}</span>', budget.status, budget.get_status_display())

    @admin.display(description="报送", ordering="submitted_at")
    def submitted(self, budget: DepartmentalBudget) -> str:
        if budget.submitted_by is None or budget.submitted_at is None:
            return "—"
        who = budget.submitted_by.get_full_name() or budget.submitted_by.get_username()
        when = timezone.localtime(budget.submitted_at).strftime("%Y-%m-%d %H:%M")
        return format_html('{}<br><span class="quiet">{}</span>', who, when)

    @admin.display(description="公开期限")
    def deadline(self, budget: DepartmentalBudget) -> str:
        term = deadlines.publication(budget)
        if term is None:
            return "—"
        tone = "late" if term.is_late else "near" if term.is_near else "calm"
        shown = format_html('{}<br><span class="term-{}">{}</span>', term.due.isoformat(), tone, term.words)
        both = format_html('<br><span class="quiet">{}</span>', term.both_dates) if term.both_dates else ""
        return shown + both
