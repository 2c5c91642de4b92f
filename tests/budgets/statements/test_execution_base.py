"""What was executed last year stands in no budget: beside it only stated cells of 执行数 are compared, never last year's budget."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.choices import Base, CellOrigin
from budgets.models import DepartmentalBudget, StatedCell
from budgets.statements.appropriation import items
from budgets.statements.comparison import compare
from budgets.statements.expenditure import expenditure
from budgets.statements.last_year import last_year_of
from budgets.statements.ledger import Ledger
from budgets.versions.editing import acting_as
from tests.rules_builders import sound_budget, state

pytestmark = pytest.mark.django_db
BUDGETED = Decimal(900_000)


@pytest.fixture
def budget() -> DepartmentalBudget:
    """Last year's budget spent 900,000 and is public."""
    return sound_budget(year=2024)


def executed(budget: DepartmentalBudget, ref: str, value: str, column: str = "amount") -> None:
    cell = state(budget, ref, value, year=2023, column=column, origin=CellOrigin.TYPED)
    with acting_as("import"):
        StatedCell.objects.filter(pk=cell.pk).update(base=Base.EXECUTION)


def totals(budget: DepartmentalBudget, base: Base) -> Decimal | None:
    found = last_year_of(Ledger.of(budget)).figure("expenditure.total", lambda past: expenditure(past).total, base=base)
    return found.value if found else None


def without_stated(budget: DepartmentalBudget) -> DepartmentalBudget:
    with acting_as("import"):
        StatedCell.objects.filter(budget=budget).delete()
    return budget


def test_last_years_budget_is_not_what_was_executed(budget: DepartmentalBudget) -> None:
    without_stated(budget)
    assert totals(budget, Base.BUDGET) == BUDGETED
    assert totals(budget, Base.EXECUTION) is None


def test_what_was_executed_is_what_is_stated_of_it(budget: DepartmentalBudget) -> None:
    without_stated(budget)
    executed(budget, "expenditure.total", "850000")
    assert (totals(budget, Base.BUDGET), totals(budget, Base.EXECUTION)) == (BUDGETED, Decimal(850000))


def test_what_was_budgeted_is_stated_for_itself_and_does_not_speak_for_what_was_executed(
    budget: DepartmentalBudget,
) -> None:
    without_stated(budget)
    state(budget, "expenditure.total", "850000", year=2023)
    assert (totals(budget, Base.BUDGET), totals(budget, Base.EXECUTION)) == (Decimal(850000), None)


def test_a_comparison_with_what_was_executed_is_unknown_without_a_figure_of_it(budget: DepartmentalBudget) -> None:
    ledger = Ledger.of(without_stated(budget))

    def compared(base: Base) -> Decimal | None:
        found = compare(ledger, expenditure(ledger).total, lambda past: expenditure(past).total, base=base)
        return found.previous.value if found.previous else None

    assert (compared(Base.BUDGET), compared(Base.EXECUTION)) == (BUDGETED, None)


def test_an_item_is_compared_with_both_and_each_for_itself(budget: DepartmentalBudget) -> None:
    before = next(iter(items(Ledger.of(without_stated(budget)))))
    assert before.beside.is_known
    assert not before.execution.is_known
    executed(budget, f"item.{before.code}", "5")
    found = next(iter(items(Ledger.of(budget))))
    assert found.execution.previous is not None
    assert found.execution.previous.value == 5
    assert found.beside.previous == before.beside.previous


def test_a_column_of_a_table_is_last_years_of_the_same_base(budget: DepartmentalBudget) -> None:
    def rows(base: Base) -> dict[str, Decimal | None] | None:
        return last_year_of(Ledger.of(budget)).rows("T05", "total", lambda _: {"201": Decimal(3)}, base=base)

    without_stated(budget)
    assert rows(Base.BUDGET) == {"201": Decimal(3)}
    assert rows(Base.EXECUTION) is None
    executed(budget, "T05.201", "5", column="total")
    assert rows(Base.BUDGET) == {"201": Decimal(3)}
    assert rows(Base.EXECUTION) == {"201": Decimal(5)}
