"""What the limited process does with one uploaded file: archive (what a zip would unfold to), workbook (its cells), plain_text (CSV).

Nothing here imports anything else of ours: reader_process.py starts in a moment, and a file that breaks it finds neither
database nor password. Limits are a mapping from words (cells, rows, columns, …) to numbers, given by `reader`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Limits = Mapping[str, Any]
Rows = list[list[Any]]


class UnfoldingRefused(Exception):
    """Why the file is not read, for whoever uploaded it."""


def without_tail(rows: Rows) -> Rows:
    """Without the blank rows at the end."""
    while rows and not any(cell is not None for cell in rows[-1]):
        rows.pop()
    return rows
