"""Words: terms, slips of the pen, copies, punctuation, secrecy, and parts of the text against one another.

R-CON-2 to R-CON-4, R-CNT-1, R-REF-1, R-ORG-1, R-TYPO, R-GLO-1, R-GLO-2, R-FMT-1, R-FMT-3, R-SEC-1, R-PRJ-1.
"""

from __future__ import annotations

import pytest

from budgets.choices import LineKind
from budgets.models import DepartmentalBudget, GlossaryTerm, Project
from disclosure.checks.nearness import near_misses, one_edit_apart
from disclosure.checks.secrecy import is_identity_number
from disclosure.checks.wordlists import RIGHT_THOUGH_NEAR, TERMS
from performance.models import Duty, ProjectSheet
from procurement.models import ProcurementItem
from tests.builders import add_expenditure, make_project, make_unit
from tests.rules_builders import (
    DUTY,
    add_prose,
    add_sheet,
    add_term,
    anchors,
    change,
    drop,
    economic,
    functional,
    judged,
    line_of,
    only,
    own_words,
    unit_of,
)

pytestmark = pytest.mark.django_db


def say(budget: DepartmentalBudget, text: str) -> None:
    """Puts a sentence into the department's own prose."""
    add_prose(budget, "performance.guarantee", text)


# ---- Terms ----


@pytest.mark.parametrize(
    ("text", "misses"),
    [
        ("一般共预算拨款收入", ["一般公共预算拨款收入"]),
        ("由一般公公共预算安排", ["一般公共预算"]),
        ("机关运转经费", ["机关运行经费"]),
        ("因公出国(境)费", []),
        ("一般公共预算收入和支出", []),
        ("公务用车购置及运行维护费", []),
        ("公务用车运行费", []),
        ("公务接待经费", ["公务接待费"]),
        ("公务招待费", ["公务接待费"]),
        ("国有资产经营预算", ["国有资本经营预算"]),
        ("县一般公共预算", []),
        ("政府性基金预算财政拨款", []),
        ("公务员体检费", []),
    ],
)
def test_words_one_character_from_a_term_are_found_and_neighbours_are_not(text: str, misses: list[str]) -> None:
    assert [miss.term for miss in near_misses(text, TERMS, allowed=RIGHT_THOUGH_NEAR)] == misses


def test_one_edit_is_a_substitution_an_insertion_or_a_deletion() -> None:
    assert one_edit_apart("甲乙丙", "甲丁丙")
    assert one_edit_apart("甲乙丙", "甲丙")
    assert one_edit_apart("甲丙", "甲乙丙")
    assert not one_edit_apart("甲乙丙", "甲乙丙")
    assert not one_edit_apart("甲乙丙", "丙乙甲")
    assert not one_edit_apart("甲乙丙丁", "甲丁")


def test_a_misspelt_term_is_a_warning_at_its_field(budget: DepartmentalBudget) -> None:
    term = change(GlossaryTerm.objects.get(budget=budget, term="一般公共预算拨款收入"), term="一般共预算拨款收入")
    result = judged(budget, "R-CON-2")
    assert result.severity == "W"
    assert anchors(result.findings[0]) == [("glossary", f"term-{term.pk}")]


def test_a_name_that_means_a_term_but_is_none_is_a_warning(budget: DepartmentalBudget) -> None:
    add_term(budget, "机关运行费", "各部门的公用经费。")
    assert "规范名称是“机关运行经费”" in only(budget, "R-CON-2").message


def test_county_treasury_in_a_districts_document_is_right(budget: DepartmentalBudget) -> None:
    """预算法 第三条: 县级 includes 市辖区, so nothing may complain about it （县级包括市辖区）."""
    before = {
        rule_id: judged(budget, rule_id).outcome for rule_id in ("R-CON-2", "R-STR-7", "R-STR-4", "R-TYPO", "R-REF-1")
    }
    say(budget, "纳入县级财政预算管理，县级部门用财政拨款安排支出。")
    after = {rule_id: judged(budget, rule_id).outcome for rule_id in before}
    assert after == before == dict.fromkeys(before, "pass")


# ---- Slips of the pen ----


