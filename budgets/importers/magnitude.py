"""元 or 万元: what the size of a file's sum suggests. A suggestion is shown to the clerk, who decides."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from budgets.choices import Base
from budgets.importers.amounts import read_amount
from budgets.importers.cells import CellProblem
from budgets.importers.headers import Header
from budgets.importers.line_rows import is_total
from budgets.importers.mapping import Choices
from budgets.importers.reader import FileSheet
from budgets.models import DepartmentalBudget, ExpenditureLine, StatedCell
from budgets.models.in_force import version_in_force
from budgets.money import UNITS, grouped
from budgets.statements import official

NEAR = (Decimal("0.2"), Decimal(5))  # a budget does not grow or shrink beyond these from one year to the next


@dataclass(frozen=True)
class Yardstick:
    """A sum in 元 that this file's should resemble."""

    name: str
    amount: Decimal


@dataclass(frozen=True)
class Suggestion:
    """unit: 元, 万元, or empty where the size says nothing."""

    unit: str
    words: str


def yardsticks(budget: DepartmentalBudget) -> list[Yardstick]:
    """Last year's total, where it is published here or stated; and what this budget holds already."""
    last = budget.fiscal_year - 1
    previous = version_in_force(budget, year=last)
    found = [Yardstick(f"{last}年支出", _planned(previous))] if previous else []
    found.append(Yardstick(f"{last}年支出（填报的上年数）", _stated(budget, year=last)))
    found.append(Yardstick("本预算已有支出", _planned(budget)))
    return [each for each in found if each.amount > 0]


def _planned(budget: DepartmentalBudget) -> Decimal:
    """What the lines add up to; of a version that holds official tables only, what these print."""
    lines = ExpenditureLine.objects.filter(budget=budget).aggregate(sum=Sum("amount"))["sum"]
    return lines or _stated(budget, year=budget.fiscal_year)


def _stated(budget: DepartmentalBudget, *, year: int) -> Decimal:
    """Total expenditure of a year, typed or printed in an official table; 0 where neither says it."""
    totals = StatedCell.objects.filter(budget=budget, row__in=["total", "current"], year=year, base=Base.BUDGET)
    cells = {(cell.statement, cell.row, cell.column): cell.value for cell in totals}
    typed = cells.get(("expenditure", "total", "amount"))
    printed = (official.figure(ref, cells.get) for ref in ("expenditure.total", "expenditure.current"))
    return next((value for value in (typed, *printed) if value is not None), Decimal(0))


def sum_as_it_stands(sheets: Sequence[FileSheet], headers: Sequence[Header], choices: Choices) -> Decimal:
    """The figures of the columns of amounts whose header states no unit, added up without one; unreadable cells and sums do not count."""
    by_name = {sheet.name: sheet for sheet in sheets}
    numbers = Decimal(0)
    for header in headers:
        chosen = choices.of(header)
        place = header.index_of(chosen.columns.get("amount", ""))
        if header.unit_of_money or place is None:
            continue
        for row in by_name[header.sheet].rows[header.first_row :]:
            if place < len(row) and not is_total(row):
                with contextlib.suppress(CellProblem):
                    numbers += read_amount(row[place], "元")[0]
    return numbers


def suggest(numbers: Decimal, known: list[Yardstick]) -> Suggestion:
    """numbers: the sum of the column as it stands, without a unit; 0 where no column of amounts is known yet."""
    if not numbers:
        return Suggestion("", "请按文件选择。")
    as_units = {unit: numbers * UNITS[unit] for unit in ("元", "万元")}
    both = "；".join(f"按{unit}计合计 {grouped(amount)} 元" for unit, amount in as_units.items())
    for yardstick in known:
        near = [unit for unit, amount in as_units.items() if NEAR[0] <= amount / yardstick.amount <= NEAR[1]]
        if len(near) == 1:
            return Suggestion(
                near[0], f"{both}。{yardstick.name}为 {grouped(yardstick.amount)} 元，看来是“{near[0]}”，请确认。"
            )
    compared = "、".join(f"{each.name} {grouped(each.amount)} 元" for each in known)
    if compared:
        return Suggestion("", f"{both}。与{compared}都不相近，请核对后选择。")
    return Suggestion("", f"{both}。没有上年数可以比较，请核对后选择。")
