"""The figures that add up over the units of a department, and the department's lines of one unit alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from budgets.choices import LineKind
from budgets.models import BudgetUnit
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.appropriation import appropriation
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.statements.lines import ReceivedLine, SpentLine
from budgets.statements.memory import once
from budgets.statements.operating_costs import operating_costs
from budgets.statements.revenue import revenue
from budgets.statements.three_public import three_public

Figures = dict[str, Amount]


def figures(ledger: Ledger) -> Figures:
    """The figures that add up over units, by reference."""
    income, spending = revenue(ledger), expenditure(ledger)
    found = [
        *income.amounts(), spending.total, spending.current, spending.basic, spending.personnel, spending.operating,
        spending.project, spending.carried_out, *three_public(ledger).amounts(), operating_costs(ledger).total,
        *appropriation(ledger).funds.values(), *_items(ledger),
    ]  # fmt: skip
    return {amount.ref: amount for amount in found}


def _items(ledger: Ledger) -> Iterator[Amount]:
    """Expenditure by functional item; nothing where a line names none."""
    groups: dict[str, list[Decimal]] = {}
    names: dict[str, str] = {}
    for line in ledger.expenditure:
        if line.kind == LineKind.CARRIED_OUT:
            continue
        if line.functional is None:
            return
        groups.setdefault(line.functional.code, []).append(line.amount)
        names[line.functional.code] = str(line.functional)
    for code, amounts in sorted(groups.items()):
        yield Amount(f"item.{code}", names[code], total(amounts), part="basic")


def has_items(of: Figures) -> bool:
    return of["expenditure.current"].value is None or any(ref.startswith("item.") for ref in of)


def head_of(ref: str) -> str:
    """The total under which a figure stands: blank, no line was entered."""
    return "revenue.total" if ref.startswith("revenue.") else "expenditure.total"


def ledger_of_unit(ledger: Ledger, rows: Iterable[BudgetUnit]) -> Ledger:
    """The department's lines of these units alone. What is stated for the department says nothing of a unit."""
    units = tuple(rows)
    revenue_of, expenditure_of = _lines_by_unit(ledger)
    lines = tuple(line for row in units for line in expenditure_of.get(row.pk, ()))
    projects = {line.project_id for line in lines}
    return replace(
        ledger,
        units=units,
        transfers=(),
        revenue=tuple(line for row in units for line in revenue_of.get(row.pk, ())),
        expenditure=lines,
        projects=tuple(project for project in ledger.projects if project.pk in projects),
        stated={},
        flags=frozenset(),
    )


@once
def _lines_by_unit(ledger: Ledger) -> tuple[dict[int, list[ReceivedLine]], dict[int, list[SpentLine]]]:
    return _by_unit(ledger.revenue), _by_unit(ledger.expenditure)


def _by_unit(lines: Iterable[Any]) -> dict[int, list[Any]]:
    """Every line is looked at once, however many units there are."""
    groups: dict[int, list[Any]] = {}
    for line in lines:
        groups.setdefault(line.unit_id, []).append(line)
    return groups