@pytest.mark.parametrize("wrong", ["整和统战力量", "其它事项", "综合事物管理", "银行帐户"])
def test_known_slips_are_found(budget: DepartmentalBudget, wrong: str) -> None:
    say(budget, f"本局{wrong}。")
    assert anchors(only(budget, "R-TYPO")) == [("duties_performance", "guarantee")]


def test_a_missing_measure_word_is_found(budget: DepartmentalBudget) -> None:
    own_words(budget, "performance.duties.intro", "职责共分一项，下面就这一职责分别说明：")
    assert "缺少量词“项”" in only(budget, "R-TYPO").message


def test_sentences_that_differ_in_a_character_or_two_are_set_side_by_side(budget: DepartmentalBudget) -> None:
    sheet = change(ProjectSheet.objects.get(budget=budget), purpose="对全区重点设防单位和部门逐项进行业务指导和检查。")
    change(Duty.objects.get(budget=budget), objective="对全区重点涉访单位和部门逐项进行业务指导和检查")
    finding = only(budget, "R-TYPO")
    assert "“涉访”与“设防”" in finding.message
    assert [place.part for place in finding.places] == ["duties_performance", "sheets"]
    change(sheet, purpose="对全区重点涉访单位和部门逐项进行业务指导和检查。")
    assert judged(budget, "R-TYPO").outcome == "pass", "equal sentences are no slip"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2021年计划接待来访群众一百二十批", "2021年计划接待来访群众一百三十批"),
        ("1、按季度通报各单位办理进度和质量", "2、按季度通报各单位办理进度和质量"),
        ("按季度通报各单位办理进度和质量", "按年度考核各部门工作成效和作风"),
        ("按时完成", "按期完成"),
    ],
)
def test_sentences_that_differ_in_numbers_or_in_much_are_left_alone(
    budget: DepartmentalBudget, one: str, other: str
) -> None:
    say(budget, f"{one}。\n{other}。")
    assert judged(budget, "R-TYPO").outcome == "pass"


# ---- Parts of the text against one another ----


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("职责共分一项，下面说明：", "pass"),
        ("职责共分两项，下面说明：", "fail"),
        ("职责共分2项：", "fail"),
        ("本年度职责如下：", "not-run"),
    ],
)
def test_what_the_text_counts_is_counted_again(budget: DepartmentalBudget, text: str, outcome: str) -> None:
    own_words(budget, "performance.duties.intro", text)
    assert judged(budget, "R-CNT-1").outcome == outcome


def test_the_number_of_units_is_counted_too(budget: DepartmentalBudget) -> None:
    add_prose(budget, "duties", f"1、{DUTY}。\n纳入预算编制范围的单位共2个。")
    assert "文字说有 2 个单位" in only(budget, "R-CNT-1").message


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("协助区信访局处理来访。", "fail"),
        ("配合云汀区信访局处理来访。", "fail"),
        ("会同我局处理来访。", "pass"),
        ("协助市信访局处理来访。", "pass"),
        ("协助区委办公室处理来访。", "pass"),
    ],
)
def test_nobody_assists_himself(budget: DepartmentalBudget, text: str, outcome: str) -> None:
    say(budget, text)
    assert judged(budget, "R-REF-1").outcome == outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [("机关及所属事业单位的收支包含在内。", "fail"), ("本部门无所属单位。", "pass"), ("机关的收支包含在内。", "pass")],
)
def test_units_that_the_text_names_are_in_the_table(budget: DepartmentalBudget, text: str, outcome: str) -> None:
    own_words(budget, "overview.system", text)
    assert judged(budget, "R-ORG-1").outcome == outcome
    make_unit(budget, "云汀区接待中心")
    assert judged(budget, "R-ORG-1").outcome == "pass"


def test_a_duty_that_was_changed_in_one_place_only_is_a_warning(budget: DepartmentalBudget) -> None:
    duty = change(Duty.objects.get(budget=budget), description=DUTY.replace("登记、转送", "登记"))
    finding = only(budget, "R-CON-3")
    assert "“、转送”→“（无）”" in finding.message
    assert anchors(finding) == [("organisation", "duties"), ("duties_performance", f"duty-{duty.pk}")]


@pytest.mark.parametrize("description", [DUTY, "负责信访工作的调查研究", "受理群众来信来访事项"])
def test_equal_duties_other_duties_and_parts_of_a_duty_are_left_alone(
    budget: DepartmentalBudget, description: str
) -> None:
    change(Duty.objects.get(budget=budget), description=description)
    assert judged(budget, "R-CON-3").outcome == "pass"


