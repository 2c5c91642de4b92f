"""A sheet's tables by their titles and heads, every figure with its cell."""

from __future__ import annotations

import contextlib
import resource
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest

from budgets.importers.reader import UnreadableFile
from disclosure.reading.official import files, sheets
from disclosure.reading.official.heads import column_of
from disclosure.reading.official.tables import OfficialTable
from disclosure.reading.official.titles import table_named
from tests.disclosure.reading_official.workbooks import (
    HEBEI_T01,
    PROJECTS,
    SHANGHAI_T03,
    THREE_PUBLIC_IN_ROWS,
    web_page,
    workbook,
)

CLASSES = {"一般公共服务支出": "201", "外交支出": "202", "社会保障和就业支出": "208"}


def read(content: bytes, *, year: int = 2026, unit: str = "") -> tuple[list[OfficialTable], list]:
    found, unknown = [], []
    for sheet in files.sheets_of(content):
        tables, others = sheets.tables_of(sheet, classes=CLASSES, year=year, unit=unit)
        found += tables
        unknown += others
    return found, unknown


def cells(table: OfficialTable) -> dict[str, Decimal]:
    """side.row.column@years back → value"""
    return {
        f"{cell.side}{cell.row}.{cell.column}" + (f"@-{cell.years_back}" if cell.years_back else ""): cell.value
        for cell in table.cells
    }


T03 = {
    "201.total": "900.50",
    "201.basic": "600",
    "201.project": "300.50",
    "20126.total": "900.50",
    "20126.basic": "600",
    "20126.project": "300.50",
    "2012601.total": "600",
    "2012601.basic": "600",
    "2012604.total": "300.50",
    "2012604.project": "300.50",
    "total.total": "900.50",
    "total.basic": "600",
    "total.project": "300.50",
}


def as_decimals(values: dict[str, str]) -> dict[str, Decimal]:
    return {key: Decimal(value) for key, value in values.items()}


def test_a_table_by_classification_is_read_by_its_nested_heads() -> None:
    (table,), unknown = read(workbook(支出=SHANGHAI_T03))
    assert (table.key, table.year, table.unit, table.department) == ("T03", 2026, "元", "云汀区档案馆")
    assert cells(table) == as_decimals(T03)
    assert table.names["2012604"][0] == "档案馆"
    assert {str(cell.where) for cell in table.cells if cell.row == "2012604"} == {
        "工作表“支出” E11",
        "工作表“支出” G11",
    }
    assert (table.notes, unknown) == ([], [])


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_a_web_page_named_xls_is_the_same_table(encoding: str) -> None:
    (table,), _ = read(web_page(SHANGHAI_T03, encoding=encoding))
    assert cells(table) == as_decimals(T03)


def test_a_table_of_two_sides_in_ten_thousands() -> None:
    (table,), _ = read(workbook(收支=HEBEI_T01), year=2025)
    assert (table.key, table.unit) == ("T01", "万元")
    assert cells(table) == as_decimals(
        {
            "Lgeneral_public_budget.amount": "601200",
            "Lunit_funds.amount": "40000",
            "Lcurrent.amount": "641200",
            "Lcarried.amount": "30000",
            "Ltotal.amount": "671200",
            "R201.total": "550000",
            "R208.total": "101200",
            "Rcurrent.total": "651200",
            "Rcarried.total": "20000",
            "Rtotal.total": "671200",
        }
    )


def by_function(*rows: list, head: list | None = None, title: str = "支出总表") -> tuple:
    heads = head or ["类", "款", "项", "科目名称", "合计", "基本支出"]
    (table,), _ = read(workbook(支出=[[title], ["单位：元"], heads, *rows]))
    return table


def test_a_level_that_is_printed_once_holds_for_the_rows_below() -> None:
    table = by_function(
        ["201", None, None, "一般公共服务支出", 9, 9],
        [None, "26", None, "档案事务", 9, 9],
        [None, None, "01", "行政运行", 6, 6],
        [None, None, 4, "档案馆", 3, 3],
        ["208", None, None, "社会保障和就业支出", 1, 1],
    )
    assert [row for row, *_ in dict.fromkeys((cell.row,) for cell in table.cells)] == [
        "201", "20126", "2012601", "2012604", "208",
    ]  # fmt: skip
    assert table.notes == []


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (["经济分类科目", "科目名称", "合计", "人员经费"], ["30101", "基本工资", 5, 5]),
        (["经济分类科目", "合计", "人员经费"], ["30101 基本工资", 5, 5]),
        (["科目编码", "合计", "人员经费"], ["30101-基本工资", 5, 5]),
    ],
)
def test_code_and_name_are_told_apart_whatever_their_heads_are_called(head: list, row: list) -> None:
    table = by_function(row, head=head, title="一般公共预算基本支出表")
    assert table.names["30101"][0] == "基本工资"
    assert cells(table) == as_decimals({"30101.total": "5", "30101.personnel": "5"})


