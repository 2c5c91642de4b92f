"""Of an older database the history begins with what stood there when it was migrated, and says so."""

from __future__ import annotations

import pytest
from django.db import connection

from budgets import parts
from budgets.choices import Door, Operation
from budgets.models import Change, DepartmentalBudget, ExpenditureLine, HistoryEntry

pytestmark = pytest.mark.usefixtures("upgraded_database")


def test_each_version_begins_with_one_change_that_says_so() -> None:
    beginnings = Change.objects.filter(door=Door.BEGINNING, budget__isnull=False)
    assert set(beginnings.values_list("budget", flat=True)) == set(
        DepartmentalBudget.objects.values_list("pk", flat=True)
    )
    assert beginnings.count() == DepartmentalBudget.objects.count() > 30
    assert set(beginnings.values_list("number", "sentence")) == {(1, "历史从这里开始，此前的修改没有记录。")}
    assert not beginnings.exclude(by=None).exists()


def test_each_row_of_each_table_of_a_version_stands_at_the_beginning() -> None:
    for model in parts.row_models():
        table = model._meta.db_table
        stored = {str(pk) for pk in model._default_manager.values_list("pk", flat=True)}
        known = HistoryEntry.objects.filter(table=table, operation=Operation.BASE)
        assert set(known.values_list("row", flat=True)) == stored, table
    line = ExpenditureLine.objects.first()
    assert line is not None
    entry = HistoryEntry.objects.get(table="budgets_expenditureline", row=str(line.pk))
    assert entry.new["amount"] == line.amount
    assert entry.budget_id == line.budget_id


def test_no_secret_stands_there() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT password FROM auth_user WHERE password <> ''")
        passwords = [password for (password,) in cursor.fetchall()]
        assert passwords
        cursor.execute(
            "SELECT count(*) FROM budgets_historyentry WHERE new::text LIKE ANY(%s)",
            [[f"%{each}%" for each in passwords]],
        )
        assert cursor.fetchone() == (0,)
    people = HistoryEntry.objects.filter(table="auth_user", operation=Operation.BASE)
    assert people.exists()
    assert all("password" not in entry.new for entry in people)
