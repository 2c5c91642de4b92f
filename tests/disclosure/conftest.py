"""The people of a department that publishes, in a database that all tests of a module share.

To publish takes a second, so what a module's tests look at is published once for all of them.

`cast`     the people, in the module's database; tests that use it do not use `db`
`undone`   whatever one test does is undone after it; wanted by each module that uses `cast`
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests import database
from tests.database import database_of_its_own


@pytest.fixture(scope="module")
def cast(django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """Publication is looked at here apart from the rules, which small budgets would break: there is none of them."""
    from budgets.rules import registry  # noqa: PLC0415  needs a configured Django
    from tests.disclosure.approved import Cast  # noqa: PLC0415

    name = f"module_{os.getpid()}_{request.module.__name__.rpartition('.')[2]}"
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, database_of_its_own(name):
        patch.setattr(registry, "_rules", {})
        yield Cast()


@pytest.fixture
def undone(cast: Any) -> Iterator[None]:
    with database.undone():
        yield
