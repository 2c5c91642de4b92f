"""What must stand in the document, and how it names itself. R-STR-1 to R-STR-7, R-EMP-1, R-EMP-3, R-EMP-4."""

from __future__ import annotations

import pytest

from budgets.choices import FundKind, TablesMode
from budgets.models import DepartmentalBudget, ExpenditureLine, GlossaryTerm, Prose, StatedCell
from disclosure.checks.structure import REQUIRED_SENTENCES, wrong_with
from procurement.models import ProcurementItem
from tests.builders import make_budget, make_fund, make_unit
from tests.rules_builders import (
    add_prose,
    anchors,
    change,
    drop,
    found,
    judged,
    line_of,
    only,
    own_words,
    unit_of,
)

pytestmark = pytest.mark.django_db
OF_OTHER_FORMATS = ("institutions.", "explanation.", "related.")


# ---- R-STR-1: the statutory tables ----


def test_a_version_that_prints_no_tables_says_so_instead_of_passing() -> None:
    result = judged(make_budget(tables_mode=TablesMode.NONE), "R-STR-1")
    assert result.outcome == "not-run"
    assert "不附公开表" in result.reason


def test_with_tables_the_whole_package_is_printed(budget: DepartmentalBudget) -> None:
    assert judged(budget, "R-STR-1").outcome == "pass"


@pytest.mark.parametrize(
    ("printed", "words"),
    [
        (["T01", "T02", "T03"], []),
        (["T01", "T02", "T03", "T10"], []),
        (["T01", "T03"], ["缺少 T02"]),
        (["T01", "T02", "T02", "T03"], ["重复 T02"]),
        (["T02", "T01", "T03"], ["顺序应为 T01、T02、T03"]),
        ([], ["缺少 T01、T02、T03"]),
    ],
)
def test_tables_are_all_there_once_and_in_order(printed: list[str], words: list[str]) -> None:
    assert wrong_with(printed, ["T01", "T02", "T03"]) == words


# ---- R-STR-2: sections and sentences ----


@pytest.mark.parametrize("key", [key for key in REQUIRED_SENTENCES if not key.startswith(OF_OTHER_FORMATS)])
def test_a_required_sentence_that_was_blanked_is_an_error(budget: DepartmentalBudget, key: str) -> None:
    own_words(budget, key, "")
    messages = [finding.message for finding in found(budget, "R-STR-2")]
    assert any("被清空" in message for message in messages), messages


@pytest.mark.parametrize(
    ("key", "part", "words"),
    [
        ("duties", "organisation", "没有填写部门职责"),
        ("performance.overall", "duties_performance", "总体绩效目标"),
        ("performance.guarantee", "duties_performance", "工作保障措施"),
    ],
)
def test_a_heading_with_nothing_under_it_is_an_error(
    budget: DepartmentalBudget, key: str, part: str, words: str
) -> None:
    drop(Prose.objects.filter(budget=budget, key=key))
    finding = only(budget, "R-STR-2")
    assert words in finding.message
    assert finding.places[0].part == part


def test_a_document_without_glossary_or_units_or_headings_is_an_error(budget: DepartmentalBudget) -> None:
    drop(GlossaryTerm.objects.filter(budget=budget))
    own_words(budget, "three_public.heading", "")
    messages = "".join(finding.message for finding in found(budget, "R-STR-2"))
    assert "“八、名词解释”没有内容" in messages
    assert "及增减变化原因”没有标题" in messages


def test_a_new_draft_lacks_what_must_be_there() -> None:
    messages = [finding.message for finding in found(make_budget(), "R-STR-2")]
    for words in ("没有填写部门职责", "机构设置表没有单位", "名词解释”没有内容", "总体绩效目标", "没有与上年预算比较"):
        assert any(words in message for message in messages), words


def test_the_section_of_other_matters_may_say_that_there_are_none(budget: DepartmentalBudget) -> None:
    own_words(budget, "other.none", "")
    assert judged(budget, "R-STR-2").outcome == "pass"


