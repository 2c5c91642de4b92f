"""政府预算支出经济分类: the government's own cut of the same money (501 机关工资福利支出, 505 对事业单位经常性补助 …).

No line names such a class: the department's class and the nature of the unit decide it (《支出经济分类科目改革方案》, in use
since 2018). The map comes with the program; what its source does not confirm is marked 待核实 in the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from budgets.choices import LineKind, UnitNature
from budgets.models import EconomicClass
from budgets.statements.ledger import Ledger
from budgets.statements.lines import SpentLine
from budgets.statements.memory import once

FIRST_YEAR = 2018
# The table by these classes among the stated cells of a version, where somebody read one in.
TABLE = "T18"
_MAPS = Path(__file__).parent.parent / "data" / "maps"
_ORGANS = {UnitNature.ADMINISTRATIVE, UnitNature.CIVIL_SERVICE_MANAGED}
_UNMAPPABLE = len("302")


@dataclass(frozen=True)
class Mapped:
    """An expenditure line with the 款 of the government's classes that it falls in; no code: the map has none."""

    line: SpentLine
    code: str


@dataclass(frozen=True)
class Cut:
    """The expenditure of a version by the government's classes.

    lines    those that a class of 款 or a composite one names, with what the map says
    vague    those that no map can place: no class, only a 类, or a unit of unknown nature
    """

    lines: tuple[Mapped, ...]
    vague: tuple[SpentLine, ...]

    @property
    def unmapped(self) -> tuple[SpentLine, ...]:
        return tuple(each.line for each in self.lines if not each.code)

    def of(self, code: str) -> Decimal:
        """The sum of a 类 or 款."""
        found = (each.line.amount for each in self.lines if each.code.startswith(code) and each.code)
        return sum(found, Decimal(0))

    @property
    def total(self) -> Decimal:
        return sum((each.line.amount for each in self.lines if each.code), Decimal(0))


@once
def government_cut(ledger: Ledger) -> Cut:
    mapped, vague = [], []
    for line in ledger.expenditure:
        if line.kind == LineKind.CARRIED_OUT:
            continue
        codes = _codes(line.economic) if line.economic else ()
        if not codes or line.unit.nature == UnitNature.OTHER or any(len(code) <= _UNMAPPABLE for code in codes):
            vague.append(line)
            continue
        found = {government_code(code, line.unit.nature) for code in codes}
        if len(found) > 1 and "" not in found:
            vague.append(line)
        else:
            mapped.append(Mapped(line, "" if "" in found else found.pop()))
    return Cut(tuple(mapped), tuple(vague))


def _codes(economic: EconomicClass) -> tuple[str, ...]:
    """A composite class (30201+30202) stands for several, which mostly fall in one class of the government's."""
    return tuple(economic.code.split("+"))


def government_code(department_code: str, nature: str) -> str:
    """The 款 of the government's classes, or nothing where the map has none for such a unit."""
    unit = "organ" if nature in _ORGANS else "institution"
    known = _map()
    return known.get((department_code, unit)) or known.get((department_code, "all"), "")


def government_name(code: str) -> str:
    """50201 办公经费."""
    return f"{code} {_names().get(code, '')}".strip()


@cache
def _map() -> dict[tuple[str, str], str]:
    return {(row["department"], row["unit"]): row["government"] for row in _rows("department_to_government.tsv")}


@cache
def _names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in _rows("government_classes.tsv")}


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_MAPS / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")
