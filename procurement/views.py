"""The procurement page and the search in the catalogue."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from budgets.desk.version_page import VersionPage
from budgets.entry.pages.part import PartView
from procurement.catalogue import search
from procurement.forms import ItemGrid, ReservedForm


class ProcurementView(PartView):
    part_key = "procurement"
    section_classes = (ItemGrid, ReservedForm)
    lead = "逐项填写计划采购的货物、工程和服务。总计、合计和数量×单价由系统计算，保存后显示。"
    template_name = "procurement/procurement.html"


class CatalogueView(VersionPage):
    """A piece of the procurement page where a script asks for it, else a page of its own."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        budget = self.budget_of(budget_pk)
        words = request.GET.get("q", "").strip()[:60]
        context = {"budget": budget, "words": words, "found": search(words, budget.fiscal_year) if words else None}
        is_piece = request.headers.get("X-Requested-With") == "fetch"
        return render(
            request, "procurement/catalogue_results.html" if is_piece else "procurement/catalogue.html", context
        )
