"""The parts of a budget that this app holds, and its rules."""

from __future__ import annotations


def register() -> None:
    """Called once when Django starts."""
