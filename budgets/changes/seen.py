"""What is new for somebody who reads a version again, and what is new since it was submitted before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from budgets.changes.log import LoggedChange, between
from budgets.changes.moments import submissions
from budgets.choices import ReviewAction
from budgets.composer import PassageChange, composer
from budgets.models import DepartmentalBudget, FrozenRecord

if TYPE_CHECKING:
    from django.contrib.auth.models import User


@dataclass(frozen=True)
class News:
    """
    since     the number of the Change after which it is new
    changes   what is new, the greatest change of an amount first
    passages  what the document says otherwise; empty: nothing, or it was not asked
    """

    since: int
    at: dt.datetime | None
    changes: tuple[LoggedChange, ...]
    passages: tuple[PassageChange, ...] = ()

    @property
    def first(self) -> tuple[LoggedChange, ...]:
        return self.changes[:10]

    @property
    def amounts(self) -> int:
        return sum(bool(each.size) for each in self.changes)


_LOOK = """
    WITH before AS (SELECT number, at FROM budgets_lastlook WHERE person_id = %(person)s AND budget_id = %(budget)s),
        now AS (SELECT coalesce(max(number), 0) AS number FROM budgets_change WHERE budget_id = %(budget)s)
    INSERT INTO budgets_lastlook (person_id, budget_id, number, at)
        SELECT %(person)s, %(budget)s, now.number, clock_timestamp() FROM now
    ON CONFLICT (person_id, budget_id) DO UPDATE SET number = excluded.number, at = excluded.at
    RETURNING number, (SELECT number FROM before), (SELECT at FROM before)
"""


def looked(person: User, budget: DepartmentalBudget) -> News | None:
    """What is new since he last looked, and from now on is not; None where he never did. One statement where nothing is new."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, {"person": person.pk, "budget": budget.pk})
        now, before, at = cursor.fetchone()
    if before is None:
        return None
    return News(before, at, _greatest_first(between(budget, before)) if now > before else ())


def since_submission(budget: DepartmentalBudget) -> News | None:
    """What the last submission says otherwise than the one before; None where there was none before."""
    numbers = submissions(budget)
    if len(numbers) < 2:
        return None
    passages: list[PassageChange] = []
    frozen = FrozenRecord.objects.filter(budget=budget, action=ReviewAction.SUBMITTED).select_related("document")
    records = list(frozen.order_by("-pk")[:2])
    if len(records) == 2 and records[0].document_id != records[1].document_id:
        passages = composer().passages_changed(bytes(records[1].document.content), bytes(records[0].document.content))
    return News(numbers[-2], None, _greatest_first(between(budget, numbers[-2], numbers[-1])), tuple(passages))


def _greatest_first(logged: list[LoggedChange]) -> tuple[LoggedChange, ...]:
    return tuple(sorted(logged, key=lambda each: -each.size))
