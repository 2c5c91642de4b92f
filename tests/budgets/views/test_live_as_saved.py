"""What the check finds while somebody types is what is found after the save of the same."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from budgets.choices import LineKind, Role
from budgets.entry import dry_run
from budgets.models import DepartmentalBudget
from budgets.rules.judge import judge
from budgets.rules.registry import Result
from tests.budgets.views.live import TypedPage
from tests.builders import add_expenditure, make_class, make_project, make_small_budget, make_user

EDITS = 4
# Page, its tables with the columns that are typed, and what is typed in each.
TABLES: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {
    "entry-basic": {
        "personnel": {"amount": ("300000", "1", "299999.99"), "printed_label": ("", "工资")},
        "operating": {"amount": ("40000", "10000", "50000.5"), "economic": ("30201", "30217", "30107")},
    },
    "entry-projects": {
        "lines": {"amount": ("650000", "5", "700.07"), "economic": ("", "30201", "30217")},
    },
    "entry-revenue": {"lines": {"amount": ("1000000", "2.50", "999999")}},
    "entry-procurement": {
        "items": {"quantity": ("1", "3"), "unit_price": ("10", "20.5"), "general_public_budget": ("30", "61.5", "0.01")},
    },
}  # fmt: skip


def told(results: list[Result]) -> list[Any]:
    """Everything that a clerk is told; a row that was typed just now has another key once it is saved."""
    return [
        (
            result.rule.id, result.outcome, result.reason,
            sorted(
                (each.message, each.remedy, result.severity_of(each), str(each.difference), sorted((place.label, place.value, place.part) for place in each.places))
                for each in result.findings
            ),
        )
        for result in results
    ]  # fmt: skip


@pytest.fixture
def budget(department: Any) -> DepartmentalBudget:
    budget = make_small_budget(department)
    unit = budget.budgetunit_rows.get()
    project = make_project(budget, "202-9999-YBN-0001", "窗口服务")
    add_expenditure(budget, unit, LineKind.PROJECT_UNCLASSIFIED, "700", project=project)
    add_expenditure(budget, unit, LineKind.OPERATING, "500", economic=make_class("30107", "绩效工资"))
    return budget


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", TABLES)
def test_the_check_finds_what_is_found_after_the_save(
    name: str, seed: int, budget: DepartmentalBudget, department: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[list[Result]] = []

    def recorded(*args: Any, **more: Any) -> list[Result]:
        found.append(judge(*args, **more))
        return found[-1]

    monkeypatch.setattr(dry_run, "judge", recorded)
    page = TypedPage(make_user("typist", Role.PREPARER, department), name, budget)
    random = Random(f"{name} {seed}")
    before = told(judge(budget, whole=False))
    differed = False
    for _ in range(EDITS):
        type_something(page, TABLES[name], random)
        assert page.check().status == 200
        page.save()

        saved = told(judge(DepartmentalBudget.objects.get(pk=budget.pk), whole=False))
        assert told(found[-1]) == saved
        differed |= saved != before
    assert differed, "the edits change what is found, or this test could not fail"


def type_something(page: TypedPage, tables: dict[str, dict[str, tuple[str, ...]]], random: Random) -> None:
    """One to three cells of rows that are there, a row more, or one less."""
    grid = random.choice(sorted(tables))
    rows = [at for at in range(int(page.values[f"{grid}-TOTAL_FORMS"])) if page.values.get(f"{grid}-{at}-id")]
    deed = random.choice(("cells", "cells", "row", "less")) if len(rows) > 1 else random.choice(("cells", "row"))
    if deed == "less":
        page.values[f"{grid}-{random.choice(rows)}-remove"] = "on"
        return
    if deed == "row" or not rows:
        at = max(rows, default=-1) + 1
        required = {"name": "复印机", "project_name": "办公设备", "catalogue_number": "A02010105", "measure": "台"}
        words = {column: words for column, words in required.items() if f"{grid}-{at}-{column}" in page.values}
        page.set_row(grid, at, **words, **{column: random.choice(texts) for column, texts in tables[grid].items()})
        return
    for _ in range(random.randint(1, 3)):
        column = random.choice(sorted(tables[grid]))
        page.set_row(grid, random.choice(rows), **{column: random.choice(tables[grid][column])})
