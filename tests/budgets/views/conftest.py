"""A preparer at the desk in Chromium, with budgets enough that each test of a file has one of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browsing import complaints, new_page, state_of
from tests.sites import shared_site

SETUP = """
from budgets.choices import Role
from tests.builders import make_department, make_small_budget, make_user
department = make_department()
make_user("preparer", Role.PREPARER, department)
print(*[make_small_budget(department, year=2001 + number).pk for number in range(40)])
"""


@pytest.fixture(scope="module")
def entry_site(request: pytest.FixtureRequest) -> Iterator[Any]:
    """One server for all tests of a file; each takes a budget of its own from `printed`."""
    with shared_site(request.path.stem, SETUP) as running:
        yield running


@pytest.fixture(scope="module")
def signed_in(entry_site: Any, browser: Any) -> Any:
    return state_of(browser, f"{entry_site.url}/entry/login/", "preparer")


@pytest.fixture
def desk(entry_site: Any, signed_in: Any, browser: Any) -> Iterator[Any]:
    """The preparer at the page of basic expenditure, whose first operating line is 办公费 40,000.

    `page.said` collects what the browser complains about.
    """
    page = new_page(browser, storage_state=signed_in)
    page.said = complaints(page, "error")
    page.goto(f"{entry_site.url}/entry/{entry_site.printed.pop()}/basic/")
    yield page
    page.context.close()
