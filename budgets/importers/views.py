"""Importing ledger lines: upload, match the columns, see row by row what will happen, confirm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django_tables2 import RequestConfig

from budgets.desk.version_page import VersionPage
from budgets.importers import jobs, template, uploads
from budgets.importers.application import CannotImport
from budgets.importers.cells import shown
from budgets.importers.change_table import ChangeTable
from budgets.importers.comparison import FATES
from budgets.importers.forms import ChoicesForm, UploadForm
from budgets.importers.headers import Header
from budgets.importers.magnitude import NEAR, suggest, sum_as_it_stands, yardsticks
from budgets.importers.mapping import Choices, headers_of, missing
from budgets.importers.proposal import Proposal, propose
from budgets.importers.reader import MEGABYTE, MOST_BYTES, FileSheet
from budgets.importers.upload_page import ReceivingMixin
from budgets.jobs import queue
from budgets.models import DepartmentalBudget, ExpenditureLine, LedgerImport
from budgets.models.imports import ImportState
from budgets.models.jobs import JobState
from budgets.money import grouped
from budgets.versions.editing import ChangedMeanwhile, NotEditable

PER_PAGE = 100
MOST_PROBLEMS = 500  # on the page; the workbook of problems holds all
SAMPLE_ROWS = 5


class ImportView(VersionPage):
    """Base: pages about a version, and about one import into it."""

    def job_of(self, budget: DepartmentalBudget, pk: int) -> LedgerImport:
        return get_object_or_404(LedgerImport.objects.select_related("by", "confirmed_by"), pk=pk, budget=budget)

    def page(
        self, name: str, budget: DepartmentalBudget, title: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        common = {"title": title, "may_write": self.may_write(budget)}
        return self.shown(f"budgets/import/{name}.html", budget, common | context, status=status)

    def job_address(self, name: str, job: LedgerImport) -> str:
        return self.address_of(name, job.budget, import_pk=job.pk)


class UploadView(ReceivingMixin, ImportView):
    most_bytes = MOST_BYTES

    def too_large(self, budget_pk: int) -> HttpResponse:
        refusal = f"文件超过 {MOST_BYTES // MEGABYTE} MB，没有接收。请只保留预算明细，另存后再上传。"
        return self._page(self.budget_to_write(budget_pk), UploadForm(), refusal=refusal, status=413)

    def get(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        return self._page(self.budget_of(budget_pk), UploadForm())

    def post(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        budget = self.budget_to_write(budget_pk)
        form = UploadForm(request.POST, request.FILES)
        if not budget.is_editable:
            return self._page(budget, form, refusal=f"本预算{budget.get_status_display()}，不能导入。", status=409)
        if not form.is_valid():
            return self._page(budget, form, status=400)
        file = form.cleaned_data["file"]
        try:
            job = queue.start(
                jobs.READ, by=request.user, budget=budget, title=f"读取“{file.name}”", back=request.path,
                content=file.read(), name=file.name,
            )  # fmt: skip
        except queue.TooMany as why:
            return self._page(budget, form, refusal=str(why), status=429)
        job = queue.waited(job)
        if job.state == JobState.FAILED:
            form.add_error("file", job.failure)
            return self._page(budget, form, status=400)
        return queue.answer(request, job)

    def _page(
        self, budget: DepartmentalBudget, form: UploadForm, *, refusal: str = "", status: int = 200
    ) -> HttpResponse:
        context = {
            "form": form,
            "refusal": refusal,
            "lines": ExpenditureLine.objects.filter(budget=budget).count(),
            "waiting": budget.ledger_imports.filter(
                state__in=[ImportState.WAITING, ImportState.WRITING]
            ).select_related("by"),
            "done": budget.ledger_imports.filter(state=ImportState.DONE).select_related("by", "confirmed_by")[:10],
        }
        return self.page("upload", budget, "导入支出明细", context, status=status)


class ChoicesView(ImportView):
    """Which column is which. What the department chose for these columns before is chosen already."""

    def get(self, request: HttpRequest, budget_pk: int, import_pk: int) -> HttpResponse:
        return self._respond(budget_pk, import_pk, None)

    def post(self, request: HttpRequest, budget_pk: int, import_pk: int) -> HttpResponse:
        return self._respond(budget_pk, import_pk, request.POST)

    def _respond(self, budget_pk: int, import_pk: int, data: Any) -> HttpResponse:
        budget = self.budget_to_write(budget_pk)
        job = self.job_of(budget, import_pk)
        if job.state == ImportState.DONE:
            return HttpResponseRedirect(self.job_address("entry-import-preview", job))
        sheets, choices = uploads.sheets_of(job), uploads.choices_of(job)
        headers = headers_of(sheets)
        form = ChoicesForm(
            data, budget=budget, headers=headers, choices=choices,
            suggestion=suggest(sum_as_it_stands(sheets, headers, choices), yardsticks(budget)),
            has_lines=ExpenditureLine.objects.filter(budget=budget).exists(),
        )  # fmt: skip
        if data is not None and form.is_valid():
            uploads.choose(job, form.choices())
            return HttpResponseRedirect(self.job_address("entry-import-preview", job))
        by_name = {sheet.name: sheet for sheet in sheets}
        for table in form.tables.values():
            table.samples = [Sample.of(header, by_name[header.sheet]) for header in table.headers]
        context = {"job": job, "form": form}
        return self.page("columns", budget, "核对列", context, status=200 if data is None else 400)


@dataclass(frozen=True)
class Sample:
    """The first rows of a sheet, cell by cell under the headings."""

    header: Header
    rows: list[list[str]]

    @classmethod
    def of(cls, header: Header, sheet: FileSheet) -> Sample:
        first = sheet.rows[header.first_row : header.first_row + SAMPLE_ROWS]
        return cls(
            header,
            [[shown(row[each.index]) if each.index < len(row) else "" for each in header.headings] for row in first],
        )


class ImportPreviewView(ImportView):
    def get(self, request: HttpRequest, budget_pk: int, import_pk: int) -> HttpResponse:
        budget = self.budget_to_write(budget_pk)
        return self._page(budget, self.job_of(budget, import_pk))

    def post(self, request: HttpRequest, budget_pk: int, import_pk: int) -> HttpResponse:
        budget = self.budget_to_write(budget_pk)
        job = self.job_of(budget, import_pk)
        try:
            proposal = uploads.confirm(
                job, by=request.user, seen=self.seen,
                digest=request.POST.get("digest") or "none", create_units="create_units" in request.POST,
                create_projects="create_projects" in request.POST,
            )  # fmt: skip
        except ChangedMeanwhile:
            refusal = (
                "核对期间，本预算已被他人保存过，没有导入任何内容。下面是按最新内容重新比较的结果，请核对后再确认。"
            )
        except (CannotImport, NotEditable) as why:
            refusal = str(why)
        else:
            messages.success(
                request,
                f"已导入 {len(proposal.reading.drafts):,} 行：{_in_words(proposal)}。支出合计 {grouped(proposal.new_total)} 元。",
            )
            return HttpResponseRedirect(self.job_address("entry-import-preview", job))
        budget.refresh_from_db()
        job.refresh_from_db()
        return self._page(budget, job, refusal=refusal, status=409)

    def _page(
        self, budget: DepartmentalBudget, job: LedgerImport, *, refusal: str = "", status: int = 200
    ) -> HttpResponse:
        context: dict[str, Any] = {"job": job, "refusal": refusal, "is_done": job.state == ImportState.DONE}
        if context["is_done"]:
            context["counts"] = [(name, job.counts[fate]) for fate, name in FATES.items() if fate in job.counts]
            return self.page("done", budget, "导入完成", context, status=status)
        choices = uploads.choices_of(job)
        if not choices.mode or any(missing(table) or not table.unit_of_money for table in choices.tables.values()):
            return HttpResponseRedirect(self.job_address("entry-import-columns", job))
        context["is_running"] = uploads.is_running(job)
        context |= self._shown(budget, propose(budget, uploads.sheets_of(job), choices), choices)
        return self.page("preview", budget, "核对导入内容", context, status=status)

    def _shown(self, budget: DepartmentalBudget, proposal: Proposal, choices: Choices) -> dict[str, Any]:
        fates = [(fate, name, proposal.counts[fate]) for fate, name in FATES.items() if fate in proposal.counts]
        asked = self.request.GET.get("show", "")
        shown = asked if asked in proposal.counts else ""
        table = ChangeTable([change for change in proposal.changes if not shown or change.fate == shown])
        RequestConfig(self.request, paginate={"per_page": PER_PAGE}).configure(table)
        return {
            "proposal": proposal,
            "problems": proposal.problems[:MOST_PROBLEMS],
            "more_problems": max(len(proposal.problems) - MOST_PROBLEMS, 0),
            "fates": fates,
            "shown": shown,
            "table": table,
            "notes": [(note, len(rows), "、".join(rows[:5])) for note, rows in proposal.notes()],
            "odd_size": _odd_size(budget, proposal),
            "units_of_money": sorted({chosen.unit_of_money for chosen in choices.tables.values()}),
            "seen": budget.row_version,
        }


def _odd_size(budget: DepartmentalBudget, proposal: Proposal) -> str:
    """Words where the sum is far from what it should resemble: perhaps 元 was taken for 万元."""
    total, known = proposal.new_total, yardsticks(budget)
    if not known or any(NEAR[0] <= total / each.amount <= NEAR[1] for each in known):
        return ""
    likeliest = known[0]
    return f"导入后支出合计 {grouped(total)} 元，与{likeliest.name} {grouped(likeliest.amount)} 元相差很大，请核对金额单位。"


def _in_words(proposal: Proposal) -> str:
    return "，".join(f"{name} {proposal.counts[fate]:,}" for fate, name in FATES.items() if fate in proposal.counts)


class ProgressView(ImportView):
    """How far a running import is: a fragment that the preview page asks for again and again."""

    def get(self, request: HttpRequest, budget_pk: int, import_pk: int) -> HttpResponse:
        budget = self.budget_to_write(budget_pk)
        job = self.job_of(budget, import_pk)
        return render(
            request,
            "budgets/import/progress.html",
            {"budget": budget, "job": job, "is_done": job.state == ImportState.DONE},
        )


class ProblemsView(ImportView):
    def get(self, request: HttpRequest, budget_pk: int, import_pk: int) -> HttpResponse:
        budget = self.budget_to_write(budget_pk)
        job = get_object_or_404(LedgerImport, pk=import_pk, budget=budget, state=ImportState.WAITING)
        back = self.job_address("entry-import-preview", job)
        return self.made(jobs.PROBLEMS, budget, "问题清单（Excel）", back, **{"import": job.pk})


class ImportDiscardView(ImportView):
    def post(self, request: HttpRequest, budget_pk: int, import_pk: int) -> HttpResponse:
        budget = self.budget_to_write(budget_pk)
        job = get_object_or_404(LedgerImport, pk=import_pk, budget=budget, state=ImportState.WAITING)
        job.delete()
        messages.success(request, f"已放弃“{job.file_name}”，没有导入任何内容。")
        return HttpResponseRedirect(self.address_of("entry-import", budget))


class TemplateView(ImportView):
    def get(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        budget = self.budget_of(budget_pk)
        name = f"支出明细空白模板-{budget.printed_name}{budget.fiscal_year}年.xlsx"
        response = HttpResponse(template.workbook(budget, filled=False), content_type=jobs.XLSX)
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response


class LinesView(ImportView):
    """The template with the lines that the version holds."""

    def get(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        budget = self.budget_of(budget_pk)
        return self.made(jobs.LINES, budget, "已有的支出明细（Excel）", self.address_of("entry-import", budget))
