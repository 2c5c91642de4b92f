"""The parts of a budget that this app holds, and its rules."""

from __future__ import annotations

from budgets import parts


def register() -> None:
    """Called once when Django starts."""
    from budgets.completeness import PARTS  # noqa: PLC0415  it reads models, which are loaded by then

    for part in PARTS:
        parts.register(part)