def test_expenditure_that_is_not_compared_with_last_year_is_an_error(budget: DepartmentalBudget) -> None:
    lonely = make_budget(year=2018)
    make_unit(lonely)
    assert any("没有与上年预算比较" in finding.message for finding in found(lonely, "R-STR-2"))
    drop(StatedCell.objects.filter(budget=budget, statement="expenditure"))
    assert judged(budget, "R-STR-2").outcome == "pass", "last year's published budget gives the figure"


# ---- R-STR-3: years ----


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("云汀区信访局2020年部门预算公开说明", "标题没有写明 2021年"),
        ("云汀区信访局部门预算公开说明", "标题没有写明 2021年"),
        ("云汀区信访局2021年部门预算公开说明（2019年）", "的年度是 2019年"),
    ],
)
def test_the_title_names_the_year(budget: DepartmentalBudget, title: str, words: str) -> None:
    own_words(budget, "title", title)
    assert words in only(budget, "R-STR-3").message


def test_a_sentence_of_last_year_that_was_not_brought_up_to_date_is_asked_about(budget: DepartmentalBudget) -> None:
    own_words(budget, "overview.income", "2020年预算收入为{revenue.total}元。")
    result = judged(budget, "R-STR-3")
    assert (result.severity, "应是 2021年" in result.findings[0].message) == ("W", True)


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("2018年的工作继续推进。", "W"),
        ("2023年的工作提前安排。", "W"),
        ("与2020年相比工作量增加。", ""),
        ("依据《信访工作办法（2016年）》开展工作。", ""),
        ("按照云办〔2017〕5号文件开展工作。", ""),
        ("本局于2011年成立，承担信访工作。", ""),
        ("截至2019年12月底，共有三人。", ""),
        ("落实2021年至2025年规划。", ""),
    ],
)
def test_other_years_in_the_text_are_asked_about(budget: DepartmentalBudget, text: str, severity: str) -> None:
    add_prose(budget, "performance.guarantee", text)
    result = judged(budget, "R-STR-3")
    assert (result.outcome, result.severity) == (("fail", severity) if severity else ("pass", "W"))


# ---- R-STR-4: names ----


def test_the_title_bears_the_name(budget: DepartmentalBudget) -> None:
    own_words(budget, "title", "云汀区档案馆2021年部门预算公开说明")
    assert "没有名称“云汀区信访局”" in only(budget, "R-STR-4").message


def test_a_departments_document_does_not_call_itself_a_units(budget: DepartmentalBudget) -> None:
    own_words(budget, "overview.heading", "二、单位预算安排的总体情况")
    assert "写作“单位”" in only(budget, "R-STR-4").message


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("编制部门：临山区信访局", "fail"), ("编制部门：云汀区信访局", "pass"), ("编制部门：青河市云汀区信访局", "pass")],
)
def test_the_head_of_a_table_bears_the_documents_name(budget: DepartmentalBudget, name: str, outcome: str) -> None:
    own_words(budget, "procurement.head.department", name)
    assert judged(budget, "R-STR-4").outcome == outcome


@pytest.mark.parametrize(
    ("text", "outcome"), [("云汀区信仿局负责。", "fail"), ("云汀信访局负责。", "fail"), ("云汀区档案馆负责。", "pass")]
)
def test_a_name_with_one_wrong_character_is_asked_about(budget: DepartmentalBudget, text: str, outcome: str) -> None:
    add_prose(budget, "performance.guarantee", text)
    result = judged(budget, "R-STR-4")
    assert result.outcome == outcome
    if outcome == "fail":
        assert result.severity == "W"


def test_the_full_name_beside_the_short_one_is_right(budget: DepartmentalBudget) -> None:
    change(unit_of(budget), name="青河市云汀区信访局")
    assert judged(budget, "R-STR-4").outcome == "pass"


# ---- R-STR-5: placeholders ----


