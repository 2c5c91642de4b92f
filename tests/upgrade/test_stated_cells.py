"""What a stated cell said of its source in one text stands in fields now, and no document changed by it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from budgets.choices import READ_ORIGINS, CellOrigin, Derivation, MoneyUnit
from budgets.composer import composer
from budgets.consolidation import adoption
from budgets.models import DepartmentalBudget, InternalTransfer, StatedCell, TakenOver
from budgets.statements.ledger import Ledger
from budgets.statements.transfers import Transfer, transfers
from tests import database

pytestmark = pytest.mark.usefixtures("upgraded_database")

# Of the versions that nobody had approved: what they composed then, reckoned with the code of then.
COMPOSED = {
    5: "81b6fcb1bd778148ae80ea68488e8cd72fe1998001642b56eaa7f87c07dd1095",
    34: "8ac88cf9c730e132631ae8c732d35ba75a40e41e87bea83fa000e19834a9ded8",
    35: "791e35972436a5a8c505a184650bbb21fa08a8603fd3ca19fe64a14de48572a7",
    38: "20a42d27b69ee40def91bdf17352ae4ee20502341228c8bcb223acfd43717cfe",
}


def test_every_version_composes_the_document_that_it_composed_before(then: dict[str, Any]) -> None:
    before = {each["pk"]: each["content_hash"] or COMPOSED[each["pk"]] for each in then["versions"]}
    assert len(before) == 41
    for budget in DepartmentalBudget.objects.all():
        found = hashlib.sha256(composer().canonical_bytes(Ledger.of(budget))).hexdigest()
        assert found == before[budget.pk], str(budget)


@pytest.fixture(scope="module")
def old_cells(old_database: str) -> dict[int, tuple[str, str, str]]:
    """pk → statement, row and text of the source as they were."""
    with psycopg.connect(database.address_of(old_database)) as connection:
        rows = connection.execute("SELECT id, statement, row, source FROM budgets_statedcell").fetchall()
    return {pk: (statement, row, source) for pk, statement, row, source in rows}


def test_every_cell_says_in_words_what_its_text_said(old_cells: dict[int, tuple[str, str, str]]) -> None:
    """Screens show these words, and answers hang on findings that quote them."""
    wanted = {pk: source for pk, (statement, _, source) in old_cells.items() if statement != "consolidation"}
    assert {cell.pk: cell.provenance for cell in StatedCell.objects.all()} == wanted


def test_what_the_words_meant_is_in_the_fields() -> None:
    read = StatedCell.objects.filter(origin__in=READ_ORIGINS)
    assert not read.filter(line=None, cell="").exists()
    assert not StatedCell.objects.filter(file__contains="（万元）").exists()
    table = read.get(budget=30, statement="T03", row="total", column="basic")
    assert (table.origin, table.file) == (CellOrigin.OFFICIAL_TABLE, "云汀区芦港街道办事处2023年公开表.xlsx")
    assert (table.sheet, table.cell, table.line, table.printed_in) == ("03 2023年部门支出总表", "D29", None, "万元")
    derived = read.filter(derived=Derivation.FROM_CHANGE)
    assert set(derived.values_list("origin", "printed_in")) == {(CellOrigin.DOCUMENT, MoneyUnit.TEN_THOUSAND)}
    assert read.filter(derived=Derivation.REST_OF_PROJECTS).count() == 1
    sums = StatedCell.objects.filter(origin=CellOrigin.UNITS)
    assert sums.count() == 5 and not sums.exclude(file="").exists()


def test_what_was_taken_over_is_known_and_untouched(old_cells: dict[int, tuple[str, str, str]]) -> None:
    remembered = [(row, mark) for statement, row, mark in old_cells.values() if statement == "consolidation"]
    assert TakenOver.objects.count() == len(remembered) == 15
    assert sorted(TakenOver.objects.values_list("mark", flat=True)) == sorted(mark for _, mark in remembered)
    whole = DepartmentalBudget.objects.get(pk=17)
    found = adoption.origins(whole).values()
    assert [(each.version, each.is_untouched) for each in found] == [(1, True)] * len(found)
    assert found and not adoption.typed_wholes(whole)


# ---- What this database does not hold: made in a copy of it, with its guards down, and migrated ----

ODD = [
    # statement, row, text → origin, file, sheet, cell, line, printed_in
    ("three_public", "total", "说明", ("document", "说明", "", "", None, "元")),
    ("T07", "total", "甲.xlsx（万元）", ("official_table", "甲.xlsx", "", "", None, "万元")),
    ("T07", "vehicles", "甲“乙”.xlsx 工作表“第 3 行” AB12", ("official_table", "甲“乙”.xlsx", "第 3 行", "AB12", None, "元")),
    ("expenditure", "a", "甲.txt 第0行（项目支出合计减去各项目）", ("document", "甲.txt", "", "", None, "元")),
    ("expenditure", "b", "第7行", ("document", "第7行", "", "", None, "元")),
    ("expenditure", "c", "（万元）", ("document", "（万元）", "", "", None, "万元")),
    ("expenditure", "d", "各单位之和", ("units", "", "", "", None, "元")),
    ("expenditure", "e", "", ("typed", "", "", "", None, "元")),
    ("T09", "total", f"{'长' * 290}.xlsx 工作表", ("official_table", f"{'长' * 290}.xlsx 工作表", "", "", None, "元")),
]  # fmt: skip
PAIRS = [
    ("310001→310002", "expenditure.operating", "revenue.superior_subsidy", "7"),
    ("310001→310002#2", "expenditure.project:310-1", "revenue.superior_subsidy", "8.50"),
]


@pytest.fixture(scope="module")
def odd(old_database: str, upgraded_database: None) -> Iterator[int]:
    """Django's connection leads to that copy; the pk of a draft whose cells they are."""
    name, pk = "odd_cells", 17
    address = database.clone_database(name, template=old_database)
    with psycopg.connect(address) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement, row, source, _ in ODD:
            _insert(connection, pk, statement, row, "amount", 1, source)
        for row, spent, received, amount in PAIRS:
            _insert(connection, pk, "internal_transfers", row, spent, amount)
            _insert(connection, pk, "internal_transfers", row, received, amount)
        _insert(connection, pk, "internal_transfers", "310001→310002#3", "expenditure.operating", 9)
        _insert(connection, pk, "internal_transfers", "310001→999999", "expenditure.operating", 9)
        _insert(connection, pk, "internal_transfers", "310001→999999", "revenue.superior_subsidy", 9)
    database.manage(["migrate", "-v0"], {"DATABASE_URL": address})
    with database.pointed_at(name):
        yield pk


