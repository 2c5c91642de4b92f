"""A row goes from a page only where nothing of another page goes with it or loses what it stands on."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from budgets.choices import LineKind
from budgets.models import BudgetRow, BudgetUnit, DepartmentalBudget, ExpenditureLine, Project, RevenueLine
from budgets.versions.editing import acting_as
from performance.models import Indicator, ProjectObjective, ProjectSheet
from procurement.models import ProcurementItem
from tests.budgets.views.filling import address, opened, with_rows
from tests.builders import add_expenditure, add_revenue, make_project, make_small_budget, make_unit
from tests.database import fill_codes
from tests.rules_builders import add_sheet


@pytest.fixture
def budget(department: Any, preparer: Any, client: Client) -> DepartmentalBudget:
    fill_codes()
    client.force_login(preparer)
    return make_small_budget(department)


def rows(budget: DepartmentalBudget, *models: type[BudgetRow]) -> list[Any]:
    return [list(model._default_manager.filter(budget=budget).order_by("pk").values()) for model in models]


def removed(client: Client, budget: DepartmentalBudget, page: str, row: str) -> Any:
    """What comes of the removal of a row, together with a change on the same page that could be saved."""
    return client.post(address(page, budget), opened(client, page, budget) | {f"{row}-remove": "on"})


def refused(answer: Any) -> str:
    assert answer.status_code == 409
    return " ".join(answer.content.decode().split())


def test_a_project_with_a_sheet_of_targets_is_not_deleted_with_it(budget: DepartmentalBudget, client: Client) -> None:
    """The sheet and all that hangs on it would be gone without a word: each kind is named with its number."""
    project = make_project(budget, "202-0002-ABC-0002", "没有明细的项目", ordinal=9)
    add_sheet(budget, project)
    kinds = (Project, ProjectSheet, ProjectObjective, Indicator)
    before = rows(budget, *kinds)

    said = refused(removed(client, budget, "entry-projects", "projects-1"))

    for model, count in ((ProjectSheet, 1), (ProjectObjective, 2), (Indicator, 5)):
        assert f"{model._meta.verbose_name} {count} 条" in said
    assert rows(budget, *kinds) == before


def test_a_project_with_an_empty_sheet_is_not_deleted_with_it_either(
    budget: DepartmentalBudget, client: Client
) -> None:
    project = make_project(budget, "202-0002-ABC-0002", "没有明细的项目", ordinal=9)
    with acting_as("import"):
        ProjectSheet.objects.create(budget=budget, project=project)
    said = refused(removed(client, budget, "entry-projects", "projects-1"))
    assert f"{ProjectSheet._meta.verbose_name} 1 条" in said
    assert ProjectSheet.objects.filter(budget=budget).exists()


def test_a_project_with_purchases_is_not_deleted_under_them(budget: DepartmentalBudget, client: Client) -> None:
    project = make_project(budget, "202-0002-ABC-0002", "没有明细的项目", ordinal=9)
    with acting_as("import"):
        for name in ("查询机", "复印机"):
            ProcurementItem.objects.create(budget=budget, project=project, name=name)
    said = refused(removed(client, budget, "entry-projects", "projects-1"))
    assert f"{ProcurementItem._meta.verbose_name} 2 条" in said
    assert ProcurementItem.objects.filter(budget=budget, project=project).count() == 2


def test_a_project_that_nothing_hangs_on_is_deleted(budget: DepartmentalBudget, client: Client) -> None:
    """The control."""
    make_project(budget, "202-0002-ABC-0002", "没有明细的项目", ordinal=9)
    assert removed(client, budget, "entry-projects", "projects-1").status_code == 302
    assert not Project.objects.filter(budget=budget, name="没有明细的项目").exists()


def test_a_unit_with_lines_of_both_kinds_is_named_with_both(budget: DepartmentalBudget, client: Client) -> None:
    unit = make_unit(budget, "另一个单位", ordinal=9)
    add_revenue(budget, unit, "1")
    add_expenditure(budget, unit, LineKind.PERSONNEL, "1")
    add_expenditure(budget, unit, LineKind.PERSONNEL, "2")
    said = refused(removed(client, budget, "entry-organisation", "units-1"))
    assert "“另一个单位”还被其他数据使用" in said
    assert f"{RevenueLine._meta.verbose_name} 1 条" in said
    assert f"{ExpenditureLine._meta.verbose_name} 2 条" in said
    assert BudgetUnit.objects.filter(budget=budget, name="另一个单位").exists()


def test_where_a_row_cannot_go_nothing_else_of_the_page_is_saved_and_what_was_typed_stands_there(
    budget: DepartmentalBudget, client: Client
) -> None:
    project = make_project(budget, "202-0002-ABC-0002", "没有明细的项目", ordinal=9)
    add_sheet(budget, project)
    fields = with_rows(
        opened(client, "entry-projects", budget), "projects", [{"code": "202-0003-ABC-0003", "name": "新项目"}]
    )
    answer = client.post(address("entry-projects", budget), fields | {"projects-1-remove": "on"})
    assert "新项目" in refused(answer)
    assert not Project.objects.filter(budget=budget, name="新项目").exists()
    assert DepartmentalBudget.objects.get(pk=budget.pk).row_version == budget.row_version
