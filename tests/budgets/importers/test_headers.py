"""Which row names the columns, and what it says."""

from __future__ import annotations

import random

import pytest

from budgets.importers.columns import HEADS
from budgets.importers.headers import find_header
from budgets.importers.reader import FileSheet
from tests.budgets.importers.workbooks import HEADINGS, personnel


def sheet(*rows: list[object]) -> FileSheet:
    return FileSheet("明细", [list(row) for row in rows])  # type: ignore[arg-type]


def test_the_integrated_systems_columns_are_recognised_in_any_order() -> None:
    titles = list(HEADINGS)
    random.Random(3).shuffle(titles)
    header = find_header(sheet(titles, personnel()))
    assert header is not None
    assert header.proposed()["unit_code"] == "单位编码"
    assert header.proposed()["economic_name"] == "部门经济分类科目名称"
    assert header.proposed()["amount"] == "年初批复数（元）"
    assert len(header.proposed()) == 12
    assert header.signature == find_header(sheet(list(HEADINGS))).signature  # type: ignore[union-attr]


def test_technical_names_are_recognised() -> None:
    header = find_header(
        sheet(
            [
                "AGENCY_CODE",
                "PRO_KIND_CODE",
                "PRO_CODE",
                "EXP_FUNC_CODE",
                "DEP_BGT_ECO_CODE",
                "FUND_TYPE_CODE",
                "APPLY_UP",
                "REPLY_AMT",
            ]
        )
    )
    assert header is not None
    assert set(header.proposed()) == {
        "unit_code",
        "kind",
        "project_code",
        "functional_code",
        "economic_code",
        "fund_code",
        "amount",
    }
    assert header.proposed()["amount"] == "REPLY_AMT"


def test_lines_above_the_header_are_passed_over_and_tell_the_unit_and_the_year() -> None:
    header = find_header(
        sheet(
            ["2020年部门预算明细表"],
            ["编制单位：云汀区信访局", None, "单位：万元"],
            ["单位名称", "支出项目类别", "金额"],
            ["a", "b", 1],
        )
    )
    assert header is not None
    assert (header.first_row, header.unit_of_money, header.year) == (3, "万元", 2020)
    assert header.owner == "云汀区信访局"


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("预算年度：2024", 2024),
        ("2024年度", 2024),
        ("打印日期：2024年12月5日", 0),
        ("2024年部门预算（2023年12月印）", 2024),
    ],
)
def test_the_year_is_not_that_of_the_printing(line: str, year: int) -> None:
    header = find_header(sheet([line], ["单位名称", "支出项目类别", "金额"], ["a", "b", 1]))
    assert header and header.year == year


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        ("预算单位：[303001]云汀区档案馆", "云汀区档案馆"),
        ("单位：万元", ""),
        ("部门名称: 云汀区 档案馆", "云汀区档案馆"),
    ],
)
def test_whose_table_it_is(line: str, owner: str) -> None:
    header = find_header(sheet([line], ["单位名称", "支出项目类别", "金额"], ["a", "b", 1]))
    assert header and header.owner == owner


def test_a_header_of_two_rows_is_joined() -> None:
    rows = (
        ["单位名称", "支出项目类别", "功能分类科目", None, "金额（元）"],
        [None, None, "编码", "名称", None],
        ["云汀区信访局", "人员类", "2010301", "行政运行", 5],
    )
    header = find_header(sheet(*rows))
    assert header is not None
    assert header.first_row == 2
    assert header.proposed() == {
        "unit_name": "单位名称", "kind": "支出项目类别", "functional_code": "功能分类科目编码", "functional_name": "功能分类科目名称", "amount": "金额（元）",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("金额（万元）", "万元"),
        ("金额(元)", "元"),
        ("年初批复数（单位：万元）", "万元"),
        ("金额", ""),
        ("金额：元", "元"),
    ],
)
def test_the_unit_of_money_is_read_from_the_name_of_the_column(title: str, unit: str) -> None:
    header = find_header(sheet(["单位名称", "类别", title]))
    assert header is not None
    assert header.unit_of_money == unit


def test_a_sheet_of_text_is_no_table() -> None:
    assert find_header(sheet(["填写说明"], ["每行一笔支出。"], ["金额以元为单位。"])) is None


def test_a_table_of_unknown_names_is_still_one_for_the_clerk_to_match() -> None:
    header = find_header(sheet(["A", "B", "C"], ["x", "y", 5]))
    assert header is not None
    assert header.proposed() == {}


def test_a_title_written_twice_gets_a_number() -> None:
    header = find_header(sheet(["单位名称", "金额", "金额", "备注"]))
    assert header is not None
    assert [each.title for each in header.headings] == ["单位名称", "金额", "金额#2", "备注"]


def test_no_name_means_two_columns() -> None:
    names = [name for head in HEADS.values() for name in {head.label, *head.aliases}]
    assert len(names) == len(set(names))
