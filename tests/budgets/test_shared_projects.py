"""A project that several units share: what the department has of it stays, what it has not yet comes from the unit that has it."""

from __future__ import annotations

from typing import Any

import pytest

from budgets.consolidation.adoption import Outcome, take_over
from budgets.models import DepartmentalBudget, ExpenditureLine, Project
from budgets.versions.editing import acting_as
from performance.models import Indicator, ProjectObjective, ProjectSheet
from procurement.models import ProcurementItem
from tests.budgets.units import approve, department_draft, unit_draft, with_rows_of_other_apps

pytestmark = pytest.mark.django_db
SHARED = "202-0009-ABC-0009"


@pytest.fixture
def whole(department: Any) -> DepartmentalBudget:
    return department_draft(department)


def sharing(department: Any, number: int, *, with_rows: bool = False) -> DepartmentalBudget:
    """A unit's approved budget whose only project is the shared one."""
    own = unit_draft(department, number)
    if with_rows:
        with_rows_of_other_apps(own)
    with acting_as("import"):
        Project.objects.filter(budget=own).update(code=SHARED)
    return approve(own)


def taken(whole: DepartmentalBudget, own: DepartmentalBudget, by: Any) -> Outcome:
    assert own.unit
    return take_over(DepartmentalBudget.objects.get(pk=whole.pk), own.unit, by=by)


def kinds_of(budget: DepartmentalBudget) -> dict[str, int]:
    models = (ProjectSheet, ProjectObjective, Indicator, ProcurementItem)
    return {
        model.__name__: model._default_manager.filter(budget=budget).exclude(**_common(model)).count()
        for model in models
    }


def _common(model: Any) -> dict[str, Any]:
    """Purchases for no project are none of the project's."""
    return {"project": None} if model is ProcurementItem else {}


WITH_ROWS = {"ProjectSheet": 1, "ProjectObjective": 1, "Indicator": 1, "ProcurementItem": 1}
WITHOUT = dict.fromkeys(WITH_ROWS, 0)


def test_what_only_the_second_unit_has_of_a_shared_project_is_taken_over_from_it(
    whole: Any, department: Any, preparer: Any
) -> None:
    taken(whole, sharing(department, 1), preparer)
    assert kinds_of(whole) == WITHOUT
    taken(whole, sharing(department, 2, with_rows=True), preparer)
    assert kinds_of(whole) == WITH_ROWS
    project = Project.objects.get(budget=whole)
    assert project.performance_sheet.indicators.get().name == "接待场次"
    assert project.procurement_items.get().name == "查询机"
    assert ExpenditureLine.objects.filter(budget=whole, project=project).count() == 2


def test_what_the_first_unit_has_brought_is_not_brought_again_by_the_second(
    whole: Any, department: Any, preparer: Any
) -> None:
    taken(whole, sharing(department, 1, with_rows=True), preparer)
    with acting_as("import"):
        Indicator.objects.filter(budget=whole).update(name="接访批次")
    outcome = taken(whole, sharing(department, 2, with_rows=True), preparer)
    assert kinds_of(whole) == WITH_ROWS
    assert Indicator.objects.get(budget=whole).name == "接访批次"
    assert any("由几个单位共用" in note for note in outcome.notes)


def test_a_kind_that_is_there_stays_and_a_kind_that_is_not_comes(whole: Any, department: Any, preparer: Any) -> None:
    taken(whole, sharing(department, 1), preparer)
    with acting_as("import"):
        ProjectSheet.objects.create(budget=whole, project=Project.objects.get(budget=whole), purpose="部门填写")
    taken(whole, sharing(department, 2, with_rows=True), preparer)
    assert ProjectSheet.objects.get(budget=whole).purpose == "部门填写"
    assert kinds_of(whole)["ProcurementItem"] == 1


def test_a_project_of_one_unit_alone_is_its_own_with_all_that_hangs_on_it(
    whole: Any, department: Any, preparer: Any
) -> None:
    """The control: nothing is shared."""
    taken(whole, approve(unit_draft(department, 1)), preparer)
    outcome = taken(whole, approve(with_rows_of_other_apps(unit_draft(department, 2))), preparer)
    assert kinds_of(whole) == WITH_ROWS
    assert not any("共用" in note for note in outcome.notes)