@pytest.mark.parametrize(
    "text",
    [
        "预算XX万元。",
        "由×××负责。",
        "某某单位。",
        "金额待填。",
        "时间待定。",
        "请填写内容。",
        "4、……………",
        "TODO",
        "共____元。",
        "使用 {{name}} 处。",
    ],
)
def test_what_a_template_left_is_an_error(budget: DepartmentalBudget, text: str) -> None:
    own_words(budget, "performance.duties.intro", text)
    finding = found(budget, "R-STR-5")[0]
    assert anchors(finding) == [("own_words", "block-performance.duties.intro")]


@pytest.mark.parametrize(
    "text", ["项目 202-3202-XXX-67SQ 已立项。", "待定点医院通知后办理。", "设备型号 XXL 一台。", "……以此类推。"]
)
def test_codes_and_ordinary_words_are_no_placeholder(budget: DepartmentalBudget, text: str) -> None:
    if text.startswith("设备"):
        text = "设备型号 A-XX1 一台。"
    add_prose(budget, "performance.guarantee", text)
    assert judged(budget, "R-STR-5").outcome == "pass"


# ---- R-STR-6: blanks ----


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("assets.head.department", ""),
        ("procurement.head.department", ""),
        ("procurement.head.department", "编制部门："),
    ],
)
def test_a_blank_department_in_a_tables_head_is_an_error(budget: DepartmentalBudget, key: str, words: str) -> None:
    own_words(budget, key, words)
    result = judged(budget, "R-STR-6")
    assert result.severity == "E"
    assert anchors(result.findings[0]) == [("own_words", f"block-{key}")]


def test_a_blank_label_is_only_a_warning(budget: DepartmentalBudget) -> None:
    own_words(budget, "assets.head.item", "")
    assert judged(budget, "R-STR-6").severity == "W"


def test_a_blank_row_or_cell_of_the_units_table_is_a_warning(budget: DepartmentalBudget) -> None:
    change(unit_of(budget), rank="")
    result = judged(budget, "R-STR-6")
    assert (result.severity, result.findings[0].message) == ("W", "“云汀区信访局”的单位规格是空白。")
    change(unit_of(budget), rank="正科级")
    blank = change(make_unit(budget, ""), rank="", funding_mode="", nature="")
    assert blank.name == ""
    assert "1 个空白行" in only(budget, "R-STR-6").message


# ---- R-STR-7: the law of another level ----


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("按照《云南省省级预算公开办法》公开。", "fail"),
        ("按照《青河市市级预算公开办法》公开。", "fail"),
        ("按照《云汀区区级预算公开办法》公开。", "pass"),
        ("由县级财政安排，向省级主管部门报告。", "pass"),
    ],
)
def test_rules_of_another_level_are_asked_about(budget: DepartmentalBudget, text: str, outcome: str) -> None:
    own_words(budget, "opening.legal", text)
    assert judged(budget, "R-STR-7").outcome == outcome


# ---- Emptiness ----


def test_an_empty_table_without_a_word_is_an_error(budget: DepartmentalBudget) -> None:
    drop(ProcurementItem.objects.filter(budget=budget))
    own_words(budget, "procurement.sentence", "2021年，我部门安排政府采购预算具体内容见下表。")
    finding = only(budget, "R-EMP-1")
    assert anchors(finding) == [("procurement", ""), ("own_words", "block-procurement.sentence")]


def test_an_empty_table_with_its_standard_words_passes(budget: DepartmentalBudget) -> None:
    drop(ProcurementItem.objects.filter(budget=budget))
    assert judged(budget, "R-EMP-1").outcome == "pass"


def test_a_table_of_zeros_is_empty_too(budget: DepartmentalBudget) -> None:
    change(ProcurementItem.objects.get(budget=budget), general_public_budget=0)
    assert judged(budget, "R-EMP-1").outcome == "pass", "the sentence says 0 元"
    own_words(budget, "procurement.sentence", "2021年，我部门安排政府采购预算具体内容见下表。")
    assert "政府采购预算表没有数据" in only(budget, "R-EMP-1").message


