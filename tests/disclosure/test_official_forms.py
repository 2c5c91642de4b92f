"""The tables of the package as the official forms have them: heads, empty sentences, each table once, figures that agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from budgets.choices import FISCAL_APPROPRIATION, TablesMode
from budgets.classification import code_lists
from budgets.composer import composer
from budgets.models import BudgetUnit, DepartmentalBudget, FunctionalClass, Unit
from budgets.statements.ledger import Ledger, fund_kind
from budgets.versions.editing import acting_as
from disclosure import formats
from disclosure.composition.compose import compose
from disclosure.document import Document, Figure, Section, Table, lines, plain_text
from disclosure.exporters.grid import LaidOutTable
from disclosure.outline.statutory import packaged_keys
from tests.builders import make_budget, make_department
from tests.packages import CARRIED, full_budget

pytestmark = pytest.mark.django_db

OF_THE_PARTS = {
    "procurement.table": "T11.seed",
    "sheet:202-0001-ABC-0001": "T13.seed",
    "assets.table": "T14.seed",
    "organisation.table": "T15.seed",
}
YEARS = {"hebei-2018": 2021, "hebei-2022": 2025, "shanghai-2023": 2024, "shanghai-2026": 2026}


def document(key: str, *, is_unit: bool = False, **fields: Any) -> Document:
    unit = None
    if is_unit:
        unit = Unit.objects.create(department=make_department(), code="202001", name="云汀区信访接待中心")
    return compose(Ledger.of(full_budget(year=YEARS[key], format_key=key, unit=unit, **fields))).document


def tables(made: Document) -> dict[str, Table]:
    return {block.key: block for block in made.blocks() if isinstance(block, Table)}


def in_package(made: Document, key: str) -> Section:
    return next(section for section in made.sections if section.key == f"tables.{key}")


def figures(table: Table) -> dict[str, Figure]:
    return {run.ref: run for row in table.body for cell in row.cells for run in cell.runs if isinstance(run, Figure)}


def paths(columns: list[Any]) -> Iterator[tuple[str, ...]]:
    """The heads of an official form as the record of forms has them."""
    for column in columns:
        if isinstance(column, str):
            yield (_plain(column),)
        else:
            for path in paths(column["c"]):
                yield (_plain(column["t"]), *path)


def _plain(words: str) -> str:
    return "".join(words.split()).replace("（", "(").replace("）", ")")


# ---- Heads ----


@pytest.mark.parametrize(
    ("key", "is_unit", "forms"),
    [
        ("hebei-2018", False, {}),
        ("hebei-2022", False, {"T01": "T01.hebei_2025"}),
        ("shanghai-2026", False, {f"T0{n}": f"T0{n}.shanghai_2026" for n in (2, 3, 4, 5, 7, 8, 9)}),
        ("shanghai-2026", True, {"T01": "T01.shanghai_unit_2026", "T06": "T06.shanghai_2026"}),
    ],
)
def test_the_nested_heads_are_those_of_the_form(shared: Path, key: str, is_unit: bool, forms: dict[str, str]) -> None:
    record = json.loads((shared / "domain" / "tables.json").read_text(encoding="utf-8"))
    found = tables(document(key, is_unit=is_unit, with_last_year=False))
    if key.startswith("hebei"):
        forms = {**forms, **OF_THE_PARTS}
    for table, form in forms.items():
        printed = [tuple(map(_plain, path)) for path in LaidOutTable(found[table]).column_paths()]
        assert printed == list(paths(record[form]["columns"])), table
    assert len(forms) >= 2


@pytest.mark.parametrize(("year", "form"), [(2022, "T01.hebei_2022"), (2025, "T01.hebei_2025")])
def test_the_rows_of_both_sides_are_those_of_the_form(shared: Path, year: int, form: str) -> None:
    record = json.loads((shared / "domain" / "tables.json").read_text(encoding="utf-8"))[form]
    classes = next(path for model, path in code_lists.packaged() if model is FunctionalClass)
    code_lists.load(FunctionalClass, code_lists.read(classes))
    budget = make_budget(year=year, format_key="hebei-2022", tables_mode=TablesMode.APPENDIX)
    t01 = tables(compose(Ledger.of(budget)).document)["T01"]
    rows = [[plain_text(cell.runs) for cell in row.cells] for row in t01.body]
    left, right = ([row[column] for row in rows] for column in (1, 3))
    ends = len(record["totals"])
    names = [each["name"] for each in record["right_rows"]]
    assert [name.partition("、")[2] for name in left if "、" in name] == record["left_rows"]
    assert [name.partition("、")[2] for name in right[:-ends]] == names
    assert [[one, other] for one, other in zip(left[-ends:], right[-ends:], strict=True)] == record["totals"]
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(names) + ends + 1)]


def test_the_table_of_procurement_has_fourteen_columns() -> None:
    assert len(tables(document("hebei-2022", with_last_year=False))["procurement.table"].widths) == 14


def test_a_units_titles_speak_of_the_budget_unit_and_a_departments_do_not() -> None:
    titles = [
        line
        for line in lines(document("shanghai-2026", is_unit=True, with_last_year=False))
        if line.startswith("2026年预算单位")
    ]
    assert titles[0] == "2026年预算单位财务收支预算总表"
    assert len(titles) == 8  # the ninth form, of “三公”, says 单位
    assert not any("预算单位财务" in line for line in lines(document("shanghai-2026", with_last_year=False)))


def test_a_units_document_explains_no_projects() -> None:
    own = [section.key for section in document("shanghai-2026", is_unit=True, with_last_year=False).sections]
    assert "project_notes" not in own
    assert "related" in own
    assert "project_notes" in [section.key for section in document("shanghai-2026", with_last_year=False).sections]


# ---- Each table once ----


def test_what_stands_in_the_text_is_not_printed_again_behind_it() -> None:
    made = document("hebei-2018", with_last_year=False)
    assert packaged_keys(made) == [f"T{number:02}" for number in (*range(1, 11), 16, 17)]
    keys = [block.key for block in made.blocks() if isinstance(block, Table)]
    assert keys.count("procurement.table") == keys.count("assets.table") == keys.count("organisation.table") == 1
    assert "procurement.table" in [
        block.key for section in made.sections if section.key == "procurement" for block in section.blocks
    ]


def test_what_the_package_has_taken_over_is_only_referred_to_in_the_text() -> None:
    made = document("hebei-2022", with_last_year=False)
    assert packaged_keys(made) == [f"T{number:02}" for number in (*range(1, 12), 13, 14, 15, 16, 17)]
    for key, block in (("T11", "procurement.table"), ("T14", "assets.table"), ("T15", "organisation.table")):
        assert [each.key for each in in_package(made, key).blocks if isinstance(each, Table)] == [block]
    narrative = [section for section in made.sections if not section.key.startswith("tables.")]
    assert not any(isinstance(block, Table) for section in narrative for block in section.blocks)
    assert all(section.orientation == "portrait" for section in narrative)
    said = "\n".join(
        plain_text(block.runs) for section in narrative for block in section.blocks if not isinstance(block, Table)
    )
    for title in ("政府采购预算表", "项目绩效目标表", "固定资产占用情况表", "机构设置表"):
        assert f"《2025年部门{title}》" in said


def test_the_page_of_a_part_shows_its_table_from_the_package() -> None:
    budget = full_budget(year=2025, format_key="hebei-2022", with_last_year=False)
    of_procurement = composer().preview(budget, ("procurement",))
    assert "网上信访平台运行维护服务" in of_procurement
    assert "固定资产占用情况表" not in of_procurement
    assert "来访群众满意率" in composer().preview(budget, ("performance",))


def test_a_version_without_the_package_has_those_tables_in_its_text() -> None:
    made = document("hebei-2022", tables_mode=TablesMode.NONE, with_last_year=False)
    assert packaged_keys(made) == []
    assert {"procurement.table", "assets.table", "organisation.table", "sheet:202-0001-ABC-0001"} <= set(tables(made))
    assert any("具体内容见下表。" in line for line in lines(made))


# ---- Empty tables ----


def test_an_empty_table_of_the_package_keeps_its_heads_and_says_what_there_is_none_of() -> None:
    made = compose(Ledger.of(make_budget(year=2025, format_key="hebei-2022", tables_mode=TablesMode.APPENDIX))).document
    for key, sentence in (
        ("T11", "注：本部门2025年未安排政府采购预算，故本表为空表。"),
        ("T13", "注：本部门2025年没有需要公开绩效目标的预算项目，故本表为空表。"),
        ("T14", "注：本部门截至2024年12月31日没有占用固定资产，2025年本表为空表。"),
        ("T15", "注：本部门2025年没有列入预算的机构，故本表为空表。"),
        ("T16", "注：本部门2025年无机关运行经费，故本表为空表。"),
        ("T17", "注：本部门2025年无财政拨款安排的支出，故本表为空表。"),
    ):
        blocks = in_package(made, key).blocks
        table = next(block for block in blocks if isinstance(block, Table))
        assert all(plain_text(cell.runs) for cell in table.head[-1].cells), key
        assert table.body, key
        assert plain_text(blocks[-1].runs) == sentence  # type: ignore[union-attr]


# ---- Figures ----


def test_the_tables_of_the_parts_agree_with_their_sentences_and_with_the_ledger() -> None:
    budget = full_budget(year=2025, format_key="hebei-2022", with_last_year=False)
    ledger = Ledger.of(budget)
    made = compose(ledger)
    found = tables(made.document)
    bought, held = figures(found["procurement.table"]), figures(found["assets.table"])
    # C19, C23: in 元 in the tables, in 万元 in the sentences, the same figure
    assert bought["procurement.total"].number == made.amounts["procurement.total"].number * 10_000
    rows = ("general_public_budget", "government_funds", "special_fiscal_account", "other_revenue", "other_channels")
    assert bought["procurement.total"].number == sum(
        (bought[f"procurement.{row}"].number for row in rows if f"procurement.{row}" in bought), Decimal(0)
    )
    assert held["assets.total"].number == Decimal("4983412.86") == made.amounts["assets.total"].number * 10_000
    # C16: T16 is the sum of its items, and that of the operating costs in the sentence
    costs = figures(found["T16"])
    items = [figure.number for ref, figure in costs.items() if ".item:" in ref]
    assert (
        costs["operating_costs.total"].number == sum(items, Decimal(0)) == made.amounts["operating_costs.total"].number
    )
    # T17 is the part of T03 that is paid from the treasury
    fiscal = [line.amount for line in ledger.expenditure if fund_kind(line) in FISCAL_APPROPRIATION]
    paid = sum(fiscal, Decimal(0)) - CARRIED
    assert figures(found["T17"])["T17.total.total"].number * 10_000 == paid
    assert figures(found["T03"])["T03.total.total"].number * 10_000 > paid


def test_carry_over_is_a_row_of_both_sides_and_counts_for_its_fund() -> None:
    t04 = figures(tables(document("hebei-2022", with_last_year=False))["T04"])
    assert t04["T04L.carried.amount"].number == t04["T04R.carried.general_public_budget"].number
    assert t04["T04R.total.general_public_budget"].number == (
        t04["T04R.current.general_public_budget"].number + t04["T04R.carried.general_public_budget"].number
    )
    assert t04["T04L.total.amount"].number == t04["T04R.total.total"].number


def test_a_form_without_a_row_for_carry_over_gets_one_where_something_is_carried() -> None:
    t01 = tables(document("shanghai-2026", with_last_year=False))["T01"]
    assert [plain_text(row.cells[0].runs) for row in t01.body][-3:] == ["本年收入合计", "上年结转结余", "收入总计"]


def test_a_decrease_in_a_column_of_changes_has_its_sign() -> None:
    budget = full_budget(year=2021, format_key="hebei-2018")
    last = DepartmentalBudget.objects.get(fiscal_year=2020)
    with acting_as("import"):
        budget.expenditureline_rows.filter(economic__code="30217").update(amount=Decimal("240"))
    assert last.expenditureline_rows.get(economic__code="30217").amount == Decimal("3240")
    t07 = figures(tables(compose(Ledger.of(budget)).document)["T07"])
    assert t07["T07.official_receptions.change"].shown == "-3,000.00"


@pytest.mark.parametrize("key", list(YEARS))
def test_a_full_package_is_consistent_in_figures_decimals_and_sentences(key: str) -> None:
    made = document(key)
    seen: dict[str, set[Decimal]] = {}
    for figure, _ in made.figures():
        seen.setdefault(figure.ref, set()).add(figure.number * (10_000 if figure.unit == "万元" else 1))
    assert len(seen) > 60
    assert {ref for ref, values in seen.items() if len(values) > 1} == set()
    # The control of the test of empty tables.
    assert not [line for line in lines(made) if "故本表为空表" in line]
    for table in tables(made).values():
        money = [figure for figure in figures(table).values() if figure.unit in {"元", "万元"}]
        if key != "hebei-2018" or table.key.startswith("T"):
            assert len({len(figure.shown.partition(".")[2]) for figure in money}) <= 1, table.key


def test_a_table_of_units_is_not_empty_for_want_of_money() -> None:
    budget = make_budget(year=2025, format_key="hebei-2022", tables_mode=TablesMode.APPENDIX)
    with acting_as("import"):
        BudgetUnit.objects.create(budget=budget, name="云汀区信访局")
    blocks = in_package(compose(Ledger.of(budget)).document, "T15").blocks
    assert isinstance(blocks[-1], Table)


def test_every_format_names_only_keys_of_the_common_list() -> None:
    for key in formats.known_keys():
        assert {table.key for table in formats.load(key).statutory} <= {f"T{number:02}" for number in range(1, 18)}


def test_the_words_of_a_document_are_listed_in_its_reading_order() -> None:
    composition = compose(Ledger.of(full_budget(year=2025, format_key="hebei-2022", with_last_year=False)))
    places: dict[str, int] = {}
    for block in composition.document.blocks():
        cells = [cell.key for row in block.rows for cell in row.cells] if isinstance(block, Table) else []
        for key in (block.key, *cells):
            places.setdefault(key, len(places))
    order = [places[key] for key in composition.words if key in places]
    assert len(order) > 100
    assert order == sorted(order)
