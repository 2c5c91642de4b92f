"""Where cells lie, and which heads they stand under."""

from __future__ import annotations

import pytest

from disclosure.document import Cell, Row, Table, Text
from disclosure.exporters.grid import LaidOutTable, Placed
from disclosure.exporters.measure import SIZES, TableType, table_type
from tests.disclosure.exporters.conftest import head, number, procurement, project_sheet, words


def cell_of(grid: LaidOutTable, text: str) -> Placed:
    return next(placed for placed in grid.cells() if placed.text == text)


def names(heads: tuple[Placed, ...]) -> list[str]:
    return [placed.text for placed in heads]


def test_a_row_is_read_without_holes() -> None:
    grid = LaidOutTable(procurement())
    for row in range(len(grid.owner)):
        slots = grid.slots(row)
        assert [slot.column for slot in slots] == [sum(s.colspan for s in slots[:i]) for i in range(len(slots))]
        assert sum(slot.colspan for slot in slots) == 14


def test_an_amount_stands_under_its_nested_heads() -> None:
    grid = LaidOutTable(procurement())
    amount = next(placed for placed in grid.cells() if placed.cell.key == "procurement.1.4.cell")
    assert names(grid.column_heads(amount)) == ["金额", "当年安排", "拨款"]


def test_a_form_value_has_the_head_at_its_left_and_not_the_one_above_it() -> None:
    grid = LaidOutTable(project_sheet())
    assert names(grid.heads(cell_of(grid, "旧地图修复"))) == ["项目名"]
    assert names(grid.heads(cell_of(grid, "修复并装裱虫蛀的旧地图。"))) == ["用途"]
    assert names(grid.heads(cell_of(grid, "50.00"))) == ["夏季", "进度"]
    assert names(grid.heads(cell_of(grid, "120"))) == ["目标值", "数", "产出"]


def test_heads_of_a_form_name_their_row_and_heads_over_the_body_their_column() -> None:
    grid = LaidOutTable(project_sheet())
    assert {
        name: grid.scope(cell_of(grid, name)) for name in ("项目编号", "用途", "进度", "春季", "类别", "数", "产出")
    } == {
        "项目编号": "row",
        "用途": "row",
        "进度": "row",
        "春季": "col",
        "类别": "col",
        "数": "col",
        "产出": "row",
    }
    assert grid.column_heads_from == 4


def test_a_span_ends_with_the_head() -> None:
    table = Table("t", "t", (1, 1), (Row((head("甲", rowspan=9), head("乙"))),), (Row((words("丙"), words("丁"))),))
    grid = LaidOutTable(table)
    assert cell_of(grid, "甲").rowspan == 1
    assert cell_of(grid, "丙").column == 0


@pytest.mark.parametrize("cells", [(words("甲"), words("乙"), words("丙")), (words("甲", colspan=3),)])
def test_cells_that_leave_the_grid_are_refused(cells: tuple[Cell, ...]) -> None:
    with pytest.raises(ValueError, match="leaves the 2 columns"):
        LaidOutTable(Table("t", "t", (1, 1), (), (Row(cells),)))


def test_cells_that_meet_are_refused() -> None:
    rows = (Row((words("甲"), words("乙", rowspan=2))), Row((words("丙", colspan=2),)))
    with pytest.raises(ValueError, match="two cells meet"):
        LaidOutTable(Table("t", "t", (1, 1), (), rows))


def test_an_empty_head_heads_nothing() -> None:
    table = Table("t", "t", (1, 1), (Row((head("甲"), Cell(head=True))),), (Row((Cell((Text("丙"),)), words("丁"))),))
    grid = LaidOutTable(table)
    assert grid.heads(cell_of(grid, "丁")) == ()


def test_type_shrinks_until_every_number_fits_its_column() -> None:
    def size(value: str) -> float:
        row = Row((words("名"), number("n", value)))
        return table_type(LaidOutTable(Table("t", "t", (9, 1), (), (row,))), "portrait").size

    sizes = [size("1" * digits) for digits in (3, 30, 34, 40, 300)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == SIZES[0][0]
    assert len(set(sizes)) >= 4
    assert sizes[-1] == SIZES[-1][0]


def test_columns_of_words_give_way_to_numbers_before_the_type_does() -> None:
    table = Table("t", "t", (9, 1), (), (Row((words("名"), number("n", "1" * 20))),))
    kind = table_type(LaidOutTable(table), "portrait")
    assert kind.size == SIZES[0][0]
    assert kind.widths[1] > 156 / 10 * 2
    assert round(sum(kind.widths), 6) == 156


def test_a_table_that_just_exceeds_its_page_is_set_smaller_and_a_long_one_is_not() -> None:
    def kind(rows: int) -> TableType:
        return table_type(LaidOutTable(_of(rows)), "portrait")

    assert kind(20).size == SIZES[0][0]
    assert kind(28).size < SIZES[0][0]
    assert kind(28).pages(LaidOutTable(_of(28)), "portrait") == 1
    assert kind(200).size == SIZES[0][0]


def _of(rows: int) -> Table:
    body = tuple(Row((words("名称"), number(f"n{row}", "1.00"))) for row in range(rows))
    return Table("t", "t", (3, 1), (Row((head("甲"), head("乙"))),), body)


def test_a_number_knows_what_it_lacks_to_the_decimals_of_its_column() -> None:
    body = tuple(
        Row((number(f"a{shown}", shown.replace(",", ""), shown=shown), number(f"b{shown}", "5")))
        for shown in ("1,200", "1,200.5", "-0.25")
    )
    grid = LaidOutTable(Table("t", "t", (1, 1), (), body))
    assert [grid.lacking(row[0]) for row in grid.placed] == [".00", "0", ""]
    assert [grid.lacking(row[1]) for row in grid.placed] == ["", "", ""]


def test_every_column_is_named_by_all_heads_above_it_and_the_row_of_numbers_by_none() -> None:
    small = Row((words("编制部门：档案馆", colspan=2), words("单位：元")))
    heads = (
        Row((head("科目", rowspan=2), head("支出", colspan=2))),
        Row((head("基本"), head("项目"))),
        Row((head("栏次"), head("1"), head("2"))),
    )
    grid = LaidOutTable(Table("t", "t", (1, 1, 1), (small, *heads), (Row((words("甲"), words("乙"), words("丙"))),)))
    assert grid.column_heads_from == 1
    assert grid.column_paths() == [("科目",), ("支出", "基本"), ("支出", "项目")]
