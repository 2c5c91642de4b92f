"""The columns of the procurement table stand once, and every year has its own form."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from budgets.statements.ledger import Ledger
from budgets.versions.editing import acting_as
from disclosure.composition.compose import compose
from disclosure.document import Table, plain_text
from procurement import columns
from procurement.columns import COLUMNS, FORM, ColumnGroup, Kind, ProcurementColumn, printed_form
from procurement.forms import ItemGrid
from procurement.models import ProcurementItem
from procurement.statements import procurement
from tests.builders import make_small_budget

# The official form's fourteen columns, from left to right.
OFFICIAL = [
    "项目名称", "预算资金", "采购物品名称", "政府采购目录序号", "数量单位", "数量", "单价", "总计", "合计", "一般公共预算拨款",
    "基金预算拨款", "财政专户核拨", "其他来源收入", "其他渠道资金",
]  # fmt: skip


@pytest.fixture
def from_2030(monkeypatch: pytest.MonkeyPatch) -> None:
    """其他渠道资金 stands in the form of 2030 for the first time."""

    def later(group: ColumnGroup) -> ColumnGroup:
        return replace(group, columns=tuple(
            later(each) if isinstance(each, ColumnGroup)
            else replace(each, first_year=2030) if each.key == "other_channels" else each
            for each in group.columns
        ))  # fmt: skip

    monkeypatch.setattr(columns, "FORM", later(FORM))


def printed(budget: Any) -> Table:
    return next(
        block
        for block in compose(Ledger.of(budget)).document.blocks()
        if isinstance(block, Table) and block.key == "procurement.table"
    )


def test_the_form_is_the_official_one() -> None:
    assert [column.head or column.name for column in printed_form(2023).leaves()] == OFFICIAL
    first, *_ = printed_form(2023).head_rows()
    assert [(cell.words, cell.colspan, cell.rowspan) for cell in first] == [
        ("政府采购项目来源", 2, 1), ("采购物品名称", 1, 3), ("政府采购目录序号", 1, 3), ("数量单位", 1, 3), ("数量", 1, 3),
        ("单价", 1, 3), ("政府采购金额", 7, 1),
    ]  # fmt: skip


def test_whatever_is_entered_has_a_field_of_that_name_and_nothing_else_has() -> None:
    fields = {field.name for field in ProcurementItem._meta.get_fields()}
    assert {key for key, column in COLUMNS.items() if column.kind.is_entered} == set(COLUMNS) & fields


def test_a_sum_counts_the_funds_of_its_group_and_of_the_groups_within_it(db: None) -> None:
    budget = make_small_budget()
    funds = ("general_public_budget", "government_funds", "special_fiscal_account", "other_revenue", "other_channels")
    paid = {key: Decimal(10) ** worth for worth, key in enumerate(funds)}
    with acting_as("import"):
        ProcurementItem.objects.create(budget=budget, name="台式计算机", unit_price=7, project_budget=5, **paid)
    (row,) = procurement(Ledger.of(budget)).rows
    assert (row.cells["current_total"].value, row.cells["total"].value) == (1_111, 11_111)


def test_a_column_of_a_later_year_is_neither_entered_nor_printed_nor_counted_before(db: None, from_2030: None) -> None:
    for year, has_it in ((2029, False), (2030, True)):
        budget = make_small_budget(year=year)
        with acting_as("import"):
            ProcurementItem.objects.create(
                budget=budget, name="台式计算机", general_public_budget=100, other_channels=23
            )
        assert ("other_channels" in {column.name for column in ItemGrid(budget).cells}) == has_it
        table = printed(budget)
        assert (len(table.widths), "其他渠道资金" in _words(table)) == (14 if has_it else 13, has_it)
        assert procurement(Ledger.of(budget)).total.value == (123 if has_it else 100)


def _words(table: Table) -> set[str]:
    return {plain_text(cell.runs) for row in table.head for cell in row.cells}


def test_a_group_without_columns_has_no_head() -> None:
    group = ColumnGroup("all", "", (ColumnGroup("inner", "内", (ProcurementColumn("a", "甲", Kind.FUND),)),))
    assert group.only(lambda column: False).columns == ()
    assert [[cell.key for cell in row] for row in group.head_rows()] == [["inner"], ["a"]]
