"""The statutory tables are cuts of one ledger: they agree with one another in every format."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.choices import EconomicGroup, FundKind, LineKind, RevenueKind, TablesMode
from budgets.models import DepartmentalBudget, ExpenditureLine, FunctionalClass, RevenueLine, StatedCell
from budgets.statements.ledger import Ledger
from budgets.statements.tables import classified, others
from budgets.statements.tables.two_sided import two_sided
from budgets.versions.editing import acting_as
from disclosure import formats
from disclosure.composition.compose import compose
from disclosure.document import Figure, Table, lines
from disclosure.outline.statutory import packaged_keys
from tests.builders import make_budget, make_class, make_fund, make_project, make_unit
from tests.examples import examples

pytestmark = pytest.mark.django_db

ITEMS = {
    "2010301": "行政运行",
    "2010308": "信访事务",
    "2080505": "机关事业单位基本养老保险缴费支出",
    "2210201": "住房公积金",
}
ABOVE = {
    "201": "一般公共服务支出",
    "20103": "政府办公厅（室）及相关机构事务",
    "208": "社会保障和就业支出",
    "20805": "行政事业单位养老支出",
    "221": "住房保障支出",
    "22102": "住房改革支出",
}
CLASSES = {
    "30101": ("基本工资", EconomicGroup.PERSONNEL),
    "30201": ("办公费", EconomicGroup.OPERATING),
    "31002": ("办公设备购置", EconomicGroup.OPERATING),
}
FUNDS = (FundKind.GENERAL_PUBLIC_BUDGET, FundKind.GOVERNMENT_FUNDS, FundKind.STATE_CAPITAL, FundKind.OTHER_REVENUE)

entry = st.tuples(
    st.sampled_from(list(ITEMS)),
    st.sampled_from(list(CLASSES)),
    st.sampled_from(FUNDS),
    st.booleans(),
    st.integers(min_value=0, max_value=10**11).map(lambda cents: Decimal(cents) / 100),
)


def build(entries: list, carried: Decimal = Decimal(0), **fields) -> DepartmentalBudget:
    """A consistent budget: what is spent of each fund is received from it, and what is carried in is carried out."""
    budget = make_budget(tables_mode=TablesMode.APPENDIX, **fields)
    unit, project = make_unit(budget), make_project(budget)
    for code, name in {**ITEMS, **ABOVE}.items():
        FunctionalClass.objects.get_or_create(code=code, valid_from=None, defaults={"name": name})
    items = {item.code: item for item in FunctionalClass.objects.all()}
    classes = {code: make_class(code, name, group=group) for code, (name, group) in CLASSES.items()}
    income: dict[FundKind, Decimal] = {}
    rows = []
    for ordinal, (item, economic, fund, basic, amount) in enumerate(entries):
        income[fund] = income.get(fund, Decimal(0)) + amount
        kind = (
            (LineKind.PERSONNEL if classes[economic].group == EconomicGroup.PERSONNEL else LineKind.OPERATING)
            if basic
            else LineKind.SPECIAL_PURPOSE
        )
        rows.append(
            ExpenditureLine(
                budget=budget,
                ordinal=ordinal,
                unit=unit,
                kind=kind,
                project=None if basic else project,
                functional=items[item],
                economic=classes[economic],
                fund=make_fund(fund),
                amount=amount,
            )
        )
    with acting_as("import"):
        ExpenditureLine.objects.bulk_create(rows)
        RevenueLine.objects.bulk_create(
            RevenueLine(budget=budget, unit=unit, fund=make_fund(fund), amount=amount)
            for fund, amount in income.items()
        )
        if carried:
            RevenueLine.objects.create(
                budget=budget, unit=unit, kind=RevenueKind.CARRIED_IN, fund=make_fund(), amount=carried
            )
            ExpenditureLine.objects.create(
                budget=budget, unit=unit, kind=LineKind.CARRIED_OUT, fund=make_fund(), amount=carried
            )
    return budget


SOURCES = ("general_public_budget", "government_funds", "state_capital", "other_revenue")


def test_income_without_items_stays_income_where_carried_over_money_is_spent_too() -> None:
    """Spending is then more than what is received this year, and cannot stand for it."""
    budget = build([("2010301", "30101", FundKind.GENERAL_PUBLIC_BUDGET, True, Decimal("100.00"))])
    with acting_as("import"):
        unit = budget.budgetunit_rows.get()
        RevenueLine.objects.filter(budget=budget).update(amount=Decimal("80.00"))
        RevenueLine.objects.create(
            budget=budget, unit=unit, kind=RevenueKind.CARRIED_IN, fund=make_fund(), amount=Decimal("20.00")
        )
    income = classified.functional(Ledger.of(budget), "T02", ("total",), income=True)
    assert [(row.label, row.cells["total"].value) for row in income.rows if row.kind == "row"] == [
        ("未注明科目", Decimal("80.00"))
    ]
    assert income.total and income.total.cells["total"].value == Decimal("80.00")


@examples(15)
@given(entries=st.lists(entry, min_size=0, max_size=8), carried=st.sampled_from([Decimal(0), Decimal("14.54")]))
def test_the_identities_between_the_tables_hold(entries: list, carried: Decimal) -> None:
    from django.db import transaction

    with transaction.atomic():
        ledger = Ledger.of(build(entries, carried))
        t01 = two_sided(ledger, "T01", sources=SOURCES)
        t04 = two_sided(ledger, "T04", sources=SOURCES[:3], columns=("total", *SOURCES[:3]), fiscal_only=True)
        split = ("total", "basic", "personnel", "operating", "project")
        t02 = classified.functional(ledger, "T02", ("total", "fiscal", "unit_funds"), income=True)
        t03 = classified.functional(ledger, "T03", split)
        by_fund = {fund: classified.functional(ledger, "T0x", split, funds=(fund,)) for fund in SOURCES}
        t06 = classified.economic(ledger, "T06", ("total", "personnel", "operating"), funds=("general_public_budget",))
        t10 = others.projects(ledger, "T10", ("total", *SOURCES))

        def end(grid, column: str = "total", key: str = "total") -> Decimal:
            row = grid.row(key)
            return row.cells[column].number

        # C01, C03, C08
        assert end(t01.left, "amount") == end(t01.right)
        assert end(t01.left, "amount") == end(t01.left, "amount", "current") + end(t01.left, "amount", "carried")
        assert end(t04.left, "amount") == end(t04.right)
        # C02, C06, C07
        assert (
            end(t01.right, key="current")
            == sum((row.cells["total"].number for row in t01.right.rows if row.kind == "row"), Decimal(0))
            == end(t03)
        )
        assert end(t03) == end(t03, "basic") + end(t03, "project")
        # C04, C05
        assert end(t02) == end(t02, "fiscal") + end(t02, "unit_funds") == end(t01.left, "amount", "current")
        for length, under in ((3, 5), (5, 7)):
            for row in t03.rows:
                if row.kind == "row" and len(row.key) == length:
                    below = [
                        each.cells["total"].number
                        for each in t03.rows
                        if len(each.key) == under and each.key.startswith(row.key)
                    ]
                    assert row.cells["total"].number == sum(below, Decimal(0))
        # C09: the treasury's total is the sum of its funds' tables
        assert end(t04.right, key="current") == sum((end(by_fund[fund]) for fund in SOURCES[:3]), Decimal(0))
        # C11, C12, C13
        assert end(by_fund["general_public_budget"], "basic") == end(t06)
        assert end(t06) == end(t06, "personnel") + end(t06, "operating")
        # C18
        assert end(t10) == end(t03, "project")
        transaction.set_rollback(True)


@pytest.mark.parametrize("key", formats.known_keys())
def test_every_format_prints_the_same_figures_of_one_budget(key: str) -> None:
    found = formats.load(key)
    entries = [
        ("2010301", "30101", FUNDS[0], True, Decimal("300000")),
        ("2010308", "30201", FUNDS[0], False, Decimal("650000.55")),
        ("2210201", "31002", FUNDS[1], True, Decimal("49999.45")),
    ]
    budget = build(entries, format_key=key, year=found.first_year)
    composition = compose(Ledger.of(budget))
    assert composition.missing == ()
    in_yuan: dict[str, set[Decimal]] = {}
    for figure, _ in composition.document.figures():
        factor = 10_000 if figure.unit == "万元" else 1
        in_yuan.setdefault(figure.ref, set()).add(figure.number * factor)
    assert {ref: values for ref, values in in_yuan.items() if len(values) > 1} == {}
    assert in_yuan["revenue.total"] == {Decimal("1000000")}
    printed = [
        block.key for block in composition.document.blocks() if isinstance(block, Table) and block.key.startswith("T")
    ]
    assert printed[0] == "T01"
    assert {"T02", "T03", "T04", "T05", "T06", "T07", "T08", "T09"} <= set(printed)


@pytest.mark.parametrize("key", formats.known_keys())
def test_an_empty_budget_prints_every_table_with_its_sentence(key: str) -> None:
    found = formats.load(key)
    document = compose(Ledger.of(build([], format_key=key, year=found.first_year))).document
    notes = [line for line in lines(document) if line.startswith("注：")]
    in_package = [table for table in found.package(found.first_year) if not table.stands_in]
    # The one unit of the budget fills the table of units.
    empty = [table for table in in_package if table.shape != "organisation"]
    assert packaged_keys(document) == [table.key for table in in_package]
    assert len(notes) == len(empty)
    assert all("空表" in note and str(found.first_year) in note for note in notes)


def test_a_stated_cell_is_printed_over_the_lines() -> None:
    budget = build([("2010301", "30101", FUNDS[0], True, Decimal(100))])
    with acting_as("import"):
        StatedCell.objects.create(
            budget=budget, statement="T05", row="2010301", column="basic", year=2020, value=Decimal(101)
        )
    cell = (
        classified.functional(Ledger.of(budget), "T05", ("basic",), funds=("general_public_budget",))
        .row("2010301")
        .cells["basic"]
    )
    assert (cell.value, cell.computed, cell.stated) == (Decimal(101), Decimal(100), Decimal(101))


def test_tables_can_be_made_of_stated_cells_alone() -> None:
    budget = build([])
    with acting_as("import"):
        for row, value in (("201", 300), ("20103", 300), ("2010301", 100), ("2010308", 200)):
            StatedCell.objects.create(
                budget=budget, statement="T03", row=row, column="total", year=2020, value=Decimal(value)
            )
    grid = classified.functional(Ledger.of(budget), "T03", ("total",))
    assert [row.key for row in grid.rows] == ["201", "20103", "2010301", "2010308", "total"]
    assert grid.total.cells["total"].value == Decimal(300)


def test_ten_thousands_are_rounded_and_totals_are_taken_from_yuan() -> None:
    entries = [(item, "30101", FUNDS[0], True, Decimal("33.33")) for item in list(ITEMS)[:3]]
    document = compose(Ledger.of(build(entries, format_key="hebei-2022", year=2022))).document
    table = next(block for block in document.blocks() if isinstance(block, Table) and block.key == "T03")
    shown = {
        figure.ref: (figure.shown, figure.value)
        for row in table.body
        for cell in row.cells
        for figure in cell.runs
        if isinstance(figure, Figure)
    }
    assert shown["T03.2010301.total"] == ("0.00", "0.003333")
    assert shown["T03.total.total"] == ("0.01", "0.009999")


def test_a_line_without_an_item_is_named_and_not_lost() -> None:
    budget = build([])
    unit = budget.budgetunit_rows.get()
    with acting_as("import"):
        ExpenditureLine.objects.create(budget=budget, unit=unit, kind=LineKind.PERSONNEL, amount=Decimal(5))
    grid = classified.functional(Ledger.of(budget), "T03", ("total",))
    assert [(row.label, row.cells["total"].value) for row in grid.rows] == [
        ("未注明科目", Decimal(5)),
        ("合计", Decimal(5)),
    ]
