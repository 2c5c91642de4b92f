"""The desk's pages of changes: of a version, of its life, and of all versions that an account reaches."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import View

from budgets.changes import pages, workbook
from budgets.desk.scope import EntryMixin
from budgets.desk.version_page import VersionPage
from budgets.models import DepartmentalBudget


class ChangesView(VersionPage):
    heading = "变动"

    def get(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        budget = self.budget_of(budget_pk)
        context = pages.log_of(budget, request.GET)
        if request.GET.get("file") == "xlsx":
            return workbook.answer(pages.lines(context["all"]))
        return self.shown("budgets/changes/changes.html", budget, context)


class LifeView(VersionPage):
    heading = "全过程"

    def get(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        budget = self.budget_of(budget_pk)
        return self.shown("budgets/changes/life.html", budget, pages.life_of(budget, request.GET))


class ReportView(EntryMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        context = pages.report_of(DepartmentalBudget.objects.visible_to(request.user), request.GET)
        if request.GET.get("file") == "xlsx" and context["form"].is_bound:
            return workbook.answer(pages.lines(context["all"]))
        return render(request, "budgets/changes/report.html", {"title": "变动报告", **context})
