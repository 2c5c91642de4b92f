"""Files as offices really keep them: merged cells, sums of every kind, headers again, words below the table, hidden rows."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from budgets.importers.drafts import DraftReading
from budgets.importers.line_rows import is_total
from budgets.importers.reader import read_file
from tests.budgets.importers.importing import proposed
from tests.budgets.importers.workbooks import HEADINGS, csv_of, operating, personnel, project, workbook, workbook_of

pytestmark = pytest.mark.django_db


def read(budget: Any, *rows: list[Any], **how: Any) -> DraftReading:
    return proposed(budget, workbook_of({"明细": [HEADINGS, *rows]}, **how)).reading


def amounts(reading: DraftReading) -> list[str]:
    assert [str(problem) for problem in reading.problems] == []
    return [str(draft.amount) for draft in reading.drafts]


def test_a_merged_cell_holds_for_all_its_rows_and_that_is_told(budget: Any) -> None:
    """Read as blank, the second line would silently lose its function and its project."""
    below = [None, None, None, None, None, None, None, "30201", "办公费", None, None, 5]
    rows = read(budget, project(), below, merged=[f"{letter}2:{letter}3" for letter in "ABCDEFGJK"])
    assert amounts(rows) == ["650000.00", "5.00"]
    second = rows.drafts[1]
    assert second.functional is rows.drafts[0].functional is not None
    assert second.project is rows.drafts[0].project is not None
    assert second.economic and second.economic.code == "30201"
    assert any("合并的单元格" in note for note in second.notes)


def test_a_blank_cell_that_is_not_merged_stays_blank(budget: Any) -> None:
    below = operating(5, F=None, G=None)
    assert read(budget, project(), below, merged=["A2:A3"]).drafts[1].functional is None


def test_a_merged_amount_is_nobodys(budget: Any) -> None:
    rows = read(budget, personnel(), operating(None), merged=["L2:L3"])
    assert [(problem.row, problem.message) for problem in rows.problems] == [
        (3, "金额在合并的单元格中，不知道属于哪一行")
    ]


@pytest.mark.parametrize(
    "row",
    [
        ["合计"], [None, "小计"], ["部门合计"], ["云汀区信访局小计"], ["一、基本支出合计："], ["202001", "总  计"],
        ["202001", "云汀区信访局", "人员类", "", "", "2010301", "小计"],
    ],
)  # fmt: skip
def test_a_sum_is_no_line_wherever_its_word_stands(budget: Any, row: list[Any]) -> None:
    rows = read(budget, personnel(), row + [None] * (11 - len(row)) + [950000], operating())
    assert amounts(rows) == ["300000.00", "40000.00"]
    assert rows.skipped == ["工作表“明细”有 1 行合计或小计（第 3 行），未作为明细读取"]


@pytest.mark.parametrize("row", [personnel(), project(name="统计小计算机购置"), project(name="合计划项目")])
def test_a_line_is_no_sum(row: list[Any]) -> None:
    assert not is_total(row)


def test_a_header_that_comes_again_and_the_numbers_of_columns_are_passed_over(budget: Any) -> None:
    """As numbers the second would nearly have been a line of its own: 3 is a kind and 12 an amount."""
    rows = read(budget, list(range(1, 13)), personnel(), list(HEADINGS), operating())
    assert amounts(rows) == ["300000.00", "40000.00"]
    assert "1 行列号（第 2 行）" in rows.skipped[0] and "1 行重复的表头（第 4 行）" in rows.skipped[1]
    words = read(budget, ["栏次", *map(str, range(1, 12))], personnel())
    assert amounts(words) == ["300000.00"]


def test_words_below_the_table_are_no_lines(budget: Any) -> None:
    notes = [["注：本表取自预算管理一体化系统"], ["制表人：张某", None, "审核人：李某"], ["第二部分 项目支出"]]
    rows = read(budget, personnel(), *notes)
    assert amounts(rows) == ["300000.00"]
    assert rows.skipped == ["工作表“明细”有 3 行没有金额的说明文字（第 3、4、5 行），未作为明细读取"]


def test_a_line_that_only_lacks_its_amount_is_still_a_fault(budget: Any) -> None:
    assert [problem.row for problem in read(budget, personnel(), operating(None)).problems] == [3]


def test_hidden_rows_are_read_and_told(budget: Any) -> None:
    rows = read(budget, personnel(), operating(), project(), hidden=[3])
    assert len(amounts(rows)) == 3
    assert rows.skipped == [
        "工作表“明细”有 1 行在 Excel 中被隐藏或筛选掉（第 3 行），也已读取；不要导入的请删去后重新上传"
    ]
    assert read(budget, personnel(), operating()).skipped == []


def test_a_line_that_stands_there_twice_is_told(budget: Any) -> None:
    rows = read(budget, personnel(), personnel(), personnel(1))
    assert ["完全相同" in "".join(draft.notes) for draft in rows.drafts] == [False, True, False]


@pytest.mark.parametrize(
    ("amount", "remedy"),
    [("(1,000.00)", "请改为 -1,000.00"), ("（500）", "请改为 -500"), ("—", "没有金额的填 0"), ("300元", "请填写数字")],
)
def test_the_remedy_fits_what_was_written(budget: Any, amount: str, remedy: str) -> None:
    (problem,) = read(budget, personnel(amount)).problems
    assert remedy in problem.remedy


def test_a_code_that_excel_made_a_date_is_no_code(budget: Any) -> None:
    (problem,) = read(budget, project(code="2025-03-01")).problems
    assert (problem.column, problem.message) == ("D", "被 Excel 当作日期保存")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("一般公共预算拨款", "111"), ("公共财政预算", "111"), ("政府性基金", "121"), ("政府性基金预算财政拨款", "121"),
        ("国有资本经营", "131"), ("财政专户核拨资金", "2"), ("一般公共预算和政府性基金", ""), ("其他资金", ""),
    ],
)  # fmt: skip
def test_a_fund_is_understood_by_what_its_words_mean(budget: Any, name: str, code: str) -> None:
    """Left empty, money of a government fund would count as general public budget."""
    (draft,) = read(budget, personnel(J=None, K=name)).drafts
    assert (draft.fund.code if draft.fund else "") == code
    assert any(name in note for note in draft.notes)


def test_an_unknown_code_of_a_known_kind_of_money_keeps_its_code(budget: Any) -> None:
    (draft,) = read(budget, personnel(J="712", K="政府性基金（专项债券）")).drafts
    assert draft.fund and (draft.fund.code, draft.fund.is_new) == ("712", True)
    assert "按“121 政府性基金预算资金”归并" in "".join(draft.notes)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("运转类项目-公用经费项目", "operating"),
        ("运转类（其他运转类）", "other_operating"),
        ("21-公用经费", "operating"),
    ],
)
def test_a_kind_may_be_named_with_the_one_above_it(budget: Any, said: str, kind: str) -> None:
    assert [draft.kind for draft in read(budget, operating(C=said)).drafts] == [kind]


def test_a_title_above_a_table_with_tabs_does_not_hide_its_separator(budget: Any) -> None:
    content = "支出明细，云汀区\n".encode() + csv_of([personnel()], encoding="utf-8").replace(b",", b"\t")
    assert amounts(proposed(budget, content).reading) == ["300000.00"]


def test_what_the_limited_process_runs_knows_neither_django_nor_the_database() -> None:
    script = (
        "import sys; from budgets.importers.unfolding import archive, plain_text, workbook; "
        "print([name for name in ('django', 'psycopg', 'budgets.models') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_areas_without_end_are_not_followed() -> None:
    sheet = read_file(workbook_of({"明细": [["甲"]]}, merged=["A1:C100", "D1:D90000", "E1:Z90000"]))[0]
    assert sheet.merged == [(0, 0, 99, 2), (0, 3, 89999, 3)]


def test_a_workbook_without_oddities_says_none(budget: Any) -> None:
    (sheet,) = read_file(workbook([personnel()]))
    assert (sheet.merged, sheet.hidden_rows) == ([], [])
