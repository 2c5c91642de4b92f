"""The rows of statutory tables and the figures behind them: which stand where, at which level, of which year, fund and base."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from budgets.choices import BASIC_KINDS, Base, CellOrigin, Flag, FundKind, LineKind, RevenueKind, UnitNature
from budgets.models import DepartmentalBudget, StatedCell, StatedFlag
from budgets.statements import official
from budgets.statements.appropriation import amounts_of_items
from budgets.statements.comparison import compare
from budgets.statements.expenditure import expenditure
from budgets.statements.last_year import last_year_of
from budgets.statements.ledger import Ledger
from budgets.statements.operating_costs import operating_costs
from budgets.statements.predecessors import CodeSuccession, follow
from budgets.statements.tables.columns import CHOICES
from budgets.statements.tables.comparison import percent
from budgets.statements.tables.others import operating_cost_rows, projects, three_public_rows
from budgets.statements.tables.two_sided import two_sided
from budgets.statements.three_public import three_public
from budgets.statements.transfers import Transfer
from budgets.versions.editing import acting_as
from tests.builders import (
    add_expenditure,
    add_revenue,
    make_budget,
    make_class,
    make_fund,
    make_project,
    make_small_budget,
    make_unit,
)
from tests.rules_builders import publish_as_history, state

pytestmark = pytest.mark.django_db
GENERAL = (FundKind.GENERAL_PUBLIC_BUDGET.value,)


def fresh(budget: DepartmentalBudget) -> Ledger:
    return Ledger.of(DepartmentalBudget.objects.get(pk=budget.pk))


# ---- “三公”, 机关运行经费, projects ----


def test_the_rows_of_three_public_and_their_levels() -> None:
    found = three_public_rows(fresh(make_small_budget()), "T07", GENERAL)
    assert [(row.key, row.level) for row in found.rows] == [
        ("total", 0), ("overseas_trips", 0), ("official_receptions", 0), ("vehicles", 0), ("vehicle_purchase", 1), ("vehicle_operation", 1),
        ("operating_costs", 0),
    ]  # fmt: skip
    assert found.rows[-1].cells["amount"].value == 50000


def test_a_change_of_three_public_has_its_sign_and_none_where_last_year_is_unknown() -> None:
    budget = make_small_budget()
    state(budget, "three_public.official_receptions", "12000", year=2019)
    rows = {row.key: row.cells for row in three_public_rows(fresh(budget), "T07", GENERAL).rows}
    assert {key: cell.value for key, cell in rows["official_receptions"].items()} == {
        "amount": 10000, "previous": 12000, "change": -2000, "percent": Decimal("-16.67"),
    }  # fmt: skip
    assert set(rows["overseas_trips"]) == {"amount"}


def test_a_sum_of_three_public_is_reached_where_its_rows_are() -> None:
    budget = make_small_budget()
    found = three_public(fresh(budget))
    assert found.total.reached and found.vehicles.reached
    add_expenditure(budget, budget.budgetunit_rows.get(), LineKind.PROJECT_UNCLASSIFIED, "10")
    found = three_public(fresh(budget))
    assert not found.total.reached and not found.vehicles.reached


def test_operating_costs_stand_by_class_and_those_that_no_class_tells_apart_last() -> None:
    budget = make_budget()
    unit = make_unit(budget)
    for label, code in (("其他费用", ""), ("水费", "30205"), ("办公费", "30201"), ("办公耗材", "30201")):
        add_expenditure(
            budget, unit, LineKind.OPERATING, "5", economic=make_class(code, label) if code else None,
            printed_label=label if label in {"其他费用", "办公耗材"} else "",
        )  # fmt: skip
    found = operating_cost_rows(fresh(budget), "T16")
    assert [(row.key, row.codes, row.label, row.kind) for row in found.rows] == [
        ("item:30201", ("30201",), "办公费", "row"), ("item:30205", ("30205",), "水费", "row"), ("item:其他费用", (), "其他费用", "row"),
        ("item:30201办公耗材", (), "办公耗材", "row"), ("total", (), "合计", "total"),
    ]  # fmt: skip
    assert found.total and found.total.cells["amount"].value == 20


def official_table(
    budget: DepartmentalBudget, cells: dict[str, str], column: str = "amount", base: str = Base.BUDGET
) -> None:
    for ref, value in cells.items():
        cell = state(budget, ref, value, column=column, origin=CellOrigin.OFFICIAL_TABLE)
        if base != Base.BUDGET:
            with acting_as("import"):
                StatedCell.objects.filter(pk=cell.pk).update(base=base)


def items_of(budget: DepartmentalBudget) -> dict[str, Decimal | None]:
    found = operating_costs(fresh(budget))
    return {amount.ref.rpartition(":")[2]: amount.value for amount in (*found.items, *found.residuals)}


def test_the_items_are_those_of_the_table_of_operating_costs_where_there_is_one() -> None:
    budget = make_budget()
    make_unit(budget)
    official_table(budget, {"T16.total": "9", "T16.item:30201": "4", "T16.item:30299": "5", "T16.item:30205": "0"})
    official_table(budget, {"T06.total": "7", "T06.30211": "7"}, "operating")
    assert items_of(budget) == {"30201": 4, "30299": 5}


@pytest.mark.parametrize(
    ("natures", "total", "is_told"),
    [
        ([UnitNature.ADMINISTRATIVE], "", True), ([UnitNature.CIVIL_SERVICE_MANAGED], "", True), ([UnitNature.INSTITUTION], "", False),
        ([UnitNature.ADMINISTRATIVE, UnitNature.INSTITUTION], "", False), ([""], "", False), ([], "", False), ([UnitNature.INSTITUTION], "7", True),
        ([UnitNature.INSTITUTION], "6", False),
    ],
)  # fmt: skip
def test_without_it_they_are_the_operating_column_of_basic_expenditure_where_all_of_it_counts(
    natures: list[str], total: str, is_told: bool
) -> None:
    """total: what the table of “三公” prints for 机关运行经费."""
    budget = make_budget()
    for number, nature in enumerate(natures):
        make_unit(budget, f"单位{number}", nature)
    official_table(budget, {"T06.total": "7", "T06.302": "7", "T06.30201": "4", "T06.30211": "3"}, "operating")
    official_table(budget, {"T06.total": "99"}, "total")
    if total:
        official_table(budget, {"operating_costs.total": total})
    assert items_of(budget) == ({"30201": 4, "30211": 3} if is_told else {})


def test_projects_and_what_is_assigned_to_none_have_a_row_each_and_only_where_they_have_money() -> None:
    budget = make_small_budget()
    make_project(budget, "202-0001-ABC-0009", "没有钱的项目", ordinal=9)
    table = projects(fresh(budget), "T10", ("total",))
    assert [(row.key, row.codes, row.level, row.kind) for row in table.rows] == [
        ("202-0001-ABC-0001", ("202-0001-ABC-0001",), 0, "row"), ("total", (), 0, "total"),
    ]  # fmt: skip
    add_expenditure(budget, budget.budgetunit_rows.get(), LineKind.PROJECT_UNCLASSIFIED, "7")
    table = projects(fresh(budget), "T10", ("total",))
    assert [(row.key, row.label) for row in table.rows][1] == ("unassigned", "未分列到项目")
    assert table.rows[1].codes == ("",)
    assert table.rows[1].cells["total"].value == 7


# ---- Two sides ----


def test_the_sums_of_two_sides_stand_at_the_first_level_with_what_is_carried_between_them() -> None:
    budget = make_small_budget()
    unit = budget.budgetunit_rows.get()
    add_revenue(budget, unit, "5", kind=RevenueKind.CARRIED_IN)
    add_expenditure(budget, unit, LineKind.CARRIED_OUT, "5")
    table = two_sided(fresh(budget), "T01", sources=GENERAL, columns=("total",))
    for side in (table.left, table.right):
        sums = [(row.key, row.level, row.kind) for row in side.rows if row.key in {"current", "carried", "total"}]
        assert sums == [("current", 0, "total"), ("carried", 0, "carry-over"), ("total", 0, "total")]
        assert [next(iter(side.row(key).cells.values())).value for key in ("current", "carried", "total")] == [
            1000000,
            5,
            1000005,
        ]


@pytest.mark.parametrize("kind", LineKind)
def test_the_columns_by_kind_hold_each_kind_once(kind: LineKind) -> None:
    budget = make_budget()
    add_expenditure(budget, make_unit(budget), kind, "1")
    (line,) = fresh(budget).expenditure
    held = {name for name in ("personnel", "operating", "basic", "project") if CHOICES[name](line)}
    expected: set[str] = {"basic"} if kind in BASIC_KINDS else set() if kind == LineKind.CARRIED_OUT else {"project"}
    assert held == expected | ({str(kind)} & {"personnel", "operating"})


@pytest.mark.parametrize(
    ("difference", "before", "expected"),
    [
        ("5", "100", "5.00"),
        ("-5", "100", "-5.00"),
        ("5", "-100", "5.00"),
        ("1", "3", "33.33"),
        ("1", "800", "0.13"),
        ("5", "0", None),
        ("5", None, None),
    ],
)
def test_a_percentage_is_signed_and_half_up_and_none_from_nothing(
    difference: str, before: str | None, expected: str | None
) -> None:
    found = percent(Decimal(difference), None if before is None else Decimal(before))
    assert found == (None if expected is None else Decimal(expected))


# ---- Last year ----


def test_where_last_years_figures_come_from() -> None:
    budget = make_budget(year=2024)
    assert (last_year_of(fresh(budget)).origin, last_year_of(fresh(budget)).ledger) == ("none", None)
    state(budget, "expenditure.total", "5", year=2022)
    assert last_year_of(fresh(budget)).origin == "none", "the year before the last is not last year"
    state(budget, "expenditure.total", "5", year=2023)
    assert last_year_of(fresh(budget)).origin == "stated"
    publish_as_history(make_small_budget(year=2023))
    assert last_year_of(fresh(budget)).origin == "published"
    assert last_year_of(fresh(budget)).ledger is not None
    with acting_as("import"):
        StatedFlag.objects.create(budget=budget, key=Flag.NEW_UNIT)
    found = last_year_of(fresh(budget))
    assert (found.origin, found.ledger, found.budget) == ("new", None, None)


def test_a_sum_of_the_units_is_of_the_same_base() -> None:
    budget = make_budget(year=2024)
    cell = state(budget, "expenditure.total", "5", year=2023, origin=CellOrigin.UNITS)

    def told(base: Base) -> Decimal | None:
        found = last_year_of(fresh(budget)).figure("expenditure.total", lambda _: None, base=base)
        return found.value if found else None

    assert (told(Base.BUDGET), told(Base.EXECUTION)) == (5, None)
    with acting_as("import"):
        StatedCell.objects.filter(pk=cell.pk).update(base=Base.EXECUTION)
    assert (told(Base.BUDGET), told(Base.EXECUTION)) == (None, 5)


def test_a_comparison_with_an_unknown_year_is_of_no_published_figure() -> None:
    ledger = fresh(make_small_budget())
    found = compare(ledger, expenditure(ledger).total, lambda past: expenditure(past).total)
    assert (found.is_known, found.is_published) == (False, False)


def test_only_this_years_budget_states_items_and_tables() -> None:
    budget = make_budget(year=2024)
    state(budget, "item.2010308", "5", year=2023)
    state(budget, "T03.201", "5", year=2023, column="total")
    ledger = fresh(budget)
    assert (amounts_of_items(ledger), ledger.official_tables) == ({}, {})
    official_table(budget, {"item.2010301": "5"}, base=Base.EXECUTION)
    official_table(budget, {"T03.201": "5"}, "total", base=Base.EXECUTION)
    assert (amounts_of_items(fresh(budget)), fresh(budget).official_tables) == ({}, {})
    state(budget, "item.2010308", "5")
    state(budget, "T03.201", "5", column="total")
    assert list(amounts_of_items(fresh(budget))) == ["2010308"]
    assert fresh(budget).official_tables == {"T03": {"201": {"total"}}}


# ---- Codes that moved ----


def succeeded(before: dict[str, str], *moves: CodeSuccession, current: str) -> dict[str, Any]:
    known = {code: (Decimal(value), f"旧{code}") for code, value in before.items()}
    return follow(moves, known, current.split(), year=2024)


MOVE = CodeSuccession("2014004", "信访业务", (("2010308", "信访事务"),))


def test_a_moved_code_leaves_one_sum_and_joins_another() -> None:
    found = succeeded(
        {"201": "10", "20103": "10", "2010308": "6", "2010301": "4"}, MOVE, current="2014004 2010301 201 20103 20140"
    )
    assert {code: (past.value, past.recast) for code, past in found.items()} == {
        "201": (10, False), "20103": (4, True), "2010301": (4, False), "2014004": (6, False), "20140": (6, False),
    }  # fmt: skip
    assert found["2014004"].moved == ("旧2010308",)


def test_a_sum_that_nothing_is_left_of_is_no_row_any_more_unless_this_year_has_it() -> None:
    before = {"201": "10", "20103": "6", "2010308": "6", "2010401": "4"}
    gone = succeeded(before, MOVE, current="2014004 2010401")
    assert "20103" not in gone
    kept = succeeded(before, MOVE, current="2014004 2010401 20103")
    assert kept["20103"].value == 0


def test_without_a_name_in_last_years_document_the_list_names_the_code() -> None:
    found = follow([MOVE], {"2010308": (Decimal(6), "")}, ["2014004"], year=2024)
    assert found["2014004"].moved == ("信访事务",)


def test_a_code_that_was_split_is_compared_with_none_of_its_heirs() -> None:
    other = CodeSuccession("2014099", "其他信访", (("2010308", "信访事务"),))
    found = succeeded({"2010308": "6"}, MOVE, other, current="2014004 2014099")
    assert all(found[code].value is None and "分为" in found[code].obstacle for code in ("2014004", "2014099"))
    assert "旧2010308" in found["2010308"].obstacle


# ---- Official figures ----


def test_a_figure_of_a_family_is_found_at_its_address() -> None:
    def at(cells: dict[tuple[str, str, str], str]) -> Any:
        return lambda address: Decimal(cells[address]) if address in cells else None

    for ref, cells, value in (
        ("expenditure.project:P1", {("T10", "P1", "total"): "5"}, 5),
        ("item.2010308", {("T17", "2010308", "total"): "6"}, 6),
        ("item.2010308", {("T05", "2010308", "total"): "6", ("T08", "2010308", "total"): "1"}, 7),
        ("operating_costs.item:30201", {("T06", "30201", "operating"): "3"}, 3),
    ):
        assert official.figure(ref, at(cells)) == value
    assert official.figure("expenditure.project:P2", at({("T10", "P1", "total"): "5"})) is None
    assert official.figure("expenditure.project:P1.x", at({("T10", "P1.x", "total"): "5"})) is None


def test_a_printed_figure_is_taken_at_its_own_column() -> None:
    budget = make_budget()
    for column, value in (("total", "5"), ("basic", "3"), ("project", "2")):
        state(budget, "T03.total", value, column=column)
    found = expenditure(fresh(budget))
    assert (found.total.value, found.basic.value, found.project.value) == (5, 3, 2)


# ---- What units pay one another ----


@pytest.mark.parametrize("kind", LineKind)
def test_a_payment_is_part_of_the_figures_of_its_kind(kind: LineKind) -> None:
    paid = Transfer("202001", "202002", kind.value, FundKind.OTHER_REVENUE.value, Decimal(5))
    parts = ["expenditure.basic", f"expenditure.{kind.value}"] if kind in BASIC_KINDS else ["expenditure.project"]
    assert list(paid.spending()) == ["expenditure.total", "expenditure.current", *parts]
    assert list(paid.income()) == ["revenue.total", "revenue.current", "revenue.other_revenue"]


def test_two_readings_of_one_version_are_equal_whatever_was_reckoned_of_them() -> None:
    budget = make_small_budget()
    assert make_fund().kind == FundKind.GENERAL_PUBLIC_BUDGET
    one = Ledger.empty(budget)
    other = Ledger.empty(budget)
    expenditure(one)
    assert one == other
