"""The workbook of an inspection: a row for each department and unit, honest answers, exceptions, coverage."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook

from budgets.rules.inspections import Bearing, Question
from disclosure.exporters.coverage import coverage, rows_of
from disclosure.exporters.inspection import answer, render
from disclosure.foreign import Checked, exceptions, report
from disclosure.foreign.exceptions import BadExceptions, Excepted


def entry(rule: str, outcome: str, severity: str = "E", message: str = "", *values: str) -> dict[str, Any]:
    places = [{"label": "处", "value": value, "address": ""} for value in values]
    return {
        "rule": rule,
        "severity": severity,
        "outcome": outcome,
        "message": message,
        "places": places,
        "difference": None,
        "remedy": "",
    }


def document(
    title: str, *entries: dict[str, Any], units: Sequence[str] = (), problem: str = "", is_unit: bool = False
) -> Checked:
    return Checked(
        Path(f"{title}.docx"), title=title, year=2025, is_unit=is_unit, units=tuple(units), entries=entries, problem=problem
    )  # fmt: skip


# ---- Answers ----

COMPLETE, EITHER = Question.COMPLETE, Question.ASSETS


@pytest.mark.parametrize(
    ("question", "entries", "expected"),
    [
        (COMPLETE, [("R-STR-1", "pass"), ("R-STR-2", "pass")], "是"),
        (COMPLETE, [("R-STR-1", "not-run"), ("R-STR-2", "pass")], "未核验"),
        (COMPLETE, [("R-STR-2", "pass")], "未核验"),
        (COMPLETE, [], "未核验"),
        (COMPLETE, [("R-STR-1", "not-run"), ("R-STR-2", "fail")], "否"),
        (COMPLETE, [("R-STR-1", "pass"), ("R-STR-2", "pass"), ("R-STR-5", "fail")], "否"),
        (COMPLETE, [("R-STR-1", "pass"), ("R-STR-2", "pass"), ("R-STR-5", "not-run")], "是"),
        (COMPLETE, [("R-STR-1", "pass"), ("R-STR-2", "pass"), ("R-STR-55", "fail")], "是"),
        (EITHER, [("R-NUM-C23", "not-run"), ("R-AST-1", "pass")], "是"),
        (EITHER, [("R-NUM-C23", "not-run"), ("R-AST-1", "not-run"), ("R-AST-3", "pass")], "未核验"),
        (EITHER, [("R-AST-1", "pass"), ("R-AST-3", "fail")], "否"),
    ],
)
def test_yes_is_said_only_where_the_deciding_rules_ran_and_passed(
    question: Question, entries: list[tuple[str, str]], expected: str
) -> None:
    assert answer([entry(rule, outcome) for rule, outcome in entries], question) == expected


def test_a_warning_is_a_no_and_a_hint_is_none() -> None:
    passed = [entry("R-STR-1", "pass"), entry("R-STR-2", "pass")]
    assert answer([*passed, entry("R-STR-5", "fail", "W")], COMPLETE) == "否"
    assert answer([*passed, entry("R-STR-5", "fail", "I")], COMPLETE) == "是"


def test_where_nothing_ran_no_question_is_answered_with_yes() -> None:
    from budgets.rules.registry import all_rules  # noqa: PLC0415  needs a configured Django

    nothing = [entry(rule.id, "not-run") for rule in all_rules()]
    assert {answer(nothing, question) for question in Question} == {"未核验"}
    decided = {question for rule in all_rules() for question, how in rule.answers.items() if how is not Bearing.DENIES}
    assert decided == set(Question), "of a question that no rule decides 是 would mean nothing"


# ---- Rows and coverage ----

ARCHIVE = document(
    "云汀区档案馆",
    entry("R-STR-2", "pass"),
    units=("云汀区档案馆（本部）", "云汀区方志办", "云汀区缩微中心", "云汀区旧书库"),
)
UNIT = document("云汀区方志办", entry("R-STR-2", "pass"), is_unit=True)
UNREAD = document("", problem="扫描件无法核验，请提供可复制文字的文件。")
EXCEPTED = (Excepted("云汀区缩微中心", "无独立预算", "并入本部"), Excepted("云汀区某局", "涉密"))


def test_a_unit_that_a_department_names_has_a_row_with_its_document_its_exception_or_what_is_missing() -> None:
    rows = {row.name: row for row in rows_of([ARCHIVE, UNIT], EXCEPTED, with_units=True)}
    assert list(rows) == ["云汀区档案馆", "云汀区方志办", "云汀区缩微中心", "云汀区旧书库", "云汀区某局"]
    assert (rows["云汀区方志办"].kind, rows["云汀区方志办"].documents) == ("单位", (UNIT,))
    assert rows["云汀区缩微中心"].excepted == EXCEPTED[0]
    assert "没有找到它的公开文件" in rows["云汀区旧书库"].remark
    assert rows["云汀区某局"].excepted == EXCEPTED[1]


def test_the_tables_of_a_department_stand_in_the_row_of_its_text() -> None:
    """What one of the files shows is known of the department; what one of them gets wrong is wrong."""
    text = replace(
        document("云汀区水务局", entry("R-STR-1", "pass"), entry("R-COD-4", "not-run"), entry("R-NUM-C01", "pass")),
        layout="known",
    )
    tables = replace(
        document("云汀区水务局", entry("R-STR-1", "not-run"), entry("R-COD-4", "pass"), entry("R-NUM-C01", "fail")), layout="tables"
    )  # fmt: skip
    (row,) = rows_of([tables, text], (), with_units=True)
    assert row.documents == (text, tables)
    assert {each["rule"]: each["outcome"] for each in row.entries} == {
        "R-STR-1": "pass", "R-COD-4": "pass", "R-NUM-C01": "fail"
    }  # fmt: skip
    assert len(rows_of([replace(tables, year=2024), text], (), with_units=True)) == 2


def test_one_file_by_itself_says_nothing_of_other_units() -> None:
    assert [row.name for row in rows_of([ARCHIVE], (), with_units=False)] == ["云汀区档案馆"]


def test_an_exception_that_has_a_document_is_pointed_out() -> None:
    (row,) = rows_of([UNIT], (Excepted("云汀区方志办", "撤并"),), with_units=True)
    assert "但有公开文件" in row.remark


def test_coverage_leaves_exceptions_out_and_counts_what_could_not_be_read_as_not_checked() -> None:
    figures = {
        name.strip(): value for name, value, _ in coverage(rows_of([ARCHIVE, UNIT, UNREAD], EXCEPTED, with_units=True))
    }
    assert figures["已知的部门和单位"] == 6
    assert figures["其中例外：无独立预算"] == figures["其中例外：涉密"] == 1
    assert figures["应公开的（不含例外）"] == 4
    assert (figures["有文件并已核验"], figures["有文件但不能核验"], figures["没有找到文件"]) == (2, 1, 1)
    assert (figures["公开覆盖率"], figures["核验覆盖率"]) == ("75.0%", "50.0%")


def test_whoever_has_several_documents_counts_once_and_each_of_them_is_named() -> None:
    one, other = document("云汀区水务局"), document("云汀区水务局")
    other = replace(other, path=Path("水务局（定稿）.docx"))
    rows = rows_of([one, other, document("云汀区档案馆")], (), with_units=True)
    assert [row.remark for row in rows] == [
        "同一年度还有水务局（定稿）.docx，请核对公开的是哪一份。",
        "同一年度还有云汀区水务局.docx，请核对公开的是哪一份。",
        "",
    ]
    figures = {name.strip(): number for name, number, _ in coverage(rows)}
    assert (figures["已知的部门和单位"], figures["有文件并已核验"]) == (2, 2)


def test_coverage_of_exceptions_alone_divides_by_nothing() -> None:
    figures = {name: value for name, value, _ in coverage(rows_of([], EXCEPTED, with_units=True))}
    assert figures["公开覆盖率"] == "—"


def test_the_workbook_has_the_rows_the_findings_and_the_exceptions() -> None:
    found = document(
        "云汀区水务局",
        entry("R-STR-5", "fail", "E", "留有占位文字", "=1+1"),
        entry("R-STR-1", "pass"),
        entry("R-STR-2", "pass"),
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(render([found, ARCHIVE, UNREAD], EXCEPTED, with_units=True)))
    assert book.sheet_names == ["自查表", "覆盖情况", "核验结果", "例外名单"]
    overview = book.get_sheet_by_name("自查表").to_python()
    head, water, archive = overview[:3]
    assert [question.value for question in Question] == head[7:17]
    assert (water[0], water[4], water[head.index("完整")], water[head.index("及时")]) == (
        "云汀区水务局",
        1,
        "否",
        "未核验",
    )
    assert archive[head.index("完整")] == "未核验"
    by_name = {row[0]: row for row in overview}
    assert by_name["云汀区某局"][head.index("例外")] == "涉密"
    assert set(by_name["云汀区某局"][7:17]) == {"不适用"}
    assert any("扫描件" in str(row[-1]) for row in overview)
    findings = book.get_sheet_by_name("核验结果").to_python()
    assert findings[1][:5] == ["云汀区水务局.docx", "R-STR-5", "错误", "留有占位文字", "处：=1+1"]
    assert book.get_sheet_by_name("例外名单").to_python()[1] == ["云汀区缩微中心", "无独立预算", "并入本部"]


# ---- The list of exceptions ----

LISTED = [["名称", "类型", "说明"], ["云汀区缩微中心", "无独立预算", "并入本部"], ["云汀区某局", "涉密", ""]]


def test_the_list_may_be_a_workbook_or_a_text_of_either_encoding(tmp_path: Path) -> None:
    book = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(str(book)) as file:
        sheet = file.add_worksheet()
        for number, row in enumerate(LISTED):
            sheet.write_row(number, 0, row)
    text = "\n".join(",".join(row) for row in LISTED)
    for name, content in (
        ("a.csv", text.encode("utf-8-sig")),
        ("b.csv", text.encode("gb18030")),
        ("list.xlsx", book.read_bytes()),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        assert (name, exceptions.read(path)) == (name, EXCEPTED)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("部门,电话\n甲局,1\n", "第一行应有"),
        ("名称,类型\n甲局,忘了\n", "第 2 行“甲局”的类型是“忘了”"),
        ("名称,类型\n,涉密\n", "第 2 行没有名称"),
    ],
)
def test_a_list_that_cannot_be_understood_is_refused_with_its_row(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "exceptions.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadExceptions, match=words):
        exceptions.read(path)


@pytest.mark.django_db
def test_the_command_takes_the_list_that_lies_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("云汀区方志办2025年单位预算说明\n收入预算10万元。\n", encoding="utf-8")
    (tmp_path / "exceptions.csv").write_text("\n".join(",".join(row) for row in LISTED), encoding="utf-8")
    book = tmp_path / "out" / "book.xlsx"
    book.parent.mkdir()
    call_command("check_disclosure", str(tmp_path), "--xlsx", str(book), stdout=io.StringIO())
    overview = CalamineWorkbook.from_path(str(book)).get_sheet_by_name("自查表").to_python()
    assert [(row[0], row[1]) for row in overview[1:]] == [
        ("云汀区方志办", "单位"), ("云汀区缩微中心", "部门或单位"), ("云汀区某局", "部门或单位")
    ]  # fmt: skip
    (tmp_path / "exceptions.csv").write_text("名称\n", encoding="utf-8")
    with pytest.raises(CommandError, match="第一行应有"):
        call_command("check_disclosure", str(tmp_path), stdout=io.StringIO())


# ---- The passages that a report marks ----


def marked(checked: Checked) -> list[tuple[str, tuple[int, ...]]]:
    (page,) = report.pages([checked])
    return [(segment.text, segment.numbers) for line in page["lines"] for segment in line if segment.numbers]


def test_the_words_that_a_finding_quotes_are_marked_inside_its_place() -> None:
    lines = ("收入预算10万元。", "支出预算10万元，比上年增加2万元，增长 30%。", "支出预算10万元。")
    found = entry(
        "R-TXT-4",
        "fail",
        "E",
        "增减幅度应为 25%：“比上年增加2万元，增长30%”。",
        "支出预算10万元，比上年增加2万元，增长30%。",
    )
    checked = Checked(Path("a.txt"), lines=lines, entries=(found, entry("R-TXT-5", "fail", "W", "没有地方可指。")))
    assert marked(checked) == [("比上年增加2万元，增长 30%", (1,))]
    (page,) = report.pages([checked])
    assert [each["is_marked"] for group in page["groups"] for each in group["entries"]] == [True, False]


def test_a_passage_over_two_lines_and_two_findings_in_one_are_marked() -> None:
    lines = ("本部门支出预算为一百", "万元，其中基本支出")
    checked = Checked(
        Path("a.txt"), lines=lines,
        entries=(entry("A", "fail", "E", "甲", "支出预算为一百万元"), entry("B", "fail", "W", "乙", "预算为一百")),
    )  # fmt: skip
    assert marked(checked) == [("支出", (1,)), ("预算为一百", (1, 2)), ("万元", (1,))]


def test_what_is_in_the_text_is_not_read_as_markup(tmp_path: Path) -> None:
    from django.template.loader import render_to_string  # noqa: PLC0415  needs a configured Django

    checked = Checked(
        Path("a.txt"),
        lines=("<script>alert(1)</script>一百元",),
        entries=(entry("A", "fail", "E", "<b>甲</b>", "一百元"),),
    )
    page = render_to_string("disclosure/check_report.html", {"pages": report.pages([checked])})
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page
