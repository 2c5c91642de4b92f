"""Official tables as a source: upload, see table by table what would be stored, confirm; what is stored, and taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404

from budgets import parts
from budgets.desk.version_page import VersionPage
from budgets.importers.amounts import UNITS_OF_MONEY
from budgets.importers.reader import MEGABYTE
from budgets.importers.upload_page import ReceivingMixin
from budgets.jobs import queue
from budgets.models import DepartmentalBudget, ExpenditureLine
from budgets.models.jobs import JobState
from budgets.versions.editing import ChangedMeanwhile, NotEditable
from disclosure.models import TableFile
from disclosure.official_tables import jobs, labels, waiting_files
from disclosure.official_tables.display import MOST_SHOWN, StoredRow, changes, described, questions
from disclosure.official_tables.forms import FilesForm, choose
from disclosure.official_tables.labels import Labels
from disclosure.official_tables.proposal import CannotStore, TableProposal, confirm, propose
from disclosure.official_tables.stored import NO_FILE, stored_tables, withdraw


class OfficialView(VersionPage):
    """Base: pages about the official tables of a version."""

    def page(
        self, name: str, budget: DepartmentalBudget, title: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        common = {
            "title": title,
            "part": parts.part("official_tables"),
            "may_write": self.may_write(budget),
            "seen": budget.row_version,
        }
        return self.shown(f"disclosure/official_tables/{name}.html", budget, common | context, status=status)


class TablesView(ReceivingMixin, OfficialView):
    """What is stored, what waits, and the upload."""

    most_bytes = waiting_files.MOST_BYTES

    def too_large(self, budget_pk: int) -> HttpResponse:
        refusal = f"这些文件合计超过 {waiting_files.MOST_BYTES // MEGABYTE} MB，没有接收。请分几次上传，或只保留公开表后另存。"
        return self._page(self.budget_to_write(budget_pk), FilesForm(), refusal=refusal, status=413)

    def get(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        return self._page(self.budget_of(budget_pk), FilesForm())

    def post(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        budget = self.budget_to_write(budget_pk)
        form = FilesForm(request.POST, request.FILES)
        if not budget.is_editable:
            return self._page(
                budget, form, refusal=f"本预算{budget.get_status_display()}，不能读入公开表。", status=409
            )
        if not form.is_valid():
            return self._page(budget, form, status=400)
        files = form.cleaned_data["tables"]
        names = f"“{files[0].name}”" if len(files) == 1 else f"“{files[0].name}”等 {len(files)} 个文件"
        try:
            job = queue.start(
                jobs.TABLES, by=request.user, budget=budget, title=f"读取公开表{names}", back=request.path,
                content=jobs.packed([(file.name, file.read()) for file in files]),
            )  # fmt: skip
        except queue.TooMany as why:
            return self._page(budget, form, refusal=str(why), status=429)
        job = queue.waited(job)
        if job.state == JobState.FAILED:
            for words in job.failure.splitlines():
                form.add_error("tables", words)
            return self._page(budget, form, status=400)
        return queue.answer(request, job)

    def _page(
        self, budget: DepartmentalBudget, form: FilesForm, *, refusal: str = "", status: int = 200
    ) -> HttpResponse:
        context = {
            "form": form,
            "refusal": refusal,
            "stored": [StoredRow.of(each) for each in stored_tables(budget)],
            "waiting": waiting_files.waiting(budget),
            "lines": ExpenditureLine.objects.filter(budget=budget).exists(),
        }
        return self.page("tables", budget, "公开表", context, status=status)


class StoredView(OfficialView):
    """Every stored cell of one table, with the place that it was read from."""

    def get(self, request: HttpRequest, budget_pk: int, table: str) -> HttpResponse:
        budget = self.budget_of(budget_pk)
        cells = [cell for each in stored_tables(budget) if each.table == table for cell in each.cells]
        if not cells:
            raise Http404("没有读入这张表")
        named = Labels(budget, {cell.row for cell in cells})
        rows = [(described(cell, named), cell.file or NO_FILE) for cell in cells]
        return self.page("stored", budget, labels.table(table), {"rows": rows})


class WithdrawView(OfficialView):
    def post(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        budget = self.budget_to_write(budget_pk)
        keys = request.POST.getlist("table")
        if not keys:
            messages.warning(request, "没有选择要撤回的表。")
            return HttpResponseRedirect(self.address_of("entry-official-tables", budget))
        try:
            cells = withdraw(budget, by=request.user, seen=self.seen, keys=keys)
        except (ChangedMeanwhile, NotEditable) as why:
            messages.error(request, f"没有撤回：{why}")
        else:
            messages.success(request, f"已撤回 {len(keys)} 张表，{cells} 格。随表建立的项目和科目仍保留。")
        return HttpResponseRedirect(self.address_of("entry-official-tables", budget))


class RemoveView(OfficialView):
    """A waiting file goes, and nothing was stored of it."""

    def post(self, request: HttpRequest, budget_pk: int, file_pk: int) -> HttpResponse:
        budget = self.budget_to_write(budget_pk)
        file = get_object_or_404(TableFile.objects.waiting(), pk=file_pk, budget=budget)
        file.delete()
        messages.success(request, f"已移除“{file.name}”，没有存入任何内容。")
        left = TableFile.objects.waiting().filter(budget=budget).exists()
        return HttpResponseRedirect(
            self.address_of("entry-official-tables-check" if left else "entry-official-tables", budget)
        )


class CheckView(OfficialView):
    """What the waiting files hold and what storing them would do. Choices are kept whatever becomes of the rest."""

    def get(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        budget = self.budget_to_write(budget_pk)
        if not TableFile.objects.waiting().filter(budget=budget).exists():
            return HttpResponseRedirect(self.address_of("entry-official-tables", budget))
        return self._page(budget, propose(budget, by=request.user))

    def post(self, request: HttpRequest, budget_pk: int) -> HttpResponse:
        budget = self.budget_to_write(budget_pk)
        choose(propose(budget, by=request.user), request.POST)
        if request.POST.get("action") != "confirm":
            return HttpResponseRedirect(self.address_of("entry-official-tables-check", budget))
        proposal = propose(budget, by=request.user)
        if proposal.effects and proposal.effects.projects and "create_projects" not in request.POST:
            return self._page(budget, proposal, refusal="请先勾选同意建立新的项目，再确认存入。", status=400)
        try:
            stored = confirm(budget, by=request.user, seen=self.seen, digest=request.POST.get("digest", ""))
        except ChangedMeanwhile:
            refusal = "文件、选择或本预算有了变化，没有存入任何内容。下面是最新的结果，请核对后再确认。"
        except (CannotStore, NotEditable) as why:
            refusal = str(why)
        else:
            cells = sum(each.cells for each in stored)
            messages.success(
                request, f"已存入 {len(proposal.read_files)} 个文件的公开表，共 {cells:,} 格。文件按这些数值打印。"
            )
            return HttpResponseRedirect(self.address_of("entry-official-tables", budget))
        budget.refresh_from_db()
        return self._page(budget, propose(budget, by=request.user), refusal=refusal, status=409)

    def _page(
        self, budget: DepartmentalBudget, proposal: TableProposal, *, refusal: str = "", status: int = 200
    ) -> HttpResponse:
        context: dict[str, Any] = {
            "proposal": proposal,
            "refusal": refusal,
            "questions": questions(budget, proposal),
            "units": UNITS_OF_MONEY,
            "most_shown": MOST_SHOWN,
        }
        if proposal.effects:
            context |= changes(budget, proposal.effects)
        return self.page("check", budget, "核对公开表", context, status=status)
