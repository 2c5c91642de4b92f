"""The terms that the law sets, reckoned from the dates of the 批复. 预算法 第十四条, 第五十二条.

Days are calendar days and the day of the act itself is not counted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from budgets.models import DepartmentalBudget
from budgets.models.records_in_force import Replies, replies_of

PUBLICATION_DAYS = 20
UNIT_REPLY_DAYS = 15
WARN_DAYS = 5


@dataclass(frozen=True)
class Deadline:
    """The last day of a term, and how it stands on a day.

    met_on  the day on which the duty was done; None while it is open
    today   the day on which this was asked
    start   the date of the 批复 from which it is reckoned
    waiting the date that a correction of the 批复 gives and its issuer has not confirmed: it is shown and does not count.
            None: there is none, or it gives the same date
    duty    what is to be done, in words
    date    which date of the 批复 it is, in words
    """

    due: dt.date
    met_on: dt.date | None
    today: dt.date
    start: dt.date
    waiting: dt.date | None = None
    duty: str = "公开"
    date: str = "批复日期"

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
    def both_dates(self) -> str:
        """Both dates in words, where a correction waits to be confirmed; else empty."""
        if self.waiting is None:
            return ""
        return f"{self.date}登记为 {self.start:%Y-%m-%d}，更正为 {self.waiting:%Y-%m-%d}，更正未经确认，期限仍按 {self.start:%Y-%m-%d} 计算"

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
    replies = Replies(()) if budget.imported else replies_of(budget)
    if replies.counting is None:
        return None
    if published_on is None and budget.published_at:
        published_on = timezone.localdate(budget.published_at)
    start, waiting = replies.counting.dated, replies.waiting.dated if replies.waiting else None
    return Deadline(
        last_day(start, PUBLICATION_DAYS), published_on, today or timezone.localdate(), start, _other(waiting, start)
    )


def units_reply(
    budget: DepartmentalBudget, *, replied_on: dt.date | None = None, today: dt.date | None = None
) -> Deadline | None:
    """Until when a department must pass its 批复 on to its units. None for a unit's own document.

    replied_on  the day of the last unit's 批复, once every unit has one
    """
    replies = Replies(()) if budget.imported or budget.unit_id else replies_of(budget)
    if replies.counting is None:
        return None
    start, waiting = replies.counting.received, replies.waiting.received if replies.waiting else None
    return Deadline(
        last_day(start, UNIT_REPLY_DAYS), replied_on, today or timezone.localdate(), start, _other(waiting, start),
        duty="批复", date="收到批复的日期",
    )  # fmt: skip


def _other(waiting: dt.date | None, start: dt.date) -> dt.date | None:
    return None if waiting == start else waiting
