"""Versions that were decided on before anything was frozen, and digests of columns that a migration has taken away.

They are frozen afterwards, and only where the document composed now is, byte for byte, the one of the move.
"""

from __future__ import annotations

from dataclasses import replace

from budgets.choices import ReviewAction, Status
from budgets.frozen import freeze, row_digests
from budgets.frozen.results import thawed
from budgets.models import DepartmentalBudget, FrozenRecord, ReviewRecord
from budgets.refusals import ContentChanged

_OF = {Status.SUBMITTED: ReviewAction.SUBMITTED, Status.APPROVED: ReviewAction.APPROVED}


def of_approval(budget: DepartmentalBudget) -> FrozenRecord:
    """Freezes an approved version for which nothing was frozen. Raises ContentChanged where it composes otherwise now."""
    if record := _taken(budget):
        return record
    raise ContentChanged(
        "本版本审核通过时，系统还没有留存文件内容，现在生成的文件又与审核通过的内容校验码不一致，不能公开。"
        "请联系审核人退回；填报人重新报送并审核通过后即可公开。"
    )


def after_migration() -> list[DepartmentalBudget]:
    """Freezes what waits and can be frozen, and returns what cannot: it has to be sent back and submitted again.

    A submitted version that cannot be frozen is no matter: its reviewer reads it as it composes now.
    """
    stranded = []
    for budget in DepartmentalBudget.objects.filter(status__in=_OF).select_related("region", "department", "unit"):
        record = freeze.speaking(budget)
        if record is None:
            record = _taken(budget)
        elif row_digests.has_lost_columns(record.rows):
            record = _taken(budget, record)
        if record is None and budget.status == Status.APPROVED:
            stranded.append(budget)
    return stranded


def _taken(budget: DepartmentalBudget, before: FrozenRecord | None = None) -> FrozenRecord | None:
    """before: what was frozen of other columns; what the rules found then stays."""
    reading = freeze.read_rows(budget)
    if reading.document_hash != (before.document_id if before else _hash_of_the_move(budget)):
        return None
    if before:
        reading = replace(reading, found=thawed(bytes(before.outcomes.content)))
    return freeze.keep(reading, _OF[Status(budget.status)], None)


def _hash_of_the_move(budget: DepartmentalBudget) -> str:
    if budget.status == Status.APPROVED:
        return budget.content_hash
    records = ReviewRecord.objects.filter(budget=budget, action=ReviewAction.SUBMITTED).order_by("-pk")
    return records.values_list("content_hash", flat=True).first() or ""
