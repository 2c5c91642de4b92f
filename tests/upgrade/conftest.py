"""A database of the release 7dc6fd7, brought to what the code is now: nothing published there may change by it.

`then`               what was written down of it when it was dumped: {"publications": …, "versions": …, "heads": …}
`old_database`       name of the database as it was then, not migrated: copies of it are migrated by a test of its own
`upgraded_template`  name of the database after `migrate`; `clone_database("mine", template=…)` makes a copy that a test may spoil
`upgraded_database`  Django's connection leads to a copy of it while the tests of a module run; they use no `db`.
                     All of them see what one of them writes
`taken_back`         whatever one test does there is undone after it, publishing included

The dump is loaded and migrated once for all processes of a run. `then["versions"]` names the versions by their pk, with state,
format and hash; the people are the example's, with an Assignment for each role.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import database
from tests.upgrade.loading import load

RELEASE = "7dc6fd7"


@pytest.fixture(scope="session")
def upgrade_folder(shared: Path) -> Path:
    return shared / "upgrade"


@pytest.fixture(scope="session")
def then(upgrade_folder: Path) -> dict[str, Any]:
    return json.loads((upgrade_folder / f"{RELEASE}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def old_database(upgrade_folder: Path) -> str:
    dump = upgrade_folder / f"{RELEASE}.sql.xz"
    return database.template_database(f"old_{RELEASE}", lambda address: load(dump, address))


@pytest.fixture(scope="session")
def upgraded_template(old_database: str) -> str:
    def migrate(address: str) -> None:
        database.manage(["migrate", "-v0"], {"DATABASE_URL": address})

    return database.template_database(f"upgraded_{RELEASE}", migrate, old_database)


@pytest.fixture(scope="module")
def upgraded_database(upgraded_template: str, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    name = f"upgraded_{os.getpid()}_{request.module.__name__.rpartition('.')[2]}"
    with django_db_blocker.unblock(), database.database_of_its_own(name, template=upgraded_template):
        yield


@pytest.fixture
def taken_back(upgraded_database: None) -> Iterator[None]:
    with database.undone():
        yield
