"""Whom an assignment reaches: the same for the database and for a version that was read already."""

from __future__ import annotations

import pytest

from budgets.choices import Role
from budgets.models import Assignment, DepartmentalBudget, Unit
from budgets.models.budget import reaches
from tests.builders import make_budget, make_department, make_user

pytestmark = pytest.mark.django_db


def test_the_database_and_python_say_the_same_of_every_assignment_and_version() -> None:
    first, second = make_department("202", "云汀区信访局"), make_department("203", "云汀区档案局")
    unit, other = (Unit.objects.create(department=first, code=code, name=f"{code}中心") for code in ("001", "002"))
    for place in ({"department": first}, {"department": second}):
        make_budget(place["department"])
    for of_unit in (unit, other):
        make_budget(first, unit=of_unit)
    places = ({}, {"department": first}, {"department": first, "unit": unit}, {"department": second})
    seen = set()
    for number, place in enumerate(places):
        for of_superior in (False, True) if "department" in place else (False,):
            user = make_user(f"reviewer{number}{of_superior}")
            held = Assignment.objects.create(
                user=user, role=Role.REVIEWER, region=first.region, of_superior=of_superior, **place
            )
            by_database = set(DepartmentalBudget.objects.visible_to(user))
            assert {each for each in DepartmentalBudget.objects.all() if reaches(held, each)} == by_database
            seen.add(len(by_database))
    assert len(seen) > 2, "the assignments reach different things"
