"""The codes that reading needs, and what a reader of a page or a Word file sees, line by line."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture
def codes(db: Any) -> None:
    """The economic classes and funds of the official lists."""
    from budgets import code_lists
    from budgets.models import EconomicClass, FundSource

    for model, path in code_lists.packaged():
        if model in {EconomicClass, FundSource}:
            code_lists.load(model, code_lists.read(path))
