"""The ground's pages of the entry desk, one class each."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict

from budgets.entry.forms.basics import BasicsForm
from budgets.entry.forms.comparison import ComparisonForm, ReasonsForm
from budgets.entry.forms.expenditure import CarriedOutGrid, OperatingGrid, PersonnelGrid, line_options
from budgets.entry.forms.glossary import STANDARD_TERMS, GlossaryGrid
from budgets.entry.forms.organisation import DutiesForm, UnitGrid
from budgets.entry.forms.other import OtherForm
from budgets.entry.forms.projects import ProjectGrid, ProjectLineGrid
from budgets.entry.forms.revenue import RevenueGrid
from budgets.entry.forms.sections import PageSection
from budgets.entry.forms.three_public import ThreePublicForm
from budgets.entry.pages.part import PartView
from budgets.models import DepartmentalBudget


class BasicsView(PartView):
    part_key = "basics"
    section_classes = (BasicsForm,)


class OrganisationView(PartView):
    part_key = "organisation"
    section_classes = (DutiesForm, UnitGrid)


class RevenueView(PartView):
    part_key = "revenue"
    section_classes = (RevenueGrid,)
    needs_units = True


class BasicView(PartView):
    part_key = "basic"
    needs_units = True

    def sections(
        self, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False
    ) -> list[PageSection]:  # fmt: skip
        options = line_options(budget)
        return [
            grid(budget, data, adopting=adopting, **options) for grid in (PersonnelGrid, OperatingGrid, CarriedOutGrid)
        ]


class ProjectsView(PartView):
    part_key = "projects"
    needs_units = True

    def sections(
        self, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False
    ) -> list[PageSection]:  # fmt: skip
        projects = ProjectGrid(budget, data, adopting=adopting)
        return [projects, ProjectLineGrid(budget, data, adopting=adopting, projects=projects)]


class ComparisonView(PartView):
    part_key = "comparison"
    section_classes = (ComparisonForm, ReasonsForm)
    template_name = "budgets/comparison.html"


class ThreePublicView(PartView):
    part_key = "three_public"
    section_classes = (ThreePublicForm,)


class GlossaryView(PartView):
    part_key = "glossary"
    section_classes = (GlossaryGrid,)
    template_name = "budgets/glossary.html"

    def post(self, request: HttpRequest, budget_pk: int, **kwargs: Any) -> HttpResponse:
        if "standard" not in request.POST:
            return super().post(request, budget_pk, **kwargs)
        budget = self.budget_to_write(budget_pk)
        return self.page(budget, self.sections(budget, _with_standard_terms(request.POST)), quiet=True)


class OtherView(PartView):
    part_key = "other"
    section_classes = (OtherForm,)


def _with_standard_terms(data: QueryDict) -> QueryDict:
    """The form as it was sent, with those standard terms that it lacks in its blank rows and in new ones; nothing is saved yet."""
    filled = data.copy()
    sent = filled.get("terms-TOTAL_FORMS", "")
    count = min(int(sent), 500) if sent.isascii() and sent.isdigit() else 0
    present = {filled.get(f"terms-{row}-term", "").strip() for row in range(count)}
    blank = [row for row in range(count) if not _is_used(filled, row)]
    for term, definition in STANDARD_TERMS:
        if term in present:
            continue
        row = blank.pop(0) if blank else count
        count = max(count, row + 1)
        filled[f"terms-{row}-term"], filled[f"terms-{row}-definition"] = term, definition
    filled["terms-TOTAL_FORMS"] = str(count)
    return filled


def _is_used(data: QueryDict, row: int) -> bool:
    return any(data.get(f"terms-{row}-{name}", "").strip() for name in ("id", "term", "definition"))
