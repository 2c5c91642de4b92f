"""Regions, departments and units that files and commands name: known, or new and valid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from budgets import places
from budgets.models import Department, Region, Unit

pytestmark = pytest.mark.django_db
Named = Callable[[str, str], tuple[Any, bool]]


@pytest.fixture(params=["region", "department", "unit"])
def named(request: pytest.FixtureRequest, department: Department) -> Named:
    """(code, name) → what stands under the code, and whether it is new."""
    ways: dict[str, Named] = {
        "region": lambda code, name: places.known_or_new_region(code.ljust(6, "0"), name),
        "department": lambda code, name: places.known_or_new_department(department.region, code, name),
        "unit": lambda code, name: places.known_or_new_unit(department, code, name),
    }
    return ways[request.param]


def test_what_is_not_known_is_made_under_its_name(named: Named) -> None:
    found, is_new = named("71", "云汀")
    assert is_new
    found.refresh_from_db()
    assert found.name == "云汀"


def test_what_is_known_keeps_its_name(named: Named) -> None:
    first, _ = named("71", "云汀")
    again, is_new = named("71", "另一名称")
    assert (again, is_new) == (first, False)
    again.refresh_from_db()
    assert again.name == "云汀"


@pytest.mark.parametrize(("code", "name"), [("7a", "云汀"), ("71", ""), ("71", "云" * 121), ("71", "云\u202e汀")])
def test_what_no_place_can_be_called_is_refused_in_words_and_nothing_is_made(
    named: Named, code: str, name: str
) -> None:  # fmt: skip
    before = [model.objects.count() for model in (Region, Department, Unit)]
    with pytest.raises(ValidationError):
        named(code, name)
    assert [model.objects.count() for model in (Region, Department, Unit)] == before


def test_the_same_code_in_another_place_is_another(department: Department) -> None:
    far, _ = places.known_or_new_region("710000", "远方")
    elsewhere, is_new = places.known_or_new_department(far, department.code, "同码部门")
    assert is_new
    assert elsewhere.pk != department.pk
