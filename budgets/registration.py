"""The parts of a budget that this app holds, and its rules."""

from __future__ import annotations

from budgets import checks, parts  # noqa: F401  importing the checks registers the rules
from budgets.entry.completeness import PARTS


def register() -> None:
    """Called once when Django starts."""
    for part in PARTS:
        parts.register(part)
