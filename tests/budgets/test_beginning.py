"""How a version begins: from which one before it, with what of it, in which format, and under which number."""

from __future__ import annotations

from typing import Any

import pytest

from budgets.choices import Status, TablesMode
from budgets.models import (
    BudgetUnit,
    Department,
    DepartmentalBudget,
    ExpenditureLine,
    GlossaryTerm,
    Project,
    Prose,
    RevenueLine,
    Unit,
)
from budgets.versions.creation import create_budget
from budgets.versions.editing import acting_as
from budgets.versions.project_codes import key_now
from budgets.versions.start import start
from budgets.workflow.transitions import WrongState
from tests.budgets.states import bring_to
from tests.builders import make_department, make_small_budget
from tests.rules_builders import publish_as_history

pytestmark = pytest.mark.django_db
WORDS = (BudgetUnit, Prose, GlossaryTerm)
FIGURES = (Project, RevenueLine, ExpenditureLine)


def published(department: Department, *, year: int = 2020, **fields: Any) -> DepartmentalBudget:
    """With two lines of words; public."""
    budget = make_small_budget(department, year=year, **fields)
    with acting_as("import"):
        Prose.objects.create(budget=budget, key="duties", text=f"{year}年的职责。")
        GlossaryTerm.objects.create(budget=budget, term="基本支出", definition="维持运转的支出。")
    publish_as_history(budget)
    return budget


def begun(department: Department, by: Any, year: int = 2020, **fields: Any) -> DepartmentalBudget:
    fields = {"unit": None, "printed_name": "云汀区信访局", "take_over": True, **fields}
    return start(by=by, department=department, fiscal_year=year, **fields)


def counts(budget: DepartmentalBudget, models: tuple[Any, ...]) -> list[int]:
    return [model.objects.filter(budget=budget).count() for model in models]


def test_a_correction_begins_with_everything_of_the_version_that_it_corrects(
    department: Department, preparer: Any
) -> None:
    before = published(department, tables_mode=TablesMode.APPENDIX)
    budget = begun(department, preparer, correction_note="更正")
    assert (budget.version, budget.correction_note, budget.tables_mode) == (2, "更正", TablesMode.APPENDIX)
    assert counts(budget, WORDS + FIGURES) == counts(before, WORDS + FIGURES) == [1, 1, 1, 1, 1, 4]
    line = ExpenditureLine.objects.get(budget=budget, project__isnull=False)
    assert line.project == Project.objects.get(budget=budget)
    assert {each.unit for each in ExpenditureLine.objects.filter(budget=budget)} == {
        BudgetUnit.objects.get(budget=budget)
    }
    assert list(
        ExpenditureLine.objects.filter(budget=budget).order_by("ordinal").values_list("amount", flat=True)
    ) == list(ExpenditureLine.objects.filter(budget=before).order_by("ordinal").values_list("amount", flat=True))


def test_a_new_year_begins_with_the_words_alone(department: Department, preparer: Any) -> None:
    published(department)
    budget = begun(department, preparer, 2021)
    assert (budget.version, budget.fiscal_year) == (1, 2021)
    assert counts(budget, WORDS + FIGURES) == [1, 1, 1, 0, 0, 0]
    assert Prose.objects.get(budget=budget).text == "2020年的职责。"


def test_without_taking_over_there_is_the_unit_alone(department: Department, preparer: Any) -> None:
    published(department, tables_mode=TablesMode.APPENDIX)
    budget = begun(department, preparer, take_over=False, printed_name="新名称")
    assert counts(budget, WORDS + FIGURES) == [1, 0, 0, 0, 0, 0]
    row = BudgetUnit.objects.get(budget=budget)
    assert (row.name, row.unit, row.ordinal) == ("新名称", None, 1)
    assert budget.tables_mode == TablesMode.NONE


def test_the_first_version_of_all_begins_with_its_unit(department: Department, preparer: Any) -> None:
    budget = begun(department, preparer)
    assert (budget.version, counts(budget, WORDS + FIGURES)) == (1, [1, 0, 0, 0, 0, 0])