@pytest.mark.parametrize(
    ("line", "year"),
    [
        (["预算年度:2024", None, "单位：元"], 2024),
        (["2024年度", None, "单位：元"], 2024),
        (["2023年度", "2024年度", "单位：元"], 0),
        (["单位：元"], 0),
    ],
)
def test_the_line_below_a_title_may_name_the_year(line: list, year: int) -> None:
    (table,), _ = read(
        workbook(支出=[["支出总表"], line, ["科目编码", "科目名称", "合计"], ["2012601", "行政运行", 5]])
    )
    assert table.year == year


def test_code_and_name_of_the_department_may_stand_beside_the_unit() -> None:
    (table,), _ = read(workbook(收支=HEBEI_T01), year=2025)
    assert (table.department, table.year) == ("云汀区档案馆", 2025)
    words = [
        ["支出总表"],
        ["2025年部门预算", None, "单位：元"],
        ["科目编码", "科目名称", "合计"],
        ["2012601", "行政运行", 5],
    ]
    (other,), _ = read(workbook(支出=words))
    assert other.department == ""


def test_three_public_in_rows_brings_last_year_too() -> None:
    (table,), _ = read(workbook(三公=THREE_PUBLIC_IN_ROWS))
    found = cells(table)
    assert found["vehicle_operation.amount"] == 70
    assert found["vehicle_operation.amount@-1"] == 80
    assert found["vehicles.amount"] == 70
    assert found["total.amount@-1"] == 100
    assert len(found) == 12


def test_three_public_in_columns() -> None:
    rows = [
        ["2026年部门“三公”经费和机关运行经费预算表"],
        ["编制部门：云汀区档案馆", None, None, None, None, None, "单位:万元"],
        ["“三公”经费预算数", None, None, None, None, None, "机关运行经费预算数"],
        ["合计", "因公出国(境)费", "公务接待费", "公务用车购置及运行费"],
        [None, None, None, "小计", "购置费", "运行费"],
        [2.5, 0, 0.5, 2, 0, 2, 11.25],
    ]
    (table,), _ = read(workbook(三公=rows))
    assert cells(table) == as_decimals(
        {
            "total.amount": "25000",
            "overseas_trips.amount": "0",
            "official_receptions.amount": "5000",
            "vehicles.amount": "20000",
            "vehicle_purchase.amount": "0",
            "vehicle_operation.amount": "20000",
            "operating_costs.amount": "112500",
        }
    )


def test_projects_are_rows_by_code_or_by_name() -> None:
    (table,), _ = read(workbook(项目=PROJECTS))
    found = cells(table)
    assert found["99000026P000001.total"] == 250
    assert found["99000026P000001.general_public_budget"] == 250
    assert found["名称:档案数字化.total"] == Decimal("50.50")
    assert found["total.total"] == Decimal("300.50")


def test_several_tables_may_stand_in_one_sheet() -> None:
    found, _ = read(workbook(全部=[*SHANGHAI_T03, [], *PROJECTS]))
    assert [table.key for table in found] == ["T03", "T10"]
    assert len(found[0].cells) == len(T03)


def test_what_is_no_table_of_ours_is_listed_and_a_list_of_contents_is_not() -> None:
    found, unknown = read(
        workbook(
            目录=[["目录"], ["1. 2026年部门收入预算总表"], ["2. 2026年部门支出预算总表"]],
            绩效=[["部门整体绩效目标表"], ["指标", "值"], ["甲", 1]],
            支出=SHANGHAI_T03,
        )
    )
    assert [table.key for table in found] == ["T03"]
    assert [str(note.where) for note in unknown] == ["工作表“绩效” A1"]


def test_a_column_that_means_nothing_known_is_named() -> None:
    rows = [list(row) for row in SHANGHAI_T03]
    rows[5].append("神秘资金")
    rows[7].append(5)
    (table,), _ = read(workbook(支出=rows))
    assert any("神秘资金" in note.text for note in table.notes)
    assert cells(table) == as_decimals(T03)


def test_words_in_a_column_of_money_are_named_with_their_cell_and_count_as_blank() -> None:
    rows = [list(row) for row in SHANGHAI_T03]
    rows[9][4] = "约六百"
    (table,), _ = read(workbook(支出=rows))
    assert [str(note.where) for note in table.notes] == ["工作表“支出” E10"]
    assert "2012601.total" not in cells(table)


