"""The check beside somebody else's save, on committed data: it waits for nobody, and nobody for it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

SCRIPT = """
import json, os
import psycopg
from django.db import connection
from budgets.choices import Role
from budgets.models import Author, DepartmentalBudget
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
from tests.budgets.views.live import TypedPage
from tests.builders import make_department, make_small_budget, make_user

department = make_department()
budget = make_small_budget(department)
page = TypedPage(make_user("preparer", Role.PREPARER, department), "entry-basic", budget)
page.set_row("operating", 0, amount="45000")

def state():
    return [list(Author.objects.values_list("user")), DepartmentalBudget.objects.values_list("row_version").get(),
            [str(amount) for amount in budget.expenditureline_rows.values_list("amount", flat=True)]]

before = state()
told = {}
with psycopg.connect(os.environ["DATABASE_URL"]) as other:
    for lock in ("budgets_departmentalbudget", "budgets_expenditureline"):
        with other.transaction():
            other.execute(f"SELECT 1 FROM {lock} FOR NO KEY UPDATE")
            told[lock] = page.check().status
    free = page.check()
    told["free"] = [free.status, "收支不平衡" in " ".join(free.new)]
    # What the check has done is over: the other gets every lock at once.
    with other.transaction():
        other.execute("SELECT 1 FROM budgets_departmentalbudget FOR UPDATE NOWAIT")
        other.execute("SELECT 1 FROM budgets_expenditureline FOR UPDATE NOWAIT")
told["untouched"] = state() == before
print(json.dumps(told))
"""


def test_a_locked_version_is_not_waited_for_and_the_check_holds_no_lock(fresh_database: str) -> None:
    environment = {
        "DATABASE_URL": fresh_database,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "EXAMPLE": "0",
        "STATIC_MANIFEST": "0",
    }
    script = f"import django; django.setup()\n{SCRIPT}"
    done = subprocess.run(
        [sys.executable, "-c", script], env=os.environ | environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])

    for lock in ("budgets_departmentalbudget", "budgets_expenditureline"):
        # Who waited would wait for ever: the other gives its lock back only afterwards.
        assert told[lock] == 204
    assert told["free"] == [200, True]
    assert told["untouched"]