def _insert(
    connection: psycopg.Connection, budget: int, statement: str, row: str, column: str, value: object, source: str = ""
) -> None:
    connection.execute(
        'INSERT INTO budgets_statedcell (ordinal, statement, row, "column", year, base, value, source, budget_id)'
        " VALUES (900, %s, %s, %s, 2025, 'budget', %s, %s, %s)",
        [statement, row, column, value, source, budget],
    )


def test_every_text_becomes_fields_that_the_table_accepts(odd: int) -> None:
    for statement, row, _, wanted in ODD:
        cell = StatedCell.objects.get(budget=odd, statement=statement, row=row, year=2025, ordinal=900)
        found = (cell.origin, cell.file, cell.sheet, cell.cell, cell.line, cell.printed_in)
        assert found == wanted, row


def test_two_cells_become_one_transfer_and_half_of_one_was_never_any(odd: int) -> None:
    assert transfers(Ledger.of(DepartmentalBudget.objects.get(pk=odd))) == (
        Transfer("310001", "310002", "operating", "superior_subsidy", 7),
        Transfer("310001", "310002", "", "superior_subsidy", 8.5, project="310-1"),
    )
    assert InternalTransfer.objects.count() == 2
    assert not StatedCell.objects.filter(statement__in=["internal_transfers", "consolidation"]).exists()