def test_a_text_about_three_other_departments_business_is_a_warning(budget: DepartmentalBudget) -> None:
    say(budget, "推进统战工作，保护妇女儿童权益，加强社区建设。")
    finding = only(budget, "R-CON-4")
    assert "3 类其他部门的工作：统战、妇联、社区" in finding.message
    assert anchors(finding) == [("duties_performance", "guarantee")]
    say(budget, "推进统战工作，保护妇女儿童权益。")
    assert judged(budget, "R-CON-4").outcome == "pass"


def test_business_that_the_departments_duties_name_is_its_own(budget: DepartmentalBudget) -> None:
    add_prose(budget, "duties", "1、负责统战、妇女儿童和社区建设方面的信访工作。")
    say(budget, "推进统战工作，保护妇女儿童权益，加强社区建设。")
    assert judged(budget, "R-CON-4").outcome == "pass"


# ---- Glossary ----


def test_a_term_that_is_used_and_not_explained_is_a_hint(budget: DepartmentalBudget) -> None:
    drop(GlossaryTerm.objects.filter(budget=budget, term="人员经费"))
    result = judged(budget, "R-GLO-1")
    assert result.severity == "I"
    assert result.findings[0].message == "正文用到而没有解释的名词：人员经费。"


def test_a_term_that_is_explained_and_not_used_is_a_hint(budget: DepartmentalBudget) -> None:
    term = add_term(budget, "事业单位经营收入", "经营活动的收入。")
    assert anchors(only(budget, "R-GLO-1")) == [("glossary", f"term-{term.pk}")]


def test_a_quoted_term_is_explained_too(budget: DepartmentalBudget) -> None:
    term = add_term(budget, "其他收入", "除“财政拨款收入”、“基本支出”以外的收入，用于“三公”。")
    finding = only(budget, "R-GLO-2")
    assert "“财政拨款收入”。" in finding.message
    assert "基本支出" not in finding.message
    assert anchors(finding) == [("glossary", f"term-{term.pk}")]


@pytest.mark.parametrize("rule_id", ["R-GLO-1", "R-GLO-2"])
def test_without_a_glossary_nothing_is_judged(budget: DepartmentalBudget, rule_id: str) -> None:
    drop(GlossaryTerm.objects.filter(budget=budget))
    assert judged(budget, rule_id).outcome == "not-run"


# ---- Looks ----


@pytest.mark.parametrize(
    ("text", "outcome"), [("维修（护)费", "fail"), ("维修(护）费", "fail"), ("维修（护）费(含税)", "pass")]
)
def test_brackets_are_of_one_width(budget: DepartmentalBudget, text: str, outcome: str) -> None:
    say(budget, text)
    assert judged(budget, "R-FMT-1").outcome == outcome


def test_a_bracket_in_a_label_is_mended_at_its_line(budget: DepartmentalBudget) -> None:
    line = change(line_of(budget, "30201"), printed_label="办公（杂)费")
    assert anchors(only(budget, "R-FMT-1")) == [("basic", f"line-{line.pk}")]


def test_typed_money_has_two_decimals_where_the_format_prints_them(budget: DepartmentalBudget) -> None:
    say(budget, "安排650.5元。")
    assert judged(budget, "R-FMT-1").outcome == "pass", "this format prints no trailing zeros"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("按期办结，，群众满意。", "fail"),
        ("按期办结，。群众满意", "fail"),
        ("主要为 旅游旺季经费。", "fail"),
        ("共 12 项，约 A 类。", "pass"),
        ("按期办结；群众满意。", "pass"),
    ],
)
def test_doubled_punctuation_and_blanks_between_characters_are_found(
    budget: DepartmentalBudget, text: str, outcome: str
) -> None:
    say(budget, text)
    assert judged(budget, "R-FMT-3").outcome == outcome


def test_blanks_in_the_fixed_words_of_a_form_are_layout(budget: DepartmentalBudget) -> None:
    own_words(budget, "assets.head.item", "项　　目")
    assert judged(budget, "R-FMT-3").outcome == "pass"


# ---- Secrecy and privacy ----


