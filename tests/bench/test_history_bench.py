"""What the history costs: the same deeds in one run with it and without it, and the bytes that it takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from budgets import parts
from budgets.choices import LineKind, Role
from budgets.models import DepartmentalBudget, ExpenditureLine, HistoryEntry
from tests.bench.measuring import ROUNDS, cost_of, told
from tests.bench.test_import_bench import Import, _rows, _taken_back, budget  # noqa: F401  the fixture
from tests.budgets.importers.workbooks import workbook
from tests.builders import add_expenditure, make_budget, make_department, make_unit, make_user
from tests.database import fill_codes
from tests.entry_desk import fields_of

pytestmark = pytest.mark.bench
IMPORTS, SAVES = 1.2, 1.3  # times the same without a history
ON_THE_PAGE = 500


@contextmanager
def _without_history() -> Iterator[None]:
    names = ("inserted", "updated", "deleted")
    tables = [*(model._meta.db_table for model in parts.row_models()), "budgets_departmentalbudget", "budgets_author"]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for word in ("DISABLE", "ENABLE"):
            cursor.execute(
                "SELECT relname, tgname FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid WHERE relname = ANY(%s)"
                " AND tgname ~ %s",
                [tables, f"remember_({'|'.join(names)})"],
            )
            for table, trigger in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} {word} TRIGGER {trigger}")
            if word == "DISABLE":
                yield
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_15_000_lines_with_their_history(budget: Any) -> None:  # noqa: F811
    deed = Import(budget, workbook(_rows()))
    with_it, without = [], []
    for _ in range(ROUNDS):
        for costs, is_kept in ((with_it, True), (without, False)):
            with _taken_back():
                if is_kept:
                    costs.append(sum(cost_of(step) for step in deed.steps().values()))
                    assert HistoryEntry.objects.filter(table="budgets_expenditureline").count() == 15_000
                else:
                    with _without_history():
                        costs.append(sum(cost_of(step) for step in deed.steps().values()))
                    assert not HistoryEntry.objects.filter(table="budgets_expenditureline").exists()
    print()
    assert told("15,000 行导入，记历史", min(with_it), "不记历史", min(without), IMPORTS) <= IMPORTS


def test_a_page_of_500_rows_saved_with_its_history(db: None) -> None:
    fill_codes()
    department = make_department()
    budget = make_budget(department)  # noqa: F811
    unit = make_unit(budget, name="云汀区信访局")
    for number in range(ON_THE_PAGE):
        add_expenditure(budget, unit, LineKind.PERSONNEL, str(number + 1))
    client = Client()
    client.force_login(make_user("clerk", Role.PREPARER, department))
    address = reverse("entry-basic", kwargs={"budget_pk": budget.pk})

    def sent(amount: int) -> dict[str, str]:
        page = fields_of(client.get(address))
        return {
            name: str(amount + at) if name.endswith("-amount") and value else value
            for at, (name, value) in enumerate(page.items())
        } | {"action": "save"}

    with_it, without = [], []
    for round_ in range(ROUNDS):
        for costs, is_kept in ((with_it, True), (without, False)):
            posted = sent(1_000_000 * (1 + 2 * round_ + is_kept))
            known = HistoryEntry.objects.filter(table="budgets_expenditureline", operation="update").count()
            if is_kept:
                costs.append(cost_of(lambda posted=posted: client.post(address, posted)))
            else:
                with _without_history():
                    costs.append(cost_of(lambda posted=posted: client.post(address, posted)))
            more = HistoryEntry.objects.filter(table="budgets_expenditureline", operation="update").count() - known
            assert (more > 0) == is_kept
    assert ExpenditureLine.objects.filter(budget=budget, amount__gte=1_000_000).count() > 0
    print()
    assert told(f"{ON_THE_PAGE} 行的页面保存，记历史", min(with_it), "不记历史", min(without), SAVES) <= SAVES


def test_the_bytes_of_a_department_and_year(db: None) -> None:
    """Said, not judged: how much the example's history takes."""
    call_command("load_codes", verbosity=0)
    before = _bytes()
    call_command("create_example", verbosity=0)
    taken = _bytes() - before
    versions, entries = DepartmentalBudget.objects.count(), HistoryEntry.objects.exclude(budget_id=None).count()
    print(
        f"\n示例：{versions} 个版本，{entries:,} 条变动明细，{taken / 2**20:.1f} MB，每个版本 {taken / versions / 1024:,.0f} KB；"
        f"此前载入的科目代码 {before / 2**20:.1f} MB"
    )
    assert entries > versions


def _bytes() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(pg_total_relation_size(name::regclass))"
            " FROM unnest(ARRAY['budgets_change', 'budgets_historyentry']) name"
        )
        return int(cursor.fetchone()[0])
