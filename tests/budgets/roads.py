"""The roads by which somebody's text comes into a version through another's hands, and what then holds him back.

Each road brings a department's version to its submission by others; `person` is on it alone. `without` takes one guard out of the
database, to show that it is the one that holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction

from budgets.choices import Role, Status
from budgets.consolidation.adoption import take_over
from budgets.importers import uploads
from budgets.models import DepartmentalBudget, GlossaryTerm, Prose, Waiver
from budgets.versions.editing import editing
from budgets.versions.start import start
from tests.budgets.importers.workbooks import operating, personnel, project, workbook
from tests.budgets.states import HASH, bring_to
from tests.budgets.units import approve, department_draft, unit_draft
from tests.builders import make_budget, make_small_budget, make_user
from tests.database import fill_codes

FILE = "明细.xlsx"


class People:
    """Who brings versions on: a clerk who writes and submits, a reviewer who approves, a publisher."""

    def __init__(self, department: Any) -> None:
        self.department = department
        self.clerk = make_user("road-clerk", Role.PREPARER, department)
        self.reviewer = make_user("road-reviewer", Role.REVIEWER, department, is_staff=True)
        self.person = make_user("road-person", Role.REVIEWER, department, is_staff=True)

    def bring(self, budget: DepartmentalBudget, status: str, content_hash: str = "") -> DepartmentalBudget:
        return bring_to(budget, status, submitter=self.clerk, reviewer=self.reviewer, content_hash=content_hash)


def fresh(budget: DepartmentalBudget) -> DepartmentalBudget:
    return DepartmentalBudget.objects.get(pk=budget.pk)


def written_by(budget: DepartmentalBudget, person: Any) -> DepartmentalBudget:
    with editing(budget, by=person) as locked:
        GlossaryTerm.objects.create(budget=locked, term="信访", definition="反映情况")
    return fresh(budget)


# ---- The roads: each leaves the version submitted ----


def uploaded(people: People) -> DepartmentalBudget:
    """The person uploads a file of lines, the clerk has it read in."""
    fill_codes("budgets.FundSource", "budgets.EconomicClass", "budgets.FunctionalClass")
    budget = make_budget(people.department)
    job = uploads.upload(
        budget, by=people.person, file_name=FILE, content=workbook([personnel(), operating(), project()])
    )
    uploads.confirm(job, by=people.clerk, seen=None, digest="", create_units=True, create_projects=True)
    return people.bring(fresh(budget), Status.SUBMITTED)


def corrected(people: People) -> DepartmentalBudget:
    """The person writes in the first version, the clerk corrects it."""
    first = written_by(make_small_budget(people.department), people.person)
    people.bring(first, Status.PUBLISHED, HASH)
    return people.bring(next_version(people, "第一次更正"), Status.SUBMITTED)


def corrected_twice(people: People) -> DepartmentalBudget:
    """Between them lies a version in which he did nothing."""
    first = written_by(make_small_budget(people.department), people.person)
    people.bring(first, Status.PUBLISHED, HASH)
    people.bring(next_version(people, "第一次更正"), Status.PUBLISHED, HASH)
    return people.bring(next_version(people, "第二次更正"), Status.SUBMITTED)


def next_version(people: People, note: str) -> DepartmentalBudget:
    return fresh(
        start(
            by=people.clerk, department=people.department, unit=None, fiscal_year=2020,
            printed_name=people.department.name, correction_note=note, take_over=True,
        )
    )  # fmt: skip


def taken_over(people: People) -> DepartmentalBudget:
    """The person writes in a unit's own version, the clerk takes it over."""
    whole, own = department_draft(people.department), written_by(unit_draft(people.department), people.person)
    approve(own)
    assert own.unit
    take_over(whole, own.unit, by=people.clerk)
    return people.bring(fresh(whole), Status.SUBMITTED)


# ---- The roads of which he is no author ----


def last_year(people: People) -> DepartmentalBudget:
    """His words of last year begin this year's."""
    before = make_small_budget(people.department, year=2019)
    with editing(before, by=people.person) as locked:
        Prose.objects.create(budget=locked, key="duties", text="接待来访群众。")
    people.bring(fresh(before), Status.PUBLISHED, HASH)
    budget = next_version(people, "")
    assert Prose.objects.get(budget=budget).text == "接待来访群众。"  # they are there
    return people.bring(budget, Status.SUBMITTED)


def uploaded_and_given_up(people: People) -> DepartmentalBudget:
    """His file was never read in."""
    budget = make_small_budget(people.department)
    job = uploads.upload(budget, by=people.person, file_name=FILE, content=workbook([personnel()]))
    job.delete()
    return people.bring(budget, Status.SUBMITTED)


def not_taken_over(people: People) -> DepartmentalBudget:
    """The unit's version stands beside the department's."""
    approve(written_by(unit_draft(people.department), people.person))
    return people.bring(department_draft(people.department), Status.SUBMITTED)


# ---- Past our code ----


def approving(budget: DepartmentalBudget, person: Any) -> str:
    """With what words PostgreSQL refuses the person's approval; empty: it does not. Undone in any case."""
    return refusal(
        "UPDATE budgets_departmentalbudget SET status = 'approved', approved_by_id = %s, approved_at = now(), "
        "content_hash = %s WHERE id = %s",
        person.pk, HASH, budget.pk,
    )  # fmt: skip


def waiving(budget: DepartmentalBudget, person: Any) -> str:
    return refusal(
        f"INSERT INTO {Waiver._meta.db_table} (budget_id, rule, fingerprint, finding, reason, by_id, at) "
        "VALUES (%s, 'T-1', %s, '错误', '情况属实', %s, now())",
        budget.pk, HASH[:32], person.pk,
    )  # fmt: skip


def refusal(sql: str, *parameters: object) -> str:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(sql, parameters)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return str(error).splitlines()[0]
    return ""


@contextmanager
def without(table: str, trigger: str, guard: str, instead: str) -> Iterator[None]:
    """A savepoint in which a trigger's function has other words in the place of a guard. Undone, with all that was done in it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(tgfoid) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgname LIKE %s",
            [table, f"pgtrigger_{trigger}_%"],
        )
        ((definition,),) = cursor.fetchall()
    assert guard in definition, definition
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(definition.replace(guard, instead).replace("%", "%%"), [])
        yield
        transaction.set_rollback(True)
