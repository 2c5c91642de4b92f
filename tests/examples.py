"""pytest plugin: generated cases (hypothesis).

In the fast suite they are few and always the same, so that no change fails by chance. `make soak` runs the same tests
with twenty times as many, never the same. No case has a time limit: a busy machine is no defect.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

TIMES = 20
_LONG = "BUDGET_TESTS_LONG"  # how the processes of one run agree


def pytest_configure(config: pytest.Config) -> None:
    if config.option.markexpr == "soak":
        os.environ[_LONG] = "1"
    settings.register_profile(
        "tests",
        deadline=None,
        derandomize=not _is_long(),
        max_examples=1000 if _is_long() else 100,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    settings.load_profile("tests")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _is_long() and hasattr(getattr(item, "obj", None), "hypothesis"):
            item.add_marker(pytest.mark.soak)


def examples(number: int) -> settings:
    """For tests whose cases take long: so many in the fast suite."""
    return settings(max_examples=number * TIMES if _is_long() else number)


def _is_long() -> bool:
    return _LONG in os.environ