def test_a_text_that_looks_like_a_formula_stays_text() -> None:
    rows = [list(row) for row in SHANGHAI_T03]
    rows[10][3] = "=1+1"
    (table,), _ = read(workbook(支出=rows))
    assert table.names["2012604"][0] == "=1+1"


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("2025年部门财务收支预算总表", "T01"),
        ("部门（单位）收支总体情况表", "T01"),
        ("2025年部门收入预算总表", "T02"),
        ("支出总表", "T03"),
        ("部门预算财政拨款收支总表", "T04"),
        ("一般公共预算支出预算表(按功能科目分类)", "T05"),
        ("2025年部门一般公共预算基本支出部门预算经济分类预算表", "T06"),
        ("一般公共预算〝三公〞经费、会议费和培训费支出情况表", "T07"),
        ("2025年部门政府性基金预算支出功能分类预算表", "T08"),
        ("国有资本经营预算支出表", "T09"),
        ("一般公共预算项目支出表", "T10"),
        ("公开04表 财政拨款收支总表", "T04"),
        ("一般公共预算机关运行经费", "T16"),
        ("财政拨款支出预算明细表", "T17"),
        ("政府采购预算表", None),
        ("单位：万元", None),
    ],
)
def test_titles(title: str, key: str | None) -> None:
    found = table_named(title)
    assert (found.key if found else None) == key


@pytest.mark.parametrize(
    ("table", "path", "wanted"),
    [
        ("T02", ["收入预算", "合计"], ("total", 0, "budget")),
        ("T02", ["收入预算", "事业单位 经营收入"], ("business_revenue", 0, "budget")),
        ("T05", ["一般公共预算支出", "基本支出", "小计"], ("basic", 0, "budget")),
        ("T05", ["一般公共预算支出", "合计"], ("total", 0, "budget")),
        ("T05", ["上年执行数"], ("total", 1, "execution")),
        ("T05", ["2025年预算数", "合计"], ("total", 1, "budget")),
        ("T05", ["比上年增减", "%"], ("", 0, "budget")),
        ("T02", ["本年收入", "财政拨款收入", "一般公共预算"], ("general_public_budget", 0, "budget")),
        ("T02", ["本年收入", "财政拨款收入", "小计"], ("fiscal", 0, "budget")),
        ("T06", ["一般公共预算基本支出", "人员经费"], ("personnel", 0, "budget")),
    ],
)
def test_heads(table: str, path: list[str], wanted: tuple[str, int, str]) -> None:
    found = column_of(table, path, year=2026)
    assert found is not None
    assert (found.key, found.years_back, found.base) == wanted


def test_a_page_with_too_many_cells_is_refused() -> None:
    page = b"<html><table>" + b'<tr><td colspan="256">1</td></tr>' * 3_000 + b"</table></html>"
    with pytest.raises(UnreadableFile, match="超过"):
        files.sheets_of(page)


def test_a_page_that_runs_scripts_is_only_its_words() -> None:
    (sheet,) = files.sheets_of(
        b"<html><body><table><tr><td><script>alert(1)</script>A<b>B</b></td></tr></table></body></html>"
    )
    assert sheet.rows == [["AB"]]


@pytest.mark.parametrize(
    "page",
    [b"<table>" + b"<" * 5_000_000, b"<table>" + b"<tr><td>1</td></tr>" * 270_000, b"<table>" * 700_000],
    ids=["tags that never end", "rows", "tables in tables"],
)
def test_a_hostile_page_is_done_with_in_seconds(page: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read or refused; in a process of its own, whose time and memory are limited. Of the processor: a clock would measure
    what else the machine does."""
    monkeypatch.setattr("disclosure.reading.official.html._SECONDS", 1)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with contextlib.suppress(UnreadableFile):
        files.sheets_of(page)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2


@pytest.mark.office
def test_an_old_xls_is_the_same_table(tmp_path: Path) -> None:
    """As LibreOffice writes it: a compound file, as the older systems export."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("没有 LibreOffice，跳过（apt-get install libreoffice-calc）")
    (tmp_path / "支出.xlsx").write_bytes(workbook(支出=SHANGHAI_T03, 收支=HEBEI_T01))
    subprocess.run(
        [
            office,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "xls",
            "--outdir",
            str(tmp_path),
            str(tmp_path / "支出.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    content = (tmp_path / "支出.xls").read_bytes()
    assert content.startswith(b"\xd0\xcf\x11\xe0")
    found, _ = read(content)
    assert [table.key for table in found] == ["T03", "T01"]
    assert cells(found[0]) == as_decimals(T03)
    assert found[1].figure("total", "amount", "L") == Decimal("671200")
