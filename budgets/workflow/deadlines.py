"""The terms that the law sets, reckoned from the dates of the 批复. 预算法 第十四条, 第五十二条.

Days are calendar days and the day of the act itself is not counted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from budgets.models import DepartmentalBudget

PUBLICATION_DAYS = 20
UNIT_REPLY_DAYS = 15
WARN_DAYS = 5


@dataclass(frozen=True)
class Deadline:
    """The last day of a term, and how it stands on a day.

    met_on  the day on which the duty was done; None while it is open
    today   the day on which this was asked
    duty    what is to be done, in words
    """

    due: dt.date
    met_on: dt.date | None
    today: dt.date
    duty: str = "公开"

    @property
    def days_left(self) -> int:
        """Negative: so many days late. Reckoned to the day on which the duty was done, or to today."""
        return (self.due - (self.met_on or self.today)).days

    @property
    def is_late(self) -> bool:
        return self.days_left < 0

    @property
    def is_near(self) -> bool:
        return self.met_on is None and 0 <= self.days_left <= WARN_DAYS

    @property
    def words(self) -> str:
        if self.met_on:
            return f"逾期 {-self.days_left} 天{self.duty}" if self.is_late else f"按期{self.duty}"
        if self.is_late:
            return f"已逾期 {-self.days_left} 天"
        return "今天截止" if self.days_left == 0 else f"还有 {self.days_left} 天"


def last_day(start: dt.date, days: int) -> dt.date:
    """The last day of a term of so many days from an act, whose own day does not count."""
    return start + dt.timedelta(days=days)


def publication(
    budget: DepartmentalBudget, *, published_on: dt.date | None = None, today: dt.date | None = None
) -> Deadline | None:
    """Until when the document must be public. None where no 批复 is registered, and for what was imported as history.

    published_on  the day on the portal where that is the public place; else the day of publication here
    """
    reply = getattr(budget, "reply", None)
    if reply is None or budget.imported:
        return None
    if published_on is None and budget.published_at:
        published_on = timezone.localdate(budget.published_at)
    return Deadline(last_day(reply.dated, PUBLICATION_DAYS), published_on, today or timezone.localdate())


def units_reply(
    budget: DepartmentalBudget, *, replied_on: dt.date | None = None, today: dt.date | None = None
) -> Deadline | None:
    """Until when a department must pass its 批复 on to its units. None for a unit's own document.

    replied_on  the day of the last unit's 批复, once every unit has one
    """
    reply = getattr(budget, "reply", None)
    if reply is None or budget.unit_id or budget.imported:
        return None
    due = last_day(reply.received, UNIT_REPLY_DAYS)
    return Deadline(due, replied_on, today or timezone.localdate(), "批复")
