"""What is stored of official tables, by the file that each came from, and taking it back."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from budgets.editing import editing
from budgets.models import DepartmentalBudget, StatedCell
from budgets.statements import official

# file 工作表“sheet” B12（万元）
_SOURCE = re.compile(r"(?P<file>.*?) (?P<place>工作表“(?P<sheet>.*)” [A-Z]+\d+)")
_LINE = re.compile(r"(?P<file>.*?) ?(?P<place>第 ?\d+ ?行.*)")
TYPED = "（没有写明来源）"


@dataclass
class StoredTable:
    """The cells of one table that came from one file. key: how the page names it when it is to be taken back."""

    table: str
    file: str
    cells: list[StatedCell] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.table} {self.file}"

    @property
    def sheets(self) -> list[str]:
        found = (_SOURCE.match(cell.source) for cell in self.cells)
        return list(dict.fromkeys(match["sheet"] for match in found if match))

    @property
    def unit(self) -> str:
        return "万元" if any(cell.source.endswith(official.IN_TEN_THOUSANDS) for cell in self.cells) else "元"


def stored_tables(budget: DepartmentalBudget) -> list[StoredTable]:
    """In the order of the tables' numbers."""
    found: dict[tuple[str, str], StoredTable] = {}
    for cell in StatedCell.objects.filter(budget=budget).order_by("ordinal", "pk"):
        if official.is_official(cell.statement):
            key = (cell.statement[:3], file_of(cell))
            found.setdefault(key, StoredTable(*key)).cells.append(cell)
    return [found[key] for key in sorted(found)]


def file_of(cell: StatedCell) -> str:
    match = _SOURCE.match(cell.source) or _LINE.match(cell.source)
    return (match["file"] if match else cell.source) or TYPED


def place_of(cell: StatedCell) -> str:
    """Sheet and cell, or line, without the file."""
    match = _SOURCE.match(cell.source) or _LINE.match(cell.source)
    return match["place"].removesuffix(official.IN_TEN_THOUSANDS) if match else cell.source


def withdraw(budget: DepartmentalBudget, *, by: Any, seen: int, keys: Collection[str]) -> int:
    """Takes the cells of those tables out of the version; how many. Raises NotEditable and ChangedMeanwhile."""
    with editing(budget, by=by, seen=seen):
        cells = [cell.pk for table in stored_tables(budget) if table.key in keys for cell in table.cells]
        StatedCell.objects.filter(pk__in=cells).delete()
    return len(cells)
