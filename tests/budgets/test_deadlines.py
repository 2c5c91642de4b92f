"""The terms of the law: 20 days to publish, 15 days for the units, the day of the act not counted."""

import datetime as dt

import pytest

from budgets.models import Reply
from budgets.workflow import deadlines
from tests.builders import make_budget, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def budget(department):
    budget = make_budget(department)
    Reply.objects.create(
        budget=budget, authority="临河区财政局", number="临财预〔2020〕1号",
        dated=dt.date(2020, 2, 1), received=dt.date(2020, 2, 5), registered_by=make_user("clerk"),
    )  # fmt: skip
    return budget


def test_without_a_registered_reply_no_term_runs(department):
    budget = make_budget(department)
    assert deadlines.publication(budget) is None
    assert deadlines.units_reply(budget) is None


def test_the_twentieth_day_after_the_reply_is_the_last_one(budget):
    assert deadlines.publication(budget, today=dt.date(2020, 2, 2)).due == dt.date(2020, 2, 21)


@pytest.mark.parametrize(
    ("today", "words", "near", "late"),
    [
        (dt.date(2020, 2, 1), "还有 20 天", False, False),
        (dt.date(2020, 2, 15), "还有 6 天", False, False),
        (dt.date(2020, 2, 16), "还有 5 天", True, False),
        (dt.date(2020, 2, 21), "今天截止", True, False),
        (dt.date(2020, 2, 22), "已逾期 1 天", False, True),
    ],
)
def test_what_is_said_on_a_day(budget, today, words, near, late):
    deadline = deadlines.publication(budget, today=today)
    assert (deadline.words, deadline.is_near, deadline.is_late) == (words, near, late)


@pytest.mark.parametrize(
    ("published_on", "words"), [(dt.date(2020, 2, 21), "按期公开"), (dt.date(2020, 3, 1), "逾期 9 天公开")]
)
def test_a_done_duty_is_judged_by_its_day_and_not_by_today(budget, published_on, words):
    assert deadlines.publication(budget, published_on=published_on, today=dt.date(2024, 1, 1)).words == words


def test_the_day_is_reckoned_in_local_time(budget):
    budget.published_at = dt.datetime(2020, 2, 21, 16, 30, tzinfo=dt.UTC)  # 00:30 on the 22nd in China
    assert deadlines.publication(budget).words == "逾期 1 天公开"


def test_the_units_have_fifteen_days_from_receipt(budget):
    assert deadlines.units_reply(budget, today=dt.date(2020, 2, 5)).due == dt.date(2020, 2, 20)


def test_history_that_was_taken_over_has_no_term(budget):
    budget.imported = True
    assert deadlines.publication(budget) is None
