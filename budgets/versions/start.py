"""How a version begins: with its unit, and with what may be taken over, so that nobody types it again.

A correction starts as a copy of the version that it corrects. A new year starts with the words alone: last year's
amounts under this year's title are the commonest mistake of the copied Word file.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from budgets import parts
from budgets.choices import Door
from budgets.composer import composer
from budgets.models import BudgetRow, BudgetUnit, Department, DepartmentalBudget, GlossaryTerm, Prose, Unit
from budgets.models.in_force import version_in_force
from budgets.versions.creation import create_budget
from budgets.versions.editing import editing

_WORDS = (BudgetUnit, Prose, GlossaryTerm)


def start(
    *, by: Any, department: Department, unit: Unit | None, fiscal_year: int, printed_name: str, correction_note: str = "",
    take_over: bool = False,
) -> DepartmentalBudget:  # fmt: skip
    """A new draft. take_over: what the latest version before it allows."""
    before = (
        DepartmentalBudget.objects.filter(department=department, unit=unit, fiscal_year__lte=fiscal_year)
        .order_by("-fiscal_year", "-version")
        .first()
    )
    if before:  # the version that the public sees, where there is one: an old document that was imported beside it is not corrected
        before = version_in_force(before, year=before.fiscal_year) or before
    with transaction.atomic():
        fields = {"correction_note": correction_note, "format_key": _format(department, fiscal_year, before)}
        if before and take_over:
            fields["tables_mode"] = before.tables_mode
        budget = create_budget(
            by=by, department=department, unit=unit, fiscal_year=fiscal_year, printed_name=printed_name, **fields
        )
        with editing(budget, by=by, **_door(before if take_over else None, budget)) as locked:
            if before and take_over:
                copy_rows(before, locked, parts.row_models() if before.fiscal_year == fiscal_year else _WORDS)
            if not BudgetUnit.objects.filter(budget=locked).exists():
                BudgetUnit.objects.create(budget=locked, unit=unit, name=printed_name, ordinal=1)
    return budget


def _door(before: DepartmentalBudget | None, budget: DepartmentalBudget) -> dict[str, Any]:
    """How the history tells where the first rows come from."""
    if before is None:
        return {"door": Door.TYPED, "sentence": "新建预算"}
    source = f"{before.fiscal_year}年第{before.version}版"
    if before.fiscal_year == budget.fiscal_year:
        return {"door": Door.TAKEN_OVER, "source": source, "sentence": f"更正：承接{source}的全部内容"}
    return {"door": Door.COPIED, "source": source, "sentence": f"新建预算：复制{source}的文字"}


def _format(department: Department, fiscal_year: int, before: DepartmentalBudget | None) -> str:
    """That of the version before, which a correction never leaves and a later year only where it is no longer offered."""
    offered = [key for key, _ in composer().formats_for(department.region_id, fiscal_year)]
    if before and (before.fiscal_year == fiscal_year or before.format_key in offered):
        return before.format_key
    return offered[0]


def copy_rows(source: DepartmentalBudget, target: DepartmentalBudget, models: Iterable[Any]) -> None:
    """The rows of these models, parents first, with their relations among each other. Inside `editing`."""
    copies: dict[tuple[type, int], int] = {}
    for model in models:
        relations = [
            field for field in model._meta.concrete_fields
            if field.is_relation and field.name != "budget" and issubclass(field.related_model, BudgetRow)
        ]  # fmt: skip
        rows = list(model.objects.filter(budget=source).order_by("ordinal", "pk"))
        originals = [row.pk for row in rows]
        for row in rows:
            row.pk, row.budget, row._state.adding = None, target, True
            for field in relations:
                if (old := getattr(row, field.attname)) is not None:
                    setattr(row, field.attname, copies[field.related_model, old])
        model.objects.bulk_create(rows)
        copies |= {(model, old): row.pk for old, row in zip(originals, rows, strict=True)}