def test_an_empty_statutory_table_keeps_its_note(budget: DepartmentalBudget) -> None:
    assert judged(budget, "R-EMP-1").outcome == "pass"
    own_words(budget, "T08.note", "")
    assert "政府性基金预算支出表”是空表" in only(budget, "R-EMP-1").message


def test_words_that_deny_what_the_table_shows_are_an_error(budget: DepartmentalBudget) -> None:
    own_words(budget, "procurement.sentence", "2021年，我部门未安排政府采购预算。")
    assert "政府采购预算表却有数据" in only(budget, "R-EMP-3").message


def test_the_note_of_the_other_fund_is_an_error(budget: DepartmentalBudget) -> None:
    own_words(budget, "T09.note", "注：本部门2021年无政府性基金预算，故本表为空表。")
    assert "不是本表的资金" in only(budget, "R-EMP-3").message


def test_a_filled_table_that_is_called_empty_is_an_error(budget: DepartmentalBudget) -> None:
    add_prose(budget, "after:T05", "注：本表金额以元为单位。")
    assert judged(budget, "R-EMP-3").outcome == "pass"
    change(Prose.objects.get(budget=budget, key="after:T05"), text="注：本部门2021年没有此项支出，故本表为空表。")
    assert "有数据，表下却写" in only(budget, "R-EMP-3").message


def test_denying_a_fund_that_is_spent_is_an_error(budget: DepartmentalBudget) -> None:
    change(line_of(budget, "30227"), fund=make_fund(FundKind.GOVERNMENT_FUNDS))
    own_words(budget, "overview.nil_funds", "我部门没有使用政府性基金预算和国有资本经营预算拨款安排的支出。")
    assert "政府性基金" in only(budget, "R-EMP-3").message


def test_each_fund_that_is_not_used_is_stated(budget: DepartmentalBudget) -> None:
    DepartmentalBudget.objects.filter(pk=budget.pk).update(tables_mode=TablesMode.NONE)
    assert judged(budget, "R-EMP-4").outcome == "pass"
    own_words(budget, "overview.nil_funds", "")
    failures = found(budget, "R-EMP-4")
    assert [failure.message[:9] for failure in failures] == ["没有使用政府性基金", "没有使用国有资本经"]
    own_words(budget, "overview.nil_funds", "政府性基金预算支出0.00元。")
    assert "国有资本经营" in only(budget, "R-EMP-4").message


def test_a_note_under_an_empty_table_is_a_statement_too(budget: DepartmentalBudget) -> None:
    own_words(budget, "overview.nil_funds", "")
    assert judged(budget, "R-EMP-4").outcome == "pass"


def test_a_fund_that_is_used_needs_no_statement(budget: DepartmentalBudget) -> None:
    DepartmentalBudget.objects.filter(pk=budget.pk).update(tables_mode=TablesMode.NONE)
    for fund, line in zip((FundKind.GOVERNMENT_FUNDS, FundKind.STATE_CAPITAL), ("30227", "30201"), strict=True):
        change(line_of(budget, line), fund=make_fund(fund))
    own_words(budget, "overview.nil_funds", "")
    assert judged(budget, "R-EMP-4").outcome == "pass"


def test_a_mention_in_the_glossary_is_no_statement(budget: DepartmentalBudget) -> None:
    DepartmentalBudget.objects.filter(pk=budget.pk).update(tables_mode=TablesMode.NONE)
    own_words(budget, "overview.nil_funds", "")
    change(GlossaryTerm.objects.filter(budget=budget)[0], definition="没有政府性基金预算和国有资本经营预算的收入。")
    assert len(found(budget, "R-EMP-4")) == 2


def test_three_public_of_nothing_is_said(budget: DepartmentalBudget) -> None:
    drop(ExpenditureLine.objects.filter(budget=budget, economic__code__in=["30217", "30231"]))
    assert judged(budget, "R-EMP-4").outcome == "pass"
    own_words(budget, "three_public.sentence", "“三公”经费见下表。")
    own_words(budget, "three_public.comparison", "")
    assert "“三公”经费" in only(budget, "R-EMP-4").message
