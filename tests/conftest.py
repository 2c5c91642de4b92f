"""The cast of the tests, and where real documents are read from.

preparer   of the petition office 202
reviewer   of the finance bureau of the whole region; is_staff
publisher  of the petition office 202
outsider   prepares the budget of another department, 303
reader     anonymous
"""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

import pytest

pytest_plugins = ["tests.database", "tests.sites", "tests.browsing", "tests.examples"]

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


# What takes longest, the longest first; by its file, or by its folder.
LONG = [
    "story/test_story.py", "config/test_no_page_fails.py", "upgrade", "checks/test_bounded_in_time.py",
    "disclosure/test_public_widths_browser.py", "checks/test_sentences_of_provinces.py",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files begin first: at the end of a run one of them would have the machine to itself."""
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        path = item.path.relative_to(here).as_posix()
        return next(
            (place for place, long in enumerate(LONG) if path == long or path.startswith(f"{long}/")), len(LONG)
        )

    items.sort(key=place)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays until the end: the garbage collector need not walk over it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the checkout. CI must have it; elsewhere its tests are skipped."""
    if not SHARED.is_dir():
        if os.environ.get("CI"):
            pytest.fail("../shared is missing: CI must run the tests on real documents")
        pytest.skip("../shared is not beside this checkout, so tests on real documents are skipped")
    return SHARED


@pytest.fixture
def seed_path(shared: Path) -> Path:
    return shared / "disclosures" / "shanhaiguan-xinfang-2020.txt"


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's clock stands at noon in China. For tests that reckon from today: at midnight they would reckon from two days."""
    from django.utils import timezone  # noqa: PLC0415

    moment = timezone.now().replace(hour=4, minute=0)
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def department(db: None) -> Any:
    from tests.builders import make_department  # noqa: PLC0415  needs a configured Django

    return make_department()


@pytest.fixture
def preparer(department: Any) -> Any:
    from budgets.choices import Role  # noqa: PLC0415
    from tests.builders import make_user  # noqa: PLC0415

    return make_user("preparer", Role.PREPARER, department)


@pytest.fixture
def reviewer(department: Any) -> Any:
    from budgets.choices import Role  # noqa: PLC0415
    from tests.builders import make_user  # noqa: PLC0415

    return make_user("reviewer", Role.REVIEWER, department, is_staff=True)


@pytest.fixture
def publisher(department: Any) -> Any:
    from budgets.choices import Role  # noqa: PLC0415
    from tests.builders import make_user  # noqa: PLC0415

    return make_user("publisher", Role.PUBLISHER, department)


@pytest.fixture
def outsider(db: None) -> Any:
    from budgets.choices import Role  # noqa: PLC0415
    from tests.builders import make_department, make_user  # noqa: PLC0415

    return make_user("outsider", Role.PREPARER, make_department("303", "云汀区档案馆"))
