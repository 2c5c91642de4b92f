"""The first page after signing in: the versions that concern the account, and what to do next on each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View
from django_tables2 import RequestConfig

from budgets.choices import Role
from budgets.desk.scope import EntryMixin
from budgets.entry.tables import BudgetTable
from budgets.models import Assignment, DepartmentalBudget
from budgets.models.records_in_force import with_replies, with_secrecy_reviews

PER_PAGE = 25


class HomeView(EntryMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        # LoginRequiredMixin lets nobody in who has no key.
        assignments = list(Assignment.objects.filter(user_id=request.user.pk))  # type: ignore[misc]
        budgets = (
            DepartmentalBudget.objects.visible_to(request.user)
            .select_related("region", "department", "unit")
            .prefetch_related(with_replies(), with_secrecy_reviews())
            .newest_first()
        )
        table = BudgetTable(budgets, assignments=assignments)
        RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
        context = {
            "table": table,
            "may_create": any(each.role == Role.PREPARER for each in assignments),
            "has_role": bool(assignments),
        }
        return render(request, "budgets/home.html", context)
