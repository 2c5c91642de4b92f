"""Regions, departments and units as files, commands and the example name them: by code, and known or new.

The one place that makes them, beside the forms of the admin. What is known is never renamed by what a source calls it.
"""

from __future__ import annotations

from typing import TypeVar

from budgets.models import Department, Region, Unit

Place = TypeVar("Place", Region, Department, Unit)


def known_or_new_region(code: str, name: str) -> tuple[Region, bool]:
    """The region of a code of GB/T 2260, and whether it was made just now, under the name.

    Raises ValidationError for a new one whose code or name none can have; so do the two below.
    """
    return _known_or_new(Region, name, code=code)


def known_or_new_department(region: Region, code: str, name: str) -> tuple[Department, bool]:
    return _known_or_new(Department, name, region=region, code=code)


def known_or_new_unit(department: Department, code: str, name: str) -> tuple[Unit, bool]:
    return _known_or_new(Unit, name, department=department, code=code)


def _known_or_new(model: type[Place], name: str, **key: object) -> tuple[Place, bool]:
    """key  the fields that tell the place from all others"""
    known = model._default_manager.filter(**key).first()
    if known:
        return known, False
    new = model(**key, name=name)
    new.clean_fields()
    # Another may have made it meanwhile.
    return model._default_manager.get_or_create(**key, defaults={"name": new.name})
