"""Several people at the same moment, in processes of their own: each move is made once."""

import json
import os
import subprocess
import sys

import psycopg
import pytest

from tests import starting_gun
from tests.waiting import LONG

ROUNDS = 2
PREPARE = """
from budgets.rules import registry
from budgets.workflow import transitions
registry._rules.clear()
from budgets.choices import Role
from tests.budgets.states import bring_to
from tests.builders import make_department, make_small_budget, make_user
for number in range({rounds}):
    department = make_department(str(300 + number), f"临河区第{{number}}局")
    bring_to(make_small_budget(department), "submitted", submitter=make_user(f"p{{number}}"), reviewer=None)
for name in ("first", "second"):
    make_user(name, Role.REVIEWER, department, is_staff=True)
"""
DECIDE = """
import json
from budgets.rules import registry
from budgets.workflow import transitions
registry._rules.clear()
from django.contrib.auth.models import User
from django.db import DatabaseError, connection
from budgets.models import DepartmentalBudget
from tests import starting_gun

def wait_for(gun):
    with connection.cursor() as cursor:
        cursor.execute(starting_gun.WAIT, [gun])

{prelude}
me = User.objects.get(username="{name}")
seen = {{budget.pk: (budget, transitions.content_hash(budget)) for budget in DepartmentalBudget.objects.order_by("pk")}}
outcomes = []
for number, (budget, content_hash) in enumerate(seen.values()):
    wait_for(1000 + number)  # the starting gun
    try:
        transitions.{move}
        outcomes.append("done")
    except (transitions.Refused, DatabaseError) as refused:
        outcomes.append(type(refused).__name__)
print(json.dumps(outcomes))
"""
APPROVE = 'approve(budget, by=me, comment="", seen_hash=content_hash)'
# Whoever does not lock reads the version beside the other, and goes on when the other has read it too.
WITHOUT_LOCK = """
def read_beside_the_other(budget):
    found = DepartmentalBudget.objects.get(pk=budget.pk)
    wait_for(2000 + number)
    return found
transitions.lock_version = read_beside_the_other
"""
SEND_BACK = 'send_back(budget, by=me, comment="请核对")'


def start(database, script):
    code = f"import django; django.setup()\n{script}"
    environment = {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "config.settings", "EXAMPLE": "0"}
    return subprocess.Popen(
        [sys.executable, "-c", code], env=os.environ | environment, stdout=subprocess.PIPE, text=True
    )


def race(database, first, second, prelude=""):
    """What came of the two moves in each round; both wait for the same guns."""
    assert start(database, PREPARE.format(rounds=ROUNDS)).wait(LONG) == 0
    guns = [gun + number for number in range(ROUNDS) for gun in ((1000, 2000) if prelude else (1000,))]
    with psycopg.connect(database, autocommit=True) as starter:
        starting_gun.load(starter, guns)
        runners = [
            start(database, DECIDE.format(name=name, move=move, prelude=prelude))
            for name, move in (("first", first), ("second", second))
        ]
        for gun in guns:
            starting_gun.fire(starter, gun, at=2)
        return list(zip(*(json.loads(runner.communicate(timeout=LONG)[0]) for runner in runners), strict=True))


def records(database):
    query = "SELECT budget_id, array_agg(action ORDER BY id) FROM budgets_reviewrecord GROUP BY 1 ORDER BY 1"
    with psycopg.connect(database) as connection:
        return [actions for _, actions in connection.execute(query).fetchall()]


def test_of_two_reviewers_who_approve_at_once_one_does(fresh_database):
    outcomes = race(fresh_database, APPROVE, APPROVE)
    assert [sorted(pair) for pair in outcomes] == [["WrongState", "done"]] * ROUNDS
    assert records(fresh_database) == [["approved"]] * ROUNDS


def test_control_without_our_lock_both_get_as_far_as_the_database_which_stops_one(fresh_database):
    outcomes = race(fresh_database, APPROVE, APPROVE, WITHOUT_LOCK)
    assert [sorted(pair) for pair in outcomes] == [["ProgrammingError", "done"]] * ROUNDS
    assert records(fresh_database) == [["approved"]] * ROUNDS


@pytest.mark.soak
def test_an_approval_and_a_return_at_once_leave_a_story_that_can_be_told(fresh_database):
    """Either the return comes last (an approved version may be sent back) or the approval came too late."""
    outcomes = race(fresh_database, APPROVE, SEND_BACK)
    for pair, story in zip(outcomes, records(fresh_database), strict=True):
        assert (pair, story) in [(("done", "done"), ["approved", "returned"]), (("WrongState", "done"), ["returned"])]
