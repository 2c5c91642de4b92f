"""Starting a version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views import View

from budgets.desk.scope import EntryMixin
from budgets.entry.forms.new import NewBudgetForm, places_of
from budgets.versions import start
from budgets.workflow import transitions


class NewView(EntryMixin, View):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(NewBudgetForm(places=self._places()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NewBudgetForm(request.POST, places=self._places())
        if not form.is_valid():
            return self._page(form)
        values = form.cleaned_data
        department, unit = form.places[values["place"]]
        try:
            budget = start.start(
                by=request.user, department=department, unit=unit, fiscal_year=values["fiscal_year"],
                printed_name=values["printed_name"] or (unit or department).name,
                correction_note=values["correction_note"], take_over=values["take_over"],
            )  # fmt: skip
        except transitions.Refused as refused:
            form.add_error(None, str(refused))
            return self._page(form)
        messages.success(request, "已新建。请按左侧目录依次填写。")
        return HttpResponseRedirect(reverse("entry-overview", kwargs={"budget_pk": budget.pk}))

    def _places(self) -> dict[str, Any]:
        places = places_of(self.request.user)
        if not places:
            raise PermissionDenied("您的账号没有填报任务。请联系系统管理员设置岗位分工。")
        return places

    def _page(self, form: NewBudgetForm) -> HttpResponse:
        return render(self.request, "budgets/new.html", {"form": form, "title": "新建预算"})
