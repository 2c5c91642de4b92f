"""A clerk who holds the finished tables of a budget gets the document of the clerk who holds its lines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from budgets.choices import EconomicGroup, FundKind, LineKind, MoneyUnit, TablesMode
from budgets.models import DepartmentalBudget, ExpenditureLine, RevenueLine, StatedCell
from budgets.statements import official
from budgets.statements.ledger import Ledger
from budgets.statements.tables import against_lines
from budgets.versions.editing import acting_as
from disclosure.composition.compose import compose
from disclosure.document import Figure, Table
from disclosure.exporters import to_xlsx
from disclosure.exporters.imprint import Imprint
from disclosure.reading.official.importer import read_files, store_files
from tests.builders import make_budget, make_class, make_department, make_fund, make_project, make_unit
from tests.disclosure.test_statutory_tables import build, entry
from tests.examples import examples

pytestmark = pytest.mark.django_db

# What the tables show of a budget; 机关运行经费 stands in Shanghai's alone. Of basic expenditure in halves only where all of it is from the general public budget.
SHOWN = (
    "revenue.total",
    "revenue.fiscal",
    "revenue.general_public_budget",
    "revenue.government_funds",
    "expenditure.total",
    "expenditure.basic",
    "expenditure.project",
    "expenditure.fiscal",
    "expenditure.fund:general_public_budget",
    "expenditure.fund:government_funds",
    "expenditure.fund:state_capital",
    "three_public.total",
    "operating_costs.total",
)


def from_tables_of(budget: DepartmentalBudget, *, department: str) -> DepartmentalBudget:
    """Another department's draft, made of nothing but the tables of this one's workbook."""
    content = to_xlsx.render(compose(Ledger.of(budget)).document, Imprint())
    other = make_budget(
        make_department(department, "云汀区档案馆"),
        year=budget.fiscal_year,
        format_key=budget.format_key,
        tables_mode=TablesMode.APPENDIX,
        printed_name=budget.printed_name,
    )
    make_unit(other, name=budget.printed_name)
    read = read_files([("公开表.xlsx", content)], year=budget.fiscal_year)
    assert not [note for each in read for note in each.notes]
    store_files(other, read, by="import")
    return other


def printed(budget: DepartmentalBudget) -> dict[str, list[list[str]]]:
    """Every statutory table that has figures, as rows of text."""
    document = compose(Ledger.of(budget)).document
    return {
        block.key: [["".join(run.text for run in cell.runs) for cell in row.cells] for row in block.body]
        for block in document.blocks()
        if isinstance(block, Table)
        and block.key.startswith("T")
        and any(isinstance(run, Figure) for row in block.body for cell in row.cells for run in cell.runs)
    }


# A failing budget is small as it is, and composing it is slow: it is not made smaller.
@settings(examples(5), phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(
    entries=st.lists(entry, min_size=1, max_size=6).filter(
        lambda entries: all(each[2] != FundKind.OTHER_REVENUE and each[4] for each in entries)
    ),
    key=st.sampled_from(["shanghai-2026", "hebei-2022"]),
)
def test_every_statement_is_the_same_from_the_tables_alone(entries: list, key: str) -> None:
    from django.db import transaction

    with transaction.atomic():
        year = 2026
        budget = build(entries, format_key=key, year=year)
        stated = from_tables_of(budget, department="399")
        of_lines, of_tables = (compose(Ledger.of(each)).amounts for each in (budget, stated))
        shown = SHOWN if key == "shanghai-2026" else SHOWN[:-1]
        for ref in (*shown, *(ref for ref in of_lines if ref.startswith("item.") and ref.count(".") == 1)):
            if ref in of_lines and of_lines[ref].value is not None:
                assert abs(of_tables[ref].number - of_lines[ref].number) < Decimal("0.01"), ref
        assert printed(stated) == printed(budget)
        transaction.set_rollback(True)


def small(**fields: Any) -> DepartmentalBudget:
    """500 of one item for personnel and office, 250 of another for a project, all from the general public budget."""
    return build(
        [
            ("2010301", "30101", FundKind.GENERAL_PUBLIC_BUDGET, True, Decimal(400)),
            ("2010301", "30201", FundKind.GENERAL_PUBLIC_BUDGET, True, Decimal(100)),
            ("2010308", "31002", FundKind.GENERAL_PUBLIC_BUDGET, False, Decimal(250)),
        ],
        year=2026,
        format_key="shanghai-2026",
        **fields,
    )


def test_halves_of_basic_expenditure_come_from_the_table_of_classes() -> None:
    stated = from_tables_of(small(), department="398")
    amounts = Ledger.of(stated)
    assert amounts.printed("expenditure.personnel") == Decimal(400)
    assert amounts.printed("expenditure.operating") == Decimal(100)


def test_but_not_where_that_table_is_not_of_all_basic_expenditure() -> None:
    stated = from_tables_of(small(), department="397")
    with acting_as("import"):
        StatedCell.objects.filter(budget=stated, statement="T03", row="total", column="basic").update(value=900)
    assert Ledger.of(stated).printed("expenditure.personnel") is None
    assert Ledger.of(stated).printed("expenditure.basic") == Decimal(900)


def test_what_is_stated_for_the_figure_itself_comes_before_the_table() -> None:
    stated = from_tables_of(small(), department="396")
    ledger = Ledger.of(stated)
    assert ledger.amount("revenue.total", "", None).stated == Decimal(750)
    with acting_as("import"):
        StatedCell.objects.create(budget=stated, statement="revenue", row="total", year=2026, value=751)
    assert Ledger.of(stated).amount("revenue.total", "", None).stated == Decimal(751)


def test_a_table_without_rows_states_nothing() -> None:
    stated = from_tables_of(small(), department="395")
    assert Ledger.of(stated).amount("expenditure.fund:government_funds", "", None).value is None
    assert official.figure("expenditure.fund:government_funds", lambda at: None) is None
    assert official.equivalents("assets.total") == ()


def lines_of(budget: DepartmentalBudget, *, project_money: str = "250", **fields: Any) -> None:
    """The lines of `small`, entered into a draft that has only tables."""
    from budgets.models import FunctionalClass

    unit = budget.budgetunit_rows.get()
    project = make_project(budget)
    items = {item.code: item for item in FunctionalClass.objects.all()}
    fund = make_fund(FundKind.GENERAL_PUBLIC_BUDGET)
    rows = (
        (LineKind.PERSONNEL, "2010301", "30101", "400", EconomicGroup.PERSONNEL, None),
        (LineKind.OPERATING, "2010301", "30201", "100", EconomicGroup.OPERATING, None),
        (LineKind.SPECIAL_PURPOSE, "2010308", "31002", project_money, EconomicGroup.OPERATING, project),
    )
    with acting_as("import"):
        for kind, item, economic, amount, group, owner in rows:
            ExpenditureLine.objects.create(
                budget=budget,
                unit=unit,
                kind=kind,
                project=owner,
                functional=None if fields.get("coarse") else items[item],
                economic=make_class(economic, economic, group=group),
                fund=fund,
                amount=Decimal(amount),
            )
        RevenueLine.objects.create(budget=budget, unit=unit, fund=fund, amount=Decimal(750))


class TestLinesBesideTables:
    def test_lines_that_agree_are_no_difference(self) -> None:
        stated = from_tables_of(small(), department="394")
        assert against_lines.differences(Ledger.of(stated)) == []
        lines_of(stated)
        assert against_lines.differences(Ledger.of(stated)) == []

    def test_a_line_that_differs_is_named_in_every_cell_that_it_reaches_and_the_table_is_printed(self) -> None:
        stated = from_tables_of(small(), department="393")
        lines_of(stated, project_money="260")
        ledger = Ledger.of(stated)
        found = {amount.ref: (amount.computed, amount.stated) for amount in against_lines.differences(ledger)}
        assert found["T05.2010308.project"] == (Decimal(260), Decimal(250))
        assert found["T03.total.total"] == (Decimal(760), Decimal(750))
        assert "T05.2010301.basic" not in found
        shown = {figure.ref: figure.number for figure, _ in compose(ledger).document.figures()}
        assert shown["T05.2010308.project"] == Decimal(250)
        assert shown["item.2010308"] == Decimal("0.025")

    def test_a_row_that_only_the_lines_have_is_a_difference(self) -> None:
        stated = from_tables_of(small(), department="392")
        lines_of(stated)
        with acting_as("import"):
            StatedCell.objects.filter(budget=stated, row__in=["2010308"]).delete()
        found = {amount.ref: amount.stated for amount in against_lines.differences(Ledger.of(stated))}
        assert found["T05.2010308.total"] is None

    def test_lines_without_items_are_compared_by_the_total_alone(self) -> None:
        stated = from_tables_of(small(), department="391")
        lines_of(stated, project_money="260", coarse=True)
        refs = {amount.ref for amount in against_lines.differences(Ledger.of(stated))}
        assert {ref for ref in refs if ref.startswith("T05")} == {"T05.total.project", "T05.total.total"}

    def test_a_figure_in_ten_thousands_is_exact_to_half_of_its_last_place(self) -> None:
        stated = from_tables_of(small(), department="390")
        lines_of(stated)
        key = {"budget": stated, "statement": "T05", "row": "2010308", "column": "project"}
        for value, unit, expected in (
            ("200", MoneyUnit.TEN_THOUSAND, 0),
            ("199.99", MoneyUnit.TEN_THOUSAND, 1),
            ("249", MoneyUnit.YUAN, 1),
        ):
            with acting_as("import"):
                StatedCell.objects.filter(**key).update(value=value, printed_in=unit)
            refs = [amount.ref for amount in against_lines.differences(Ledger.of(stated))]
            assert refs.count("T05.2010308.project") == expected, value

    def test_the_rule_says_which_cell_of_which_file(self) -> None:
        from budgets.checks.official import official_tables_agree_with_the_lines
        from budgets.rules.registry import NotRun

        stated = from_tables_of(small(), department="389")
        with pytest.raises(NotRun):
            list(official_tables_agree_with_the_lines(Ledger.of(stated)))
        lines_of(stated, project_money="260")
        findings = list(official_tables_agree_with_the_lines(Ledger.of(stated)))
        one = next(finding for finding in findings if "T05" in finding.message and "信访事务" in finding.message)
        assert "250元" in one.message
        assert "260元" in one.message
        assert "公开表.xlsx 工作表" in one.places[0].label
        assert one.difference == Decimal(-10)

    def test_a_figure_that_was_typed_against_the_table_is_named(self) -> None:
        from budgets.checks.official import official_tables_agree_with_the_lines

        stated = from_tables_of(small(), department="388")
        with acting_as("import"):
            StatedCell.objects.create(budget=stated, statement="revenue", row="total", year=2026, value=751)
        (finding,) = official_tables_agree_with_the_lines(Ledger.of(stated))
        assert "751元" in finding.message
        assert "750元" in finding.message


def test_beside_lines_a_table_of_one_fund_does_not_speak_for_all_money() -> None:
    """T06 shows the personnel costs of the general public budget; the lines know those of the other funds, too."""
    budget = build(
        [
            ("2010301", "30101", FundKind.GENERAL_PUBLIC_BUDGET, True, Decimal("70.00")),
            ("2080505", "30101", FundKind.GOVERNMENT_FUNDS, True, Decimal("30.00")),
        ]
    )
    with acting_as("import"):
        for table, column, value in (("T06", "personnel", "70.00"), ("T05", "total", "70.00")):
            StatedCell.objects.create(
                budget=budget,
                statement=table,
                row="total",
                column=column,
                year=budget.fiscal_year,
                value=Decimal(value),
            )
    ledger = Ledger.of(budget)
    assert ledger.printed("expenditure.personnel") is None
    assert ledger.printed("expenditure.fiscal") is None
    assert ledger.printed("expenditure.fund:general_public_budget") == Decimal("70.00")


def test_without_lines_what_there_is_of_the_tables_speaks() -> None:
    budget = make_budget(tables_mode=TablesMode.APPENDIX)
    with acting_as("import"):
        StatedCell.objects.create(
            budget=budget,
            statement="T06",
            row="total",
            column="personnel",
            year=budget.fiscal_year,
            value=Decimal("70.00"),
        )
    assert Ledger.of(budget).printed("expenditure.personnel") == Decimal("70.00")
