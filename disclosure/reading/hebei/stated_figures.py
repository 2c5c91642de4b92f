"""Figures that the source prints and its lines do not yield become stated cells: the printed figure is what the document says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from budgets.choices import Base, CellOrigin, ThreePublicLine
from budgets.models import DepartmentalBudget, StatedCell
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger
from budgets.where import Where
from disclosure.composition.compose import compose
from disclosure.reading.matching.facts import Money, SourceFacts
from procurement.columns import COLUMNS, Kind

# Parts before their sums: a sum follows its parts where they are stated, and then needs no cell of its own.
_ORDER = (
    "operating_costs.total",
    "expenditure.operating",
    "expenditure.personnel",
    "expenditure.basic",
    "expenditure.project",
    "expenditure.total",
    "revenue.total",
    *(f"three_public.{row.value}" for row in ThreePublicLine),
    "three_public.vehicles",
    "three_public.total",
    "procurement.total",
    "assets.total",
)
_COUNTED = {f"three_public.{row.value}" for row in ThreePublicLine}
# The form has a sum before what it sums up.
_SUMS_OF_A_PURCHASE = tuple(key for key, column in reversed(COLUMNS.items()) if column.kind is Kind.SUM)


def state_what_lines_do_not_yield(budget: DepartmentalBudget, facts: SourceFacts, *, file: str) -> int:
    """Stores the cells, inside the caller's `editing`; how many there are."""
    stated, is_stale = 0, False
    amounts = _amounts(budget)
    for ref, money in _printed(facts):
        if is_stale and not _stands_alone(ref):
            amounts, is_stale = _amounts(budget), False
        amount = amounts.get(ref)
        if amount is not None and _needs_a_cell(ref, amount, money):
            statement, _, row = ref.partition(".")
            StatedCell.objects.update_or_create(
                budget=budget,
                statement=statement,
                row=row,
                column="amount",
                year=budget.fiscal_year,
                base=Base.BUDGET,
                defaults={"value": money.amount, "ordinal": stated, **read_at(file, Where(line=money.line))},
            )
            stated, is_stale = stated + 1, True
    return stated


def _stands_alone(ref: str) -> bool:
    """Whether no other stated figure can change what the lines yield for this one."""
    return ref in _COUNTED or ref.startswith("procurement.item:")


def read_at(file: str, where: Where) -> dict[str, Any]:
    """What a stated cell says of the place in a document at which it was read."""
    return {"origin": CellOrigin.DOCUMENT, "file": file[:200], **where.fields()}


def _printed(facts: SourceFacts) -> Iterator[tuple[str, Money]]:
    totals = {**facts.totals, **facts.three_public}
    for number, purchase in enumerate(facts.purchases, 1):
        for column in _SUMS_OF_A_PURCHASE:
            if column in purchase.numbers:
                yield f"procurement.item:{number}:{column}", Money(column, purchase.numbers[column], purchase.line)
    for column, money in facts.sums.items():
        yield f"procurement.{column}", money
    for ref in _ORDER:
        if ref in totals:
            yield ref, totals[ref]


def _needs_a_cell(ref: str, amount: Amount, money: Money) -> bool:
    """三公 is stated wherever the lines are too coarse to be the whole figure, also where they happen to agree."""
    return amount.number != money.amount or (ref in _COUNTED and not amount.reached)


def _amounts(budget: DepartmentalBudget) -> dict[str, Amount]:
    return compose(Ledger.of(budget), own_words=False).amounts
