"""What is stored of official tables, by the file that each came from, and taking it back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from budgets.choices import MoneyUnit
from budgets.models import DepartmentalBudget, StatedCell
from budgets.statements import official
from budgets.versions.editing import editing

NO_FILE = "（没有写明来源）"


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
        return list(dict.fromkeys(cell.sheet for cell in self.cells if cell.sheet))

    @property
    def unit(self) -> str:
        rounded = any(cell.printed_in == MoneyUnit.TEN_THOUSAND for cell in self.cells)
        return str(MoneyUnit.TEN_THOUSAND if rounded else MoneyUnit.YUAN)


def stored_tables(budget: DepartmentalBudget) -> list[StoredTable]:
    """In the order of the tables' numbers."""
    found: dict[tuple[str, str], StoredTable] = {}
    for cell in StatedCell.objects.filter(budget=budget).order_by("ordinal", "pk"):
        if official.is_official(cell.statement):
            key = (cell.statement[:3], cell.file or NO_FILE)
            found.setdefault(key, StoredTable(*key)).cells.append(cell)
    return [found[key] for key in sorted(found)]


def withdraw(budget: DepartmentalBudget, *, by: Any, seen: int, keys: Collection[str]) -> int:
    """Takes the cells of those tables out of the version; how many. Raises NotEditable and ChangedMeanwhile."""
    with editing(budget, by=by, seen=seen, sentence="撤回读入的公开表"):
        cells = [cell.pk for table in stored_tables(budget) if table.key in keys for cell in table.cells]
        StatedCell.objects.filter(pk__in=cells).delete()
    return len(cells)
