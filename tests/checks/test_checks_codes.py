"""The classes that lines name. R-COD-1 to R-COD-6, L4; the deadline R-STR-9."""

from __future__ import annotations

import pytest

from budgets.choices import Confirmation, EconomicGroup, LineKind, UnitNature
from budgets.models import DepartmentalBudget, EconomicClass
from tests.builders import make_budget, make_class
from tests.rules_builders import (
    add_reply,
    anchors,
    change,
    economic,
    found,
    functional,
    judged,
    line_of,
    only,
    sound_budget,
    unit_of,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["20103080", "20103", "2"])
def test_a_functional_code_has_three_five_or_seven_digits(budget: DepartmentalBudget, code: str) -> None:
    change(line_of(budget, "30227"), functional=functional(code, "信访事务"))
    assert judged(budget, "R-COD-1").outcome == ("pass" if code == "20103" else "fail")


def test_a_composite_class_is_a_code_like_any_other(budget: DepartmentalBudget) -> None:
    change(line_of(budget, "30201"), economic=economic("30201+30202", "办公及印刷费"))
    assert judged(budget, "R-COD-1").outcome == "pass"
    assert judged(budget, "R-COD-4").outcome == "pass"


def test_a_class_that_no_official_list_has_is_only_a_warning(budget: DepartmentalBudget) -> None:
    line = change(line_of(budget, "30201"), economic=make_class("30298", "自设科目"))
    result = judged(budget, "R-COD-2")
    assert (result.outcome, result.severity) == ("fail", "W")
    assert result.findings[0].message == "科目“30298 自设科目”不在系统的2021年目录中。"
    assert anchors(result.findings[0]) == [("basic", f"line-{line.pk}")]


@pytest.mark.parametrize(
    ("confirmation", "outcome"),
    [(Confirmation.UNLISTED, "fail"), (Confirmation.DOUBTED, "pass"), (Confirmation.CONFIRMED, "pass")],
)
def test_a_code_that_an_import_brought_along_is_on_no_official_list(
    budget: DepartmentalBudget, confirmation: str, outcome: str
) -> None:
    of_line = make_class("30298", "自设科目")
    EconomicClass.objects.filter(pk=of_line.pk).update(confirmation=confirmation)
    change(line_of(budget, "30201"), economic=of_line)
    assert judged(budget, "R-COD-2").outcome == outcome


@pytest.mark.parametrize(
    ("years", "outcome"), [({"valid_to": 2020}, "fail"), ({"valid_to": 2021}, "pass"), ({}, "pass")]
)
def test_a_class_that_is_no_longer_used_is_a_warning(
    budget: DepartmentalBudget, years: dict[str, int], outcome: str
) -> None:
    change(line_of(budget, "30227"), functional=functional("2010309", "参事事务", **years))
    assert judged(budget, "R-COD-3").outcome == outcome


def test_functions_go_down_to_the_item(budget: DepartmentalBudget) -> None:
    line = change(line_of(budget, "30227"), functional=functional("20103", "政府办公厅（室）及相关机构事务"))
    result = judged(budget, "R-COD-4")
    assert (result.severity, len(result.findings)) == ("E", 1)
    assert anchors(result.findings[0]) == [("projects", f"line-{line.pk}")]


def test_economic_classes_of_basic_expenditure_go_down_to_the_section_and_those_of_projects_need_not(
    budget: DepartmentalBudget,
) -> None:
    change(line_of(budget, "30227"), economic=economic("302", "商品和服务支出"))
    assert judged(budget, "R-COD-4").outcome == "pass"
    change(line_of(budget, "30201"), economic=economic("302", "商品和服务支出"))
    assert "没有到“款”" in only(budget, "R-COD-4").message


@pytest.mark.parametrize(("year", "severity"), [(2021, "E"), (2019, "W")])
def test_a_missing_class_is_an_error_from_2021_and_a_warning_before(year: int, severity: str) -> None:
    budget = sound_budget(year=year)
    change(line_of(budget, "30201"), functional=None, economic=None, fund=None)
    result = judged(budget, "R-COD-4")
    assert (result.severity, len(result.findings)) == (severity, 3)


def test_projects_under_running_costs_and_the_reverse_are_warnings(budget: DepartmentalBudget) -> None:
    change(line_of(budget, "30227"), functional=functional("2010301", "行政运行"))
    change(line_of(budget, "30201"), functional=functional("2010302", "一般行政管理事务"))
    assert [finding.message[:4] for finding in found(budget, "R-COD-5")] == ["项目支出", "基本支出"]


def test_performance_pay_is_for_institutions(budget: DepartmentalBudget) -> None:
    change(line_of(budget, "30101"), economic=economic("30107", "绩效工资", group=EconomicGroup.PERSONNEL))
    assert "行政单位" in only(budget, "R-COD-6").message
    change(unit_of(budget), nature=UnitNature.INSTITUTION)
    assert judged(budget, "R-COD-6").outcome == "pass"


def test_a_line_whose_kind_disagrees_with_its_class_is_a_warning(budget: DepartmentalBudget) -> None:
    change(line_of(budget, "30201"), kind=LineKind.PERSONNEL)
    result = judged(budget, "R-NUM-C12")
    assert (result.outcome, result.severity) == ("fail", "W")


@pytest.mark.parametrize("rule_id", ["R-COD-1", "R-COD-2", "R-COD-3", "R-COD-4", "R-COD-5", "R-COD-6"])
def test_without_lines_there_is_no_class_to_judge(rule_id: str) -> None:
    assert judged(make_budget(), rule_id).outcome == "not-run"


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(("days_ago", "outcome"), [(20, "pass"), (21, "fail")])
def test_twenty_days_after_the_approval_a_document_is_late(days_ago: int, outcome: str) -> None:
    budget = make_budget()
    add_reply(budget, days_ago=days_ago)
    result = judged(budget, "R-STR-9")
    assert result.outcome == outcome
    assert result.severity == ("W" if outcome == "fail" else "E"), "late is better than never: it does not block"


def test_without_an_approval_there_is_no_deadline() -> None:
    assert judged(make_budget(), "R-STR-9").reason == "尚未登记批复，无法计算公开期限"
