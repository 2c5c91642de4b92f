"""The pages of 绩效目标: the department's duties, the list of projects, a project's sheet."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django_tables2 import RequestConfig

from budgets.composer import composer
from budgets.desk.findings import ShownFinding
from budgets.entry.forms.sections import PageSection
from budgets.entry.pages.part import PartView
from budgets.models import DepartmentalBudget, Project
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.versions.editing import ChangedMeanwhile, NotEditable, editing
from performance.forms import DutyGrid, GuaranteeForm, OverallForm
from performance.models import ProjectSheet
from performance.sheet_forms import IndicatorGrid, ObjectiveGrid, SheetForm, sheet_of
from performance.states import anchors_of, states
from performance.tables import SheetTable


class DutiesPerformanceView(PartView):
    part_key = "duties_performance"
    section_classes = (OverallForm, DutyGrid, GuaranteeForm)
    lead = "填写部门整体绩效目标：先写总体目标，再按职责逐项填写，最后写保障措施。"
    template_name = "performance/duties.html"


class SheetsView(PartView):
    """The budget's projects with how far their sheets are; nothing is entered here."""

    part_key = "sheets"
    lead = "每个需要公开绩效目标的项目填写一张绩效目标表。点击“填写”或“修改”打开该项目的表。"
    template_name = "performance/sheets.html"
    http_method_names = ["get", "head", "options"]

    def more_context(self, budget: DepartmentalBudget) -> dict[str, Any]:
        table = SheetTable(states(budget), budget=budget, may_write=self.may_write(budget))
        RequestConfig(self.request, paginate=False).configure(table)
        return {"table": table}


class SheetView(PartView):
    """One project's sheet. The first save makes it; it can be removed again, for not every project must publish one."""

    part_key = "sheets"
    template_name = "performance/sheet.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self._project: Project | None = None

    def project(self, budget: DepartmentalBudget) -> Project:
        if self._project is None:
            self._project = get_object_or_404(Project, pk=self.kwargs["project_pk"], budget=budget)
        return self._project

    def sections(
        self, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False
    ) -> list[PageSection]:  # fmt: skip
        project = self.project(budget)
        return [each(project, budget, data, adopting=adopting) for each in (SheetForm, ObjectiveGrid, IndicatorGrid)]

    def title(self, budget: DepartmentalBudget) -> str:
        return f"项目绩效目标表：{self.project(budget).name}"

    def address(self, budget: DepartmentalBudget) -> str:
        return reverse("entry-sheet", kwargs={"budget_pk": budget.pk, "project_pk": self.project(budget).pk})

    def about_page(self, budget: DepartmentalBudget, failures: list[ShownFinding]) -> list[ShownFinding]:
        anchors = anchors_of(self.project(budget))
        return [failure for failure in failures if any(place.anchor in anchors for place in failure.places)]

    def as_printed(self, budget: DepartmentalBudget, ledger: Ledger | None) -> str:
        """This project's sheet alone: those of the others stand on their own pages."""
        return composer().preview(budget, self.part.sections, ledger=ledger, project=self.project(budget).code)

    def post(self, request: HttpRequest, budget_pk: int, **kwargs: Any) -> HttpResponse:
        if request.POST.get("action") == "remove":
            return self.remove(self.budget_to_write(budget_pk))
        return super().post(request, budget_pk, **kwargs)

    def remove(self, budget: DepartmentalBudget) -> HttpResponse:
        """The sheet with its objectives and indicators goes; the project and its money stay."""
        sections = self.sections(budget)
        try:
            seen = self._seen(budget, sections)
            with editing(budget, by=self.person, seen=seen, sentence="删除绩效目标表"):
                ProjectSheet.objects.filter(project=self.project(budget)).delete()
        except (ChangedMeanwhile, NotEditable) as refused:
            return self.page(budget, self.sections(budget), refusal=str(refused), status=409)
        messages.success(self.request, f"已删除项目“{self.project(budget).name}”的绩效目标表。项目和项目金额不受影响。")
        return HttpResponseRedirect(reverse("entry-sheets", kwargs={"budget_pk": budget.pk}))

    def more_context(self, budget: DepartmentalBudget) -> dict[str, Any]:
        project = self.project(budget)
        projects = list(Project.objects.filter(budget=budget).order_by("ordinal", "pk"))
        here = next((at for at, each in enumerate(projects) if each.pk == project.pk), None)
        if here is None:  # removed by another since it was read
            raise Http404("no such project")
        return {
            "project": project,
            "amount": expenditure(Ledger.of(budget)).of_project(project.pk),
            "has_sheet": sheet_of(project) is not None,
            "anchors": anchors_of(project),
            "previous_project": projects[here - 1] if here else None,
            "next_project": projects[here + 1] if here + 1 < len(projects) else None,
        }
