"""What importing ledger lines has done apart from the page threads: reading a file, and writing the workbooks to take away."""

from __future__ import annotations

from django.urls import reverse

from budgets.desk.scope import may_prepare
from budgets.importers import problem_list, template, uploads
from budgets.importers.proposal import propose
from budgets.importers.reader import UnreadableFile
from budgets.jobs.kinds import File, JobRefused, Next, Running, register
from budgets.models import DepartmentalBudget, LedgerImport
from budgets.models.imports import ImportState

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READ, LINES, PROBLEMS = "ledger.read", "ledger.lines", "ledger.problems"


def register_all() -> None:
    register(READ, _read)
    register(LINES, _lines)
    register(PROBLEMS, _problems)


def check_may_write(running: Running) -> None:
    """What held when the file was sent holds when it is read. Raises JobRefused."""
    budget = running.budget
    if not budget.is_editable:
        raise JobRefused(f"本预算{budget.get_status_display()}，没有读入文件。")
    if not may_prepare(running.by, budget):
        raise JobRefused("您已不是本预算的填报人，没有读入文件。")


def _read(running: Running) -> Next:
    """arguments: name of the file"""
    check_may_write(running)
    running.tell("正在读取文件……")
    name = running.arguments["name"]
    try:
        job = uploads.upload(running.budget, by=running.by, file_name=name, content=running.content)
    except UnreadableFile as why:
        raise JobRefused(str(why)) from why
    return Next(reverse("entry-import-columns", kwargs={"budget_pk": running.budget.pk, "import_pk": job.pk}))


def _lines(running: Running) -> File:
    """The workbook of the lines that the version holds."""
    running.tell("正在生成 Excel……")
    content = template.workbook(running.budget, filled=True)
    return File(content, f"支出明细-{_of(running.budget)}.xlsx", XLSX)


def _problems(running: Running) -> File:
    """arguments: import, the number of the import whose file has faults"""
    job = LedgerImport.objects.filter(
        pk=running.arguments["import"], budget=running.budget, state=ImportState.WAITING
    ).first()
    if job is None:
        raise JobRefused("这次导入已经完成或放弃，没有问题清单。")
    running.tell("正在核对文件……")
    proposal = propose(running.budget, uploads.sheets_of(job), uploads.choices_of(job))
    return File(problem_list.workbook(proposal.problems), f"问题清单-{_of(running.budget)}.xlsx", XLSX)


def _of(budget: DepartmentalBudget) -> str:
    return f"{budget.printed_name}{budget.fiscal_year}年"
