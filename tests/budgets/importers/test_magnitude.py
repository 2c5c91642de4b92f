"""With what the size of a file is compared: last year as the public sees it, what was typed, what official tables print."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from budgets.importers.magnitude import yardsticks
from budgets.models import DepartmentalBudget, StatedCell
from budgets.versions.editing import acting_as
from tests.builders import add_expenditure, make_budget, make_unit

pytestmark = pytest.mark.django_db


def stated(budget: Any, statement: str, year: int, value: int, column: str = "total") -> None:
    with acting_as("import"):
        StatedCell.objects.create(
            budget=budget, statement=statement, row="total", column=column, year=year, value=value
        )


def publish(budget: Any) -> None:
    """As a historical version is recorded."""
    DepartmentalBudget.objects.filter(pk=budget.pk).update(status="published", published_at=timezone.now())


def known(budget: Any) -> list[tuple[str, int]]:
    return [(each.name, int(each.amount)) for each in yardsticks(budget)]


def test_a_version_that_holds_official_tables_only_is_a_measure(budget: Any, department: Any) -> None:
    last = make_budget(department, year=2024, imported=True)
    stated(last, "T01R", 2024, 900_000)
    assert known(budget) == [], "it is not public"
    publish(last)
    stated(budget, "T03", 2025, 950_000)
    assert known(budget) == [("2024年支出", 900_000), ("本预算已有支出", 950_000)]


def test_lines_speak_before_tables(budget: Any) -> None:
    stated(budget, "T01R", 2025, 950_000)
    add_expenditure(budget, budget.budgetunit_rows.get(), "personnel", "310000")
    assert known(budget) == [("本预算已有支出", 310_000)]


@pytest.mark.parametrize(("statement", "column"), [("expenditure", "amount"), ("T01R", "total")])
def test_last_year_may_be_stated_by_hand_or_by_this_years_table(budget: Any, statement: str, column: str) -> None:
    stated(budget, statement, 2024, 880_000, column)
    assert known(budget) == [("2024年支出（填报的上年数）", 880_000)]


def test_a_version_that_was_never_public_is_none(budget: Any, department: Any) -> None:
    last = make_budget(department, year=2024)
    add_expenditure(last, make_unit(last), "personnel", "310000")
    assert known(budget) == []