def test_it_begins_from_the_latest_year_before_and_not_from_one_after(department: Department, preparer: Any) -> None:
    for year in (2018, 2019, 2022):
        published(department, year=year)
    assert Prose.objects.get(budget=begun(department, preparer, 2021)).text == "2019年的职责。"


def test_it_begins_from_its_own_department_and_unit(department: Department, preparer: Any) -> None:
    published(make_department("303", "云汀区档案馆"))
    unit = Unit.objects.create(department=department, code="202001", name="接待中心")
    published(department, unit=unit, printed_name=unit.name)
    assert counts(begun(department, preparer, 2021), WORDS) == [1, 0, 0]


def test_an_old_document_that_was_imported_beside_the_approved_one_is_not_corrected(
    department: Department, preparer: Any, reviewer: Any
) -> None:
    approved = make_small_budget(department)
    with acting_as("import"):
        Prose.objects.create(budget=approved, key="duties", text="审核通过的职责。")
    bring_to(approved, Status.PUBLISHED, submitter=preparer, reviewer=reviewer)
    published(department, version=2)
    assert Prose.objects.get(budget=begun(department, preparer, correction_note="更正")).text == "审核通过的职责。"


def test_a_correction_keeps_its_format_and_so_does_a_year_that_is_still_offered_it(
    department: Department, preparer: Any
) -> None:
    published(department, year=2018, format_key="hebei-2018")
    assert begun(department, preparer, 2018, correction_note="更正").format_key == "hebei-2018"


# ---- Numbers ----


def test_each_document_counts_its_own_versions(department: Department, preparer: Any) -> None:
    unit = Unit.objects.create(department=department, code="202001", name="接待中心")
    published(department)
    published(department, year=2019)
    published(department, unit=unit, printed_name=unit.name)
    published(make_department("303", "云汀区档案馆"))
    assert create_budget(by=preparer, department=department, fiscal_year=2020, printed_name="甲").version == 2
    assert (
        create_budget(by=preparer, department=department, unit=unit, fiscal_year=2020, printed_name="乙").version == 2
    )
    assert create_budget(by=preparer, department=department, fiscal_year=2021, printed_name="丙").version == 1


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUBMITTED, Status.RETURNED])
def test_only_an_open_version_of_the_same_document_stands_in_the_way(
    department: Department, preparer: Any, reviewer: Any, status: Status
) -> None:
    unit = Unit.objects.create(department=department, code="202001", name="接待中心")
    bring_to(make_small_budget(department), status, submitter=preparer, reviewer=reviewer)
    with pytest.raises(WrongState):
        create_budget(by=preparer, department=department, fiscal_year=2020, printed_name="甲")
    assert (
        create_budget(by=preparer, department=department, unit=unit, fiscal_year=2020, printed_name="乙").version == 1
    )
    assert create_budget(by=preparer, department=department, fiscal_year=2021, printed_name="丙").version == 1


# ---- Keys that name a project ----


@pytest.mark.parametrize(
    ("key", "now"),
    [
        ("project:A", "project:B"), ("expenditure.project:A", "expenditure.project:B"), ("after:project:A", "after:project:B"),
        ("after:expenditure.project:A.sentence", "after:expenditure.project:B.sentence"), ("project_notes.A", "project_notes.B"), ("sheet:A.code", "sheet:B.code"),
        ("A.sentence", "A.sentence"), ("A", "A"), ("AB", "AB"), ("sheet:AB.code", "sheet:AB.code"), ("other:A", "other:A"), ("x.A", "x.A"),
        ("sheet:A-1.code", "sheet:C.code"), ("sheet:A-12.code", "sheet:A-12.code"),
    ],
)  # fmt: skip
def test_a_key_names_its_project_by_the_code_of_now(key: str, now: str) -> None:
    assert key_now(key, {"A": "B", "A-1": "C"}) == now
