"""A version comes into being: a draft under the next number, with whoever began it as its first author."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max

from budgets.accounts.roles import roles_of
from budgets.choices import Door, ReviewAction, Role
from budgets.models import Author, Department, DepartmentalBudget, ReviewRecord, Unit
from budgets.refusals import NotAllowed, WrongState
from budgets.versions.context import recording

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def create_budget(
    *,
    by: User | None,
    department: Department,
    unit: Unit | None = None,
    fiscal_year: int,
    printed_name: str,
    format_key: str = "hebei-2018",
    **fields: str,
) -> DepartmentalBudget:
    """A new draft under the next version number. Nobody (None) is the operator's import.

    fields  further fields of the version: tables_mode, correction_note
    """
    with recording(by, door=Door.TYPED if by else Door.COMMAND, sentence="新建预算"):
        Department.objects.select_for_update(no_key=True).get(pk=department.pk)
        budget = DepartmentalBudget(
            region_id=department.region_id, department=department, unit=unit, fiscal_year=fiscal_year,
            printed_name=printed_name, format_key=format_key, created_by=by, **fields,
        )  # fmt: skip
        if by and Role.PREPARER not in roles_of(by, budget):
            raise NotAllowed("只有本部门（单位）的填报人可以新建预算。")
        earlier = DepartmentalBudget.objects.filter(
            region=department.region_id, department=department, unit=unit, fiscal_year=fiscal_year, phase=budget.phase
        )
        if earlier.open().exists():
            raise WrongState("该部门（单位）本年度已有一个未公开的版本，请先完成或删除它。")
        budget.version = (earlier.aggregate(last=Max("version"))["last"] or 0) + 1
        budget.full_clean()
        budget.save()
        if by:
            Author.objects.create(budget=budget, user_id=by.pk)
        ReviewRecord.objects.create(budget=budget, action=ReviewAction.CREATED, by=by)
    return budget
