"""The ways in which a draft is filled: by hand, from a file of ledger lines, from a file of official tables, from the units.

Both files are made here from the same facts, as an office would export them, and then read by the importers.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter
from django.db import transaction

from budgets.choices import LineKind
from budgets.consolidation import adoption
from budgets.importers import uploads
from budgets.importers.proposal import propose
from budgets.models import DepartmentalBudget, EconomicClass, FunctionalClass, Unit
from budgets.statements.ledger import Ledger
from budgets.versions.editing import editing
from disclosure.composition.compose import compose
from disclosure.example import rows, upper_rows
from disclosure.example.facts import ExampleFacts
from disclosure.exporters import to_xlsx
from disclosure.exporters.imprint import Imprint
from disclosure.reading.official.importer import read_files, store_files

if TYPE_CHECKING:
    from django.contrib.auth.models import User

_HEADS = (
    "单位名称", "支出项目类别", "项目编码", "项目名称", "功能分类科目编码", "功能分类科目名称",
    "部门经济分类科目编码", "部门经济分类科目名称", "资金性质", "金额（元）",
)  # fmt: skip


def fill_by_hand(budget: DepartmentalBudget, facts: ExampleFacts, *, by: User, unit_code: str = "") -> None:
    """Everything but what is taken over from the units."""
    with editing(budget, by=by) as locked:
        rows.write_words(locked, facts, unit_code=unit_code)
        rows.write_ledger(locked, facts)
        upper_rows.write_upper_parts(locked, facts)


def take_over_units(budget: DepartmentalBudget, facts: ExampleFacts, *, by: User) -> None:
    """Puts a department together from its units' own documents."""
    for code in facts.takes:
        unit = Unit.objects.get(department=budget.department_id, code=code)
        adoption.take_over(budget, unit, by=by)


def fill_from_ledger(budget: DepartmentalBudget, facts: ExampleFacts, *, by: User, unit_code: str = "") -> None:
    """The expenditure from a workbook, as the budget system of an office exports it; the rest is typed."""
    with editing(budget, by=by) as locked:
        rows.write_words(locked, facts, unit_code=unit_code)
    budget.refresh_from_db()
    job = uploads.upload(
        budget, by=by, file_name=f"{facts.name}{facts.year}年支出明细.xlsx", content=ledger_file(facts)
    )
    proposal = propose(budget, uploads.sheets_of(job), uploads.choices_of(job))
    uploads.confirm(job, by=by, seen=budget.row_version, digest=proposal.digest, create_projects=True)
    with editing(budget, by=by) as locked:
        rows.write_revenue(locked, facts)
        upper_rows.write_upper_parts(locked, facts)


def ledger_file(facts: ExampleFacts) -> bytes:
    functional = dict(FunctionalClass.objects.valid_in(facts.year).values_list("code", "name"))
    economic = dict(EconomicClass.objects.valid_in(facts.year).values_list("code", "name"))
    projects = {each["code"]: each["name"] for each in facts.projects}
    table = [
        [
            facts.units[line.unit]["name"], str(LineKind(line.kind).label), line.project, projects.get(line.project, ""),
            line.functional, functional[line.functional], line.economic, economic[line.economic], line.fund,
            f"{line.amount:.2f}",
        ]
        for line in facts.lines
    ]  # fmt: skip
    return _workbook({"支出明细": [list(_HEADS), *table]})


def fill_from_tables(budget: DepartmentalBudget, facts: ExampleFacts, *, by: User) -> None:
    """The figures from finished 公开表 alone, without a line of a ledger; words, objectives and purchases are typed."""
    content = _tables_file(budget, facts, by=by)
    with editing(budget, by=by) as locked:
        rows.write_words(locked, facts)
        rows.write_projects(locked, facts)
        upper_rows.write_upper_parts(locked, facts)
    name = f"{facts.name}{facts.year}年公开表.xlsx"
    store_files(budget, read_files([(name, content)], year=facts.year), by=by)


def _tables_file(budget: DepartmentalBudget, facts: ExampleFacts, *, by: User) -> bytes:
    """What the budget system would print: the tables of a version with these lines, which is taken back."""
    with transaction.atomic():
        fill_by_hand(budget, facts, by=by)
        budget.refresh_from_db()
        content = to_xlsx.render(compose(Ledger.of(budget)).document, Imprint())
        transaction.set_rollback(True)
    budget.refresh_from_db()
    return content


def _workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, table in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(table):
                for place, value in enumerate(row):
                    sheet.write_string(number, place, value)
    return buffer.getvalue()
