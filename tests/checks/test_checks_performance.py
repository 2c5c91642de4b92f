"""Performance objectives. R-PRF-1 to R-PRF-11, C20–C22, R-PRJ-2."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from budgets.choices import LineKind
from budgets.models import DepartmentalBudget, Project
from performance.checks.duties import bands, overlap
from performance.models import Duty, Indicator, ProjectObjective, ProjectSheet
from tests.builders import add_expenditure, make_budget, make_project
from tests.rules_builders import (
    add_sheet,
    anchors,
    change,
    drop,
    economic,
    found,
    functional,
    judged,
    only,
    state,
    unit_of,
)

pytestmark = pytest.mark.django_db


def an_indicator(budget: DepartmentalBudget, **values: Any) -> Indicator:
    """The first indicator (数量指标) with other values; its number follows its text."""
    indicator = Indicator.objects.filter(budget=budget).earliest("ordinal")
    if "value_text" in values:
        values["value_number"] = (
            Decimal(values["value_text"]) if values["value_text"].replace(".", "").isdigit() else None
        )
    return change(indicator, **values)


def another_project(budget: DepartmentalBudget, code: str, name: str, **sheet: Any) -> Project:
    """A second project with money and a sheet."""
    project = make_project(budget, code, name, ordinal=5)
    add_expenditure(
        budget, unit_of(budget), LineKind.SPECIAL_PURPOSE, "1", project=project, economic=economic("30227", "委托业务费"),
        functional=functional("2010308", "信访事务"),
    )  # fmt: skip
    add_sheet(budget, project, **sheet)
    return project


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"name": ""}, "三级指标"),
        ({"description": ""}, "指标描述"),
        ({"symbol": ""}, "符号"),
        ({"value_text": ""}, "指标值"),
        ({"unit": ""}, "单位"),
        ({"symbol": "", "unit": ""}, "符号、单位"),
    ],
)
def test_an_indicator_that_lacks_something_is_an_error_that_names_it(
    budget: DepartmentalBudget, values: dict[str, str], missing: str
) -> None:
    indicator = an_indicator(budget, **values)
    finding = only(budget, "R-PRF-1")
    assert f"缺少{missing}。" in finding.message
    assert anchors(finding) == [("sheets", f"indicator-{indicator.pk}")]


def test_a_qualitative_target_needs_no_unit(budget: DepartmentalBudget) -> None:
    an_indicator(budget, symbol="定性", value_text="优良", unit="")
    assert judged(budget, "R-PRF-1").outcome == "pass"


def test_a_sheet_without_indicators_is_an_error(budget: DepartmentalBudget) -> None:
    drop(Indicator.objects.filter(budget=budget))
    assert "没有填写绩效指标" in only(budget, "R-PRF-1").message
    assert judged(budget, "R-PRF-2").outcome == "pass", "one cause, one finding"


def test_names_of_indicators_without_a_target_are_a_warning(budget: DepartmentalBudget) -> None:
    duty = change(Duty.objects.get(budget=budget), indicators="办结率、满意率")
    result = judged(budget, "R-PRF-1")
    assert result.severity == "W"
    assert anchors(result.findings[0]) == [("duties_performance", f"duty-{duty.pk}")]


@pytest.mark.parametrize(
    ("level2s", "words"),
    [
        (("质量指标", "时效指标"), "产出指标的种类只有 1 个，至少 2 个"),
        (("社会效益指标",), "效果（效益）指标只有 0 个"),
        (("服务对象满意度指标",), "满意度指标只有 0 个"),
    ],
)
def test_a_sheet_that_lacks_a_kind_of_indicator_is_a_warning(
    budget: DepartmentalBudget, level2s: tuple[str, ...], words: str
) -> None:
    drop(Indicator.objects.filter(budget=budget, level2__in=level2s))
    assert words in only(budget, "R-PRF-2").message


def test_two_equal_objectives_or_indicators_of_a_project_are_a_warning(budget: DepartmentalBudget) -> None:
    first, second = ProjectObjective.objects.filter(budget=budget)
    change(second, text=f" {first.text}")
    assert anchors(only(budget, "R-PRF-3")) == [
        ("sheets", f"objective-{first.pk}"),
        ("sheets", f"objective-{second.pk}"),
    ]
    indicator = Indicator.objects.filter(budget=budget).earliest("ordinal")
    change(Indicator.objects.get(pk=indicator.pk), pk=None)
    assert len(found(budget, "R-PRF-3")) == 2


@pytest.mark.parametrize(
    ("name", "symbol", "unit"),
    [
        ("重大事件发生率", ">=", "%"),
        ("安全事故率", ">", "%"),
        ("群众投诉率", ">=", "%"),
        ("进京、赴省、到市访率", ">=", "%"),
        ("进京、赴省、到市访", ">=", "%"),
        ("人均成本", ">=", "元"),
        ("来访群众满意度", "<=", "%"),
        ("购置质量合格率", "<", "%"),
        ("按期办结率", "<=", "%"),
    ],
)
def test_a_target_in_the_wrong_direction_is_a_warning(
    budget: DepartmentalBudget, name: str, symbol: str, unit: str
) -> None:
    indicator = an_indicator(budget, name=name, symbol=symbol, unit=unit)
    assert anchors(only(budget, "R-PRF-4")) == [("sheets", f"indicator-{indicator.pk}")]


@pytest.mark.parametrize(
    ("name", "symbol", "unit"),
    [
        ("重大事件发生率", "<=", "%"),
        ("重大事件发生率", "=", "%"),
        ("重复来访下降幅度", ">=", "%"),
        ("上访人员劝返率", ">=", "%"),
        ("成本节约率", ">=", "%"),
        ("回访率", ">=", "%"),
        ("走访量", ">=", "次"),
        ("不满意率", "<=", "%"),
        ("事项办结时限", "<=", "天"),
        ("完成时间", "<=", "月"),
        ("投诉办结率", ">=", "%"),
    ],
)
def test_a_target_in_the_right_direction_is_left_alone(
    budget: DepartmentalBudget, name: str, symbol: str, unit: str
) -> None:
    an_indicator(budget, name=name, symbol=symbol, unit=unit)
    assert judged(budget, "R-PRF-4").outcome == "pass"


@pytest.mark.parametrize(
    ("level2", "name", "unit", "outcome"),
    [
        ("数量指标", "劝返率", "%", "fail"),
        ("数量指标", "接待场次", "场", "pass"),
        ("时效指标", "补助覆盖率", "%", "fail"),
        ("时效指标", "按期发放率", "%", "pass"),
        ("质量指标", "补助覆盖率", "%", "pass"),
        ("经济效益指标", "补助金发放率", "%", "fail"),
    ],
)
def test_an_indicator_under_another_kind_is_a_warning(
    budget: DepartmentalBudget, level2: str, name: str, unit: str, outcome: str
) -> None:
    an_indicator(budget, level2=level2, name=name, unit=unit)
    assert judged(budget, "R-PRF-5").outcome == outcome


def test_a_target_without_its_basis_is_an_error_at_each_indicator(budget: DepartmentalBudget) -> None:
    blank = [change(each, basis=" ") for each in Indicator.objects.filter(budget=budget).order_by("ordinal")[:2]]
    finding = only(budget, "R-PRF-7")
    assert "有 2 个指标没有填写指标值确定依据" in finding.message
    assert anchors(finding) == [("sheets", f"indicator-{each.pk}") for each in blank]


@pytest.mark.parametrize(
    ("name", "symbol", "value", "unit", "outcome"),
    [
        ("登记率", ">=", "100", "%", "pass"),
        ("登记率", "=", "100.00", "%", "pass"),
        ("登记率", ">", "100", "%", "fail"),
        ("登记率", ">=", "120", "%", "fail"),
        ("登记率", "<=", "120", "%", "pass"),
        ("收入增长率", ">=", "120", "%", "pass"),
        ("接待场次", ">=", "120", "场", "pass"),
        ("登记率", ">=", "优良", "%", "pass"),
    ],
)
def test_a_rate_beyond_the_whole_is_an_error(
    budget: DepartmentalBudget, name: str, symbol: str, value: str, unit: str, outcome: str
) -> None:
    an_indicator(budget, name=name, symbol=symbol, value_text=value, unit=unit)
    assert judged(budget, "R-PRF-11").outcome == outcome


@pytest.mark.parametrize(
    ("standards", "overlaps"),
    [
        ("优95%以上；良90%以上；中85%以上；差85%以下", 4),
        ("优为95%（含）以上；良为90%（含）至95%；中为85%（含）至90%；差为85%以下", 0),
        ("优：95分及以上；良：90分（含）-95分；差：90分以下", 0),
        ("优为95%以上；差为95%以下", 1),
        ("优为90%至100%；良为80%至95%；差为80%以下", 2),
    ],
)
def test_bands_that_share_values_overlap(standards: str, overlaps: int) -> None:
    found_bands = bands(standards)
    clashes = [
        (one.name, other.name)
        for position, one in enumerate(found_bands)
        for other in found_bands[position + 1 :]
        if overlap(one, other)
    ]
    assert len(clashes) == overlaps, clashes


def test_overlapping_bands_are_a_warning_at_the_duty(budget: DepartmentalBudget) -> None:
    duty = change(Duty.objects.get(budget=budget), standards="优95%以上；良90%以上")
    finding = only(budget, "R-PRF-8")
    assert "“优”与“良”都包含 95 以上" in finding.message
    assert anchors(finding) == [("duties_performance", f"duty-{duty.pk}")]


def test_standards_without_bands_are_not_judged(budget: DepartmentalBudget) -> None:
    change(Duty.objects.get(budget=budget), standards="按考核办法评定")
    assert judged(budget, "R-PRF-8").outcome == "not-run"


@pytest.mark.parametrize(("projects", "outcome"), [(2, "pass"), (3, "fail")])
def test_the_same_plan_for_more_than_three_projects_is_a_hint(
    budget: DepartmentalBudget, projects: int, outcome: str
) -> None:
    for number in range(projects):
        another_project(budget, f"202-0001-ABC-100{number}", f"项目{number}")
    result = judged(budget, "R-PRF-9")
    assert result.outcome == outcome
    assert result.severity == "I"


def test_two_projects_with_nearly_the_same_purpose_are_a_warning(budget: DepartmentalBudget) -> None:
    another_project(budget, "202-0001-ABC-0002", "车辆燃料费", purpose="用于接待群众的场地租赁和设备维修。")
    finding = only(budget, "R-PRF-10")
    assert "资金用途" in finding.message
    assert len(finding.places) == 2


def a_project_of_its_own(budget: DepartmentalBudget) -> Project:
    project = another_project(budget, "202-0001-ABC-0002", "档案整理", purpose="用于历年信访档案的整理、装订和扫描。")
    for number, objective in enumerate(ProjectObjective.objects.filter(sheet__project=project)):
        change(objective, text=("历年档案全部装订入库。", "扫描件可以检索。")[number])
    return project


def test_two_projects_of_their_own_are_left_alone(budget: DepartmentalBudget) -> None:
    project = a_project_of_its_own(budget)
    for number, indicator in enumerate(Indicator.objects.filter(sheet__project=project)):
        change(indicator, name=f"档案指标{number}", description=f"整理第{number}个全宗的历年档案")
    assert judged(budget, "R-PRF-10").outcome == "pass"


def test_indicators_that_were_all_taken_over_are_a_warning_and_one_in_common_is_none(
    budget: DepartmentalBudget,
) -> None:
    project = a_project_of_its_own(budget)
    assert only(budget, "R-PRF-10").message.endswith("的绩效指标几乎相同。")
    for indicator in list(Indicator.objects.filter(sheet__project=project))[:-1]:
        change(indicator, name="入库率", description=f"历年档案装订入库的比例，第{indicator.pk}项")
    assert judged(budget, "R-PRF-10").outcome == "pass"


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ((30, 20, 90, 100), "后一时点低于前一时点"),
        ((30, 60, 90, 95), "12月底为 95%，应为 100%"),
        ((30, 60, 90, None), "12月底为 空白"),
        ((30, 60, 110, 120), "超过 100%"),
    ],
)
def test_a_plan_that_does_not_grow_to_the_whole_is_an_error(
    budget: DepartmentalBudget, plan: tuple[int | None, ...], words: str
) -> None:
    months = ("by_march", "by_june", "by_october", "by_december")
    change(ProjectSheet.objects.get(budget=budget), **dict(zip(months, plan, strict=True)))
    assert words in only(budget, "R-NUM-C22").message


@pytest.mark.parametrize("plan", [(0, 0, 0, 100), (100, 100, 100, 100), (None, 50, None, 100)])
def test_a_plan_may_stand_still(budget: DepartmentalBudget, plan: tuple[int | None, ...]) -> None:
    months = ("by_march", "by_june", "by_october", "by_december")
    change(ProjectSheet.objects.get(budget=budget), **dict(zip(months, plan, strict=True)))
    assert judged(budget, "R-NUM-C22").outcome == "pass"


def test_a_sheet_for_a_project_without_money_is_an_error_and_its_missing_amount_a_warning(
    budget: DepartmentalBudget,
) -> None:
    project = make_project(budget, "202-0001-ABC-0002", "档案整理")
    add_sheet(budget, project)
    assert anchors(only(budget, "R-NUM-C21")) == [("projects", f"project-{project.pk}")]
    assert anchors(only(budget, "R-PRJ-2")) == [("projects", f"project-{project.pk}")]


def test_projects_with_a_sheet_may_not_exceed_project_expenditure(budget: DepartmentalBudget) -> None:
    state(budget, "expenditure.project", "600000")
    assert only(budget, "R-NUM-C20").difference == 50000


def test_what_a_sentence_says_of_the_sheets_agrees_with_them(budget: DepartmentalBudget) -> None:
    state(budget, "performance.projects", "1")
    state(budget, "performance.money", "650000")
    assert judged(budget, "R-NUM-C20").outcome == "pass"
    state(budget, "performance.projects", "7")
    assert "文字说编报绩效目标的项目共 7 个，绩效目标表有 1 个" in only(budget, "R-NUM-C20").message
    state(budget, "performance.projects", "1")
    state(budget, "performance.money", "700000")
    assert only(budget, "R-NUM-C20").difference == 50000


@pytest.mark.parametrize(
    "rule_id", ["R-PRF-1", "R-PRF-2", "R-PRF-3", "R-PRF-7", "R-PRF-8", "R-PRF-10", "R-NUM-C21", "R-NUM-C22"]
)
def test_without_objectives_there_is_nothing_to_judge(rule_id: str) -> None:
    assert judged(make_budget(), rule_id).outcome == "not-run"
