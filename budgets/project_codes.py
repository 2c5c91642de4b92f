"""A project that gets another code keeps its row of the official table 项目支出表, which goes by that code."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models.functions import Substr

from budgets.models import DepartmentalBudget, StatedCell

TABLE = "T10"
_ON_THE_WAY = "→"  # no code begins with it: two projects may exchange their codes


def carry_over(budget: DepartmentalBudget, renamed: Mapping[str, str]) -> None:
    """renamed: code before → code now. Inside the caller's `editing`."""
    cells = StatedCell.objects.filter(budget=budget, statement=TABLE)
    for before, now in renamed.items():
        cells.filter(row=before).update(row=f"{_ON_THE_WAY}{now}")
    if renamed:
        cells.filter(row__startswith=_ON_THE_WAY).update(row=Substr("row", 2))
