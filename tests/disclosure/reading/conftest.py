"""The codes that reading needs, and what a reader of a page or a Word file sees, line by line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.database import fill_codes


@pytest.fixture
def codes(db: Any) -> None:
    """The economic classes and funds of the official lists."""
    fill_codes("budgets.EconomicClass", "budgets.FundSource")
