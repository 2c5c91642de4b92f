"""A project that gets another code keeps what goes by that code: rows of tables, stated amounts, its notes, own words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.db.models import QuerySet

from budgets.composer import composer
from budgets.models import DepartmentalBudget, InternalTransfer, Prose, StatedCell

TABLE = "T10"
_ON_THE_WAY = "→"  # no code begins with it: two projects may exchange their codes
# Keys of stored words and cells that name a project, and what stands before its code in them.
_NAMES_A_PROJECT = re.compile(rf"(?:after:)?(?:(?:expenditure\.)?project:|project_notes\.|sheet:|{TABLE}\.)")


def carry_over(budget: DepartmentalBudget, renamed: Mapping[str, str]) -> None:
    """renamed: code before → code now. Inside the caller's `editing`."""
    if not renamed:
        return
    cells = StatedCell.objects.filter(budget=budget)
    rename(cells.filter(statement=TABLE), "row", renamed)
    rename_keys(cells.filter(statement="expenditure"), "row", renamed)
    rename(InternalTransfer.objects.filter(budget=budget), "project", renamed)
    rename_keys(Prose.objects.filter(budget=budget), "key", renamed)
    composer().rename_projects(budget, renamed)


def rename_keys(rows: QuerySet, field: str, renamed: Mapping[str, str]) -> None:
    """Where a key names one of those projects (`sheet:202-0001.code`), it names it by the code of now."""
    keys = rows.values_list(field, flat=True).distinct()
    rename(rows, field, {key: now for key in keys if (now := key_now(key, renamed)) != key})


def key_now(key: str, renamed: Mapping[str, str]) -> str:
    begin = _NAMES_A_PROJECT.match(key)
    rest = key[begin.end() :] if begin else ""
    # The longest first: a code may be the beginning of another.
    for before in sorted(renamed, key=len, reverse=True):
        if rest == before or rest.startswith(f"{before}."):
            return f"{begin[0] if begin else ''}{renamed[before]}{rest.removeprefix(before)}"
    return key


def rename(rows: QuerySet, field: str, renamed: Mapping[str, str]) -> None:
    """All at once, so that two may exchange their names. Words that stand under a name already keep it."""
    leaving = set(renamed)
    taken = set(rows.filter(**{f"{field}__in": set(renamed.values()) - leaving}).values_list(field, flat=True))
    moving = {before: now for before, now in renamed.items() if now not in taken}
    for before, now in moving.items():
        rows.filter(**{field: before}).update(**{field: f"{_ON_THE_WAY}{now}"})
    for now in moving.values():
        rows.filter(**{field: f"{_ON_THE_WAY}{now}"}).update(**{field: now})
