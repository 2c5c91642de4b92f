"""A place in a file that was read: a leaf, for readers, messages and stated cells alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Where:
    """A cell of a sheet, or a line of a text.

    sheet, cell  its name and address (C6); empty in a text
    line         counted from 1; 0 in a sheet, and where nobody knows the place
    """

    sheet: str = ""
    cell: str = ""
    line: int = 0

    def __str__(self) -> str:
        if self.cell:
            return f"工作表“{self.sheet}” {self.cell}"
        return f"第{self.line}行" if self.line else ""

    def __bool__(self) -> bool:
        return bool(self.cell or self.line)

    def fields(self) -> dict[str, Any]:
        """As a stated cell keeps it."""
        return {"sheet": self.sheet, "cell": self.cell, "line": self.line or None}