def test_sensitive_words_are_counted_and_shown_where_they_stand(budget: DepartmentalBudget) -> None:
    say(budget, "敏感期开展劝返工作，防止缠访、闹访。")
    finding = only(budget, "R-SEC-1")
    assert "敏感期（1 处）、劝返（1 处）、缠访（1 处）、闹访（1 处）" in finding.message
    assert anchors(finding) == [("duties_performance", "guarantee")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("联系人身份证11010519491231002X。", "身份证号码"),
        ("联系手机13800138000。", "手机号码"),
        ("开户银行账号6222021234567890123。", "银行账号"),
        ("项目编码12000022P10000210006W。", ""),
        ("监督索引号53000000000000000000。", ""),
        ("编号110105194912310021。", ""),
        ("金额13800138000.50元。", ""),
    ],
)
def test_private_numbers_are_found_and_long_codes_are_not(budget: DepartmentalBudget, text: str, words: str) -> None:
    say(budget, text)
    result = judged(budget, "R-SEC-1")
    assert [finding.message for finding in result.findings] == ([f"文字中有{words}。"] if words else [])


def test_the_last_character_of_an_identity_number_is_reckoned() -> None:
    assert is_identity_number("11010519491231002X")
    assert not is_identity_number("110105194912310021")


# ---- Projects ----


def another(budget: DepartmentalBudget, code: str, name: str, *, label: str = "", sheet: bool = True) -> Project:
    project = make_project(budget, code, name, ordinal=9)
    add_expenditure(
        budget, unit_of(budget), LineKind.SPECIAL_PURPOSE, "5", project=project, printed_label=label,
        economic=economic("30227", "委托业务费"), functional=functional("2010308", "信访事务"),
    )  # fmt: skip
    if sheet:
        add_sheet(budget, project, purpose=f"用于{name}的日常开支，按实际发生数列支。")
    return project


def test_a_project_has_one_name(budget: DepartmentalBudget) -> None:
    project = another(budget, "202-3301-YBN-NQ6M", "综合事物管理费", label="综合事务管理费")
    result = judged(budget, "R-PRJ-1")
    assert (result.severity, len(result.findings)) == ("E", 1)
    assert "支出说明写“综合事务管理费”，绩效目标表和项目库写“综合事物管理费”" in result.findings[0].message
    line = project.lines.get()  # type: ignore[attr-defined]
    assert anchors(result.findings[0]) == [("projects", f"line-{line.pk}"), ("projects", f"project-{project.pk}")]


def test_names_that_differ_in_a_comma_are_only_a_warning(budget: DepartmentalBudget) -> None:
    another(budget, "202-3301-YBN-NQ6M", "全国、省、市会议经费", label="全国省、市会议经费")
    assert judged(budget, "R-PRJ-1").severity == "W"


def test_a_sheet_whose_project_the_narrative_does_not_name_is_an_error(budget: DepartmentalBudget) -> None:
    project = make_project(budget, "202-3301-YBN-Q1IZ", "人事代理专项补助", ordinal=9)
    add_sheet(budget, project)
    finding = only(budget, "R-PRJ-1")
    assert "支出说明列出 1 个项目，绩效目标表有 2 个" in finding.message
    own_words(
        budget, "overview.expenditure",
        "项目支出{expenditure.project}元，包括接访场所运行经费{expenditure.project:202-0001-ABC-0001}元、人事代理专项补助0元。",
    )  # fmt: skip
    assert judged(budget, "R-PRJ-1").outcome == "pass"


def test_a_project_without_a_sheet_is_only_a_warning(budget: DepartmentalBudget) -> None:
    project = another(budget, "202-3301-YBN-Q1IZ", "人事代理专项补助", sheet=False)
    result = judged(budget, "R-PRJ-1")
    assert result.severity == "W"
    assert anchors(result.findings[0]) == [("sheets", f"project-{project.pk}")]


def test_procurement_names_the_project_as_the_library_does(budget: DepartmentalBudget) -> None:
    item = change(ProcurementItem.objects.get(budget=budget), project=None, project_name="接访场所运行经赞")
    finding = only(budget, "R-PRJ-1")
    assert anchors(finding)[0] == ("procurement", f"item-{item.pk}")
    change(item, project_name="机关公用经费")
    assert judged(budget, "R-PRJ-1").outcome == "pass"
