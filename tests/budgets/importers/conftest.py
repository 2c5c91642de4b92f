"""A draft of the petition office with its unit and the official codes at hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.budgets.importers.importing import load_codes
from tests.builders import make_budget, make_unit


@pytest.fixture
def budget(department: Any) -> Any:
    load_codes()
    budget = make_budget(department, year=2025)
    make_unit(budget)
    return budget
