"""What has to be written so that rows say what others say: planned by what rows say, written parents first and removed children first."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from budgets.choices import LineKind
from budgets.consolidation.adoption import take_over
from budgets.models import Author, DepartmentalBudget, ExpenditureLine, Project, RevenueLine
from budgets.versions.editing import acting_as, editing
from budgets.versions.row_diff import Plan, digest, plan
from performance.models import Indicator, ProjectSheet
from tests.budgets.units import approve, department_draft, unit_draft, with_rows_of_other_apps
from tests.builders import add_revenue, make_budget, make_unit, make_user

pytestmark = pytest.mark.django_db


def keyed(*rows: tuple[str, str | None, str]) -> list[Any]:
    """A row, what it is known by, what it says."""
    return [(name, ("model", known and (known,), content, ())) for name, known, content in rows]


def test_rows_that_say_the_same_are_left_alone_one_for_one() -> None:
    found = plan(keyed(("a", None, "x"), ("b", None, "x"), ("c", None, "y")), keyed(("d", None, "x"), ("e", None, "z")))
    assert (found.add, found.change, sorted(found.remove)) == (["e"], [], ["b", "c"])
    same = plan(keyed(("a", None, "x")), keyed(("b", None, "x"), ("c", None, "x")))
    assert (same.add, same.remove) == (["c"], [])


def test_a_row_that_is_known_by_its_code_is_changed_in_place() -> None:
    found = plan(
        keyed(("a", "1", "x"), ("b", "2", "y"), ("c", "3", "z")),
        keyed(("d", "1", "x"), ("e", "2", "other"), ("f", "4", "z")),
    )
    assert (found.add, found.change, found.remove) == (["f"], [("b", "e")], ["c"])
    assert found.lost == ["b", "c"]


@pytest.mark.parametrize("part", [{"add": [1]}, {"change": [(1, 2)]}, {"remove": [1]}])
def test_a_plan_is_empty_where_it_neither_adds_nor_changes_nor_removes(part: dict[str, Any]) -> None:
    assert Plan().is_empty
    assert not Plan(**part).is_empty


def test_a_mark_is_of_what_rows_say_in_any_order() -> None:
    one, other = (("m", None, (1,), ()), ("m", None, (2,), ()))
    assert digest([one, other]) == digest([other, one])
    assert digest([one, one]) != digest([one])
    assert digest([one]) != digest([other])


def test_a_plan_is_said_in_words_by_kind_of_row(department: Any) -> None:
    budget = make_budget(department)
    unit = make_unit(budget)
    lines = [add_revenue(budget, unit, "1"), add_revenue(budget, unit, "2"), add_revenue(budget, unit, "3")]
    project = Project(code="P", name="甲")
    assert Plan(add=lines[:2], change=[(project, project)], remove=lines[2:]).summary() == [
        "收入：新增 2 项，删除 1 项",
        "项目：更新 1 项",
    ]


def test_a_project_that_a_unit_gives_up_goes_after_all_that_hangs_on_it(department: Any, preparer: Any) -> None:
    whole = department_draft(department)
    own = approve(with_rows_of_other_apps(unit_draft(department)), "published")
    assert own.unit
    take_over(DepartmentalBudget.objects.get(pk=whole.pk), own.unit, by=preparer)
    assert Indicator.objects.filter(budget=whole).exists()
    later = DepartmentalBudget.objects.create(
        region=own.region, department=own.department, unit=own.unit, fiscal_year=own.fiscal_year, version=2,
        printed_name=own.printed_name, correction_note="更正",
    )  # fmt: skip
    add_revenue(later, make_unit(later, name=own.printed_name, unit=own.unit), "7")
    approve(later)
    outcome = take_over(DepartmentalBudget.objects.get(pk=whole.pk), own.unit, by=preparer, overwrite=True)
    assert "项目：删除 1 项" in outcome.changes
    for model in (Project, ProjectSheet, Indicator, ExpenditureLine):
        assert not model.objects.filter(budget=whole).exists()
    assert [line.amount for line in RevenueLine.objects.filter(budget=whole)] == [Decimal(7)]
    assert Project.objects.filter(budget=own).exists(), "the unit's own version is as it was"


# ---- Who is an author ----


def test_who_saves_a_version_is_its_author_even_where_no_row_was_written(department: Any, preparer: Any) -> None:
    budget = make_budget(department)
    with editing(budget, by=preparer):
        pass
    assert list(Author.objects.filter(budget=budget).values_list("user", flat=True)) == [preparer.pk]
    with editing(budget, by="import"):
        pass
    assert Author.objects.filter(budget=budget, user=None).exists()


def test_a_block_of_another_author_gives_the_name_back(department: Any, preparer: Any) -> None:
    budget, other = make_budget(department), make_user("other")
    unit = make_unit(budget)
    with acting_as(preparer):
        with acting_as(other):
            RevenueLine.objects.create(budget=budget, unit=unit, amount=1)
        ExpenditureLine.objects.create(budget=budget, unit=unit, amount=1, kind=LineKind.PERSONNEL)
    assert {preparer.pk, other.pk} <= set(Author.objects.filter(budget=budget).values_list("user", flat=True))
