"""The budgets of Wanli of three years, read once for a module into a database of its own; the two earlier ones are published.

`wanli`   year → what the import made; the tests only look at it
`source`  year → the file's lines as they stand there, for a reading of the figures that shares nothing with ours
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import SHARED
from tests.database import database_of_its_own

YEARS = (2023, 2024, 2025)


def path_of(year: int) -> Path:
    return SHARED / "disclosures" / f"shanghai_putuo_wanli_{year}_budget_FULL.txt"


@pytest.fixture(scope="package")
def wanli(django_db_blocker: Any) -> Iterator[dict[int, Any]]:
    if not path_of(2025).exists():
        if os.environ.get("CI"):
            pytest.fail("../shared is missing: CI must run the tests on real documents")
        pytest.skip("../shared is not beside this checkout, so tests on real documents are skipped")
    with django_db_blocker.unblock(), database_of_its_own(f"wanli_{os.getpid()}"):
        yield _imported()


def _imported() -> dict[int, Any]:
    """The two earlier ones are marked as published without being rendered, which is what would take the time."""
    from django.db import transaction

    from budgets.workflow import transitions
    from disclosure.reading import layouts

    found = {}
    for year in YEARS:
        found[year] = layouts.import_source(
            layouts.read_source(path_of(year)), region_code="310107", department_code="301"
        )
        if year != YEARS[-1]:
            with transaction.atomic():
                transitions.mark_imported(found[year].budget)
    return found


@pytest.fixture(scope="package")
def source() -> dict[int, list[str]]:
    return {year: path_of(year).read_text(encoding="utf-8").split("\n") for year in YEARS}
