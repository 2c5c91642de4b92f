"""Procurement and fixed assets. C19, C23, C24, R-PRC-1, R-PRC-2, R-AST-1 to R-AST-3, R-EMP-2, R-FMT-2."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assets.choices import VehicleUse
from assets.models import AssetHolding
from budgets.choices import Flag
from budgets.models import DepartmentalBudget, ExpenditureLine, Project, StatedFlag
from procurement.models import ProcurementItem
from tests.builders import make_budget
from tests.rules_builders import (
    add_flag,
    add_holding,
    anchors,
    change,
    drop,
    economic,
    found,
    judged,
    line_of,
    only,
    own_words,
    state,
)

pytestmark = pytest.mark.django_db


def holding(budget: DepartmentalBudget, category: str) -> AssetHolding:
    return AssetHolding.objects.get(budget=budget, category=category)


def test_a_stated_procurement_total_that_is_not_the_sum_of_its_rows_is_an_error(budget: DepartmentalBudget) -> None:
    state(budget, "procurement.total", "40001")
    finding = only(budget, "R-NUM-C19")
    assert finding.difference == 1
    assert finding.places[0].part == "procurement"


def test_what_is_reserved_for_small_enterprises_is_within_the_total_of_the_rows(budget: DepartmentalBudget) -> None:
    state(budget, "procurement.sme_reserved", "40000")
    assert judged(budget, "R-NUM-C19").outcome == "pass"
    state(budget, "procurement.sme_reserved", "40001")
    assert only(budget, "R-NUM-C19").difference == 1


def test_vehicles_by_use_make_up_the_number_of_vehicles(budget: DepartmentalBudget) -> None:
    state(budget, "asset_counts.held:vehicles", "3")
    for use in VehicleUse:
        assert judged(budget, "R-NUM-C23").outcome == "pass", "a use that is left out is no 0"
        state(budget, f"asset_counts.held:{use.value}", "2" if use == VehicleUse.LAW_ENFORCEMENT else "0")
    finding = only(budget, "R-NUM-C23")
    assert (finding.difference, finding.unit) == (1, "辆")
    state(budget, "asset_counts.held:vehicles", "2")
    assert judged(budget, "R-NUM-C23").outcome == "pass"


def test_quantity_times_price_is_the_amount(budget: DepartmentalBudget) -> None:
    item = change(ProcurementItem.objects.get(budget=budget), unit_price=Decimal("20000.01"))
    finding = only(budget, "R-PRC-1")
    assert finding.difference == Decimal("-0.02")
    assert anchors(finding) == [("procurement", f"item-{item.pk}")] * 2


def test_a_service_bought_as_a_whole_has_neither_quantity_nor_price(budget: DepartmentalBudget) -> None:
    change(ProcurementItem.objects.get(budget=budget), quantity=None, unit_price=None)
    assert judged(budget, "R-PRC-1").outcome == "pass"


def test_nil_procurement_beside_usual_purchases_is_a_hint_and_no_more(budget: DepartmentalBudget) -> None:
    drop(ProcurementItem.objects.filter(budget=budget))
    assert judged(budget, "R-PRC-2").outcome == "pass"
    change(line_of(budget, "30201"), economic=economic("30209", "物业管理费"))
    change(Project.objects.get(budget=budget), name="车辆保险费")
    result = judged(budget, "R-PRC-2")
    assert (result.severity, len(result.findings[0].places)) == ("I", 2)


@pytest.mark.parametrize("rule_id", ["R-NUM-C19", "R-PRC-1"])
def test_without_items_procurement_is_not_judged(rule_id: str) -> None:
    assert judged(make_budget(), rule_id).reason == "未安排政府采购预算"


def test_a_stated_total_of_assets_that_is_not_the_sum_of_the_rows_is_an_error(budget: DepartmentalBudget) -> None:
    state(budget, "assets.total", "350001")
    assert only(budget, "R-NUM-C23").difference == 1


def test_a_blank_table_of_assets_has_no_sum() -> None:
    assert judged(make_budget(), "R-NUM-C23").outcome == "not-run"


@pytest.mark.parametrize(("quantity", "words"), [(0, "车辆数量为 0"), (None, "车辆数量为空白")])
def test_running_costs_without_vehicles_are_a_warning(
    budget: DepartmentalBudget, quantity: int | None, words: str
) -> None:
    change(holding(budget, "vehicles"), quantity=quantity)
    finding = only(budget, "R-NUM-C24")
    assert words in finding.message
    assert anchors(finding) == [("three_public", "three-public-vehicle_operation"), ("assets", "asset-vehicles")]


def test_vehicles_without_running_costs_are_a_warning_too(budget: DepartmentalBudget) -> None:
    drop(ExpenditureLine.objects.filter(budget=budget, economic__code="30231"))
    assert "没有公务用车运行维护费" in only(budget, "R-NUM-C24").message


def test_neither_vehicles_nor_running_costs_is_nothing_to_judge() -> None:
    assert judged(make_budget(), "R-NUM-C24").outcome == "not-run"


@pytest.mark.parametrize(("quantity", "outcome"), [(1, "pass"), (0, "fail"), (None, "fail")])
def test_a_project_about_vehicles_means_vehicles(
    budget: DepartmentalBudget, quantity: int | None, outcome: str
) -> None:
    change(Project.objects.get(budget=budget), name="车辆保险费")
    change(holding(budget, "vehicles"), quantity=quantity)
    assert judged(budget, "R-AST-2").outcome == outcome


def test_buying_while_stating_that_nothing_new_is_bought_is_a_warning(budget: DepartmentalBudget) -> None:
    line = change(line_of(budget, "30201"), economic=economic("31002", "办公设备购置"))
    finding = only(budget, "R-AST-3")
    assert "38000元" in finding.message
    assert anchors(finding) == [("basic", f"line-{line.pk}"), ("assets", "asset-no-new")]
    drop(StatedFlag.objects.filter(budget=budget, key=Flag.NO_NEW_ASSETS))
    assert judged(budget, "R-AST-3").outcome == "not-run"
    add_flag(budget, Flag.NO_NEW_ASSETS)
    assert judged(budget, "R-AST-3").outcome == "fail"


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("截止时间：2020年12月31日", "pass"),
        ("截止时间：2019年12月31日", "fail"),
        ("截止时间：2020年 8 月31日", "fail"),
        ("", "not-run"),
    ],
)
def test_assets_are_counted_at_the_end_of_last_year(budget: DepartmentalBudget, words: str, outcome: str) -> None:
    own_words(budget, "assets.head.cutoff", words)
    assert judged(budget, "R-AST-1").outcome == outcome


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("3、单价在20万元以上设备", "pass"),
        ("3、单价在20元以上设备", "fail"),
        ("3、单价在200000元以上设备", "pass"),
        ("3、单价50万元以上设备", "fail"),
    ],
)
def test_the_threshold_of_equipment_is_that_of_the_form(budget: DepartmentalBudget, words: str, outcome: str) -> None:
    own_words(budget, "assets.row.3.label", words)
    result = judged(budget, "R-FMT-2")
    assert result.outcome == outcome
    if outcome == "fail":
        assert result.severity == "W"
        assert anchors(result.findings[0]) == [("own_words", "block-assets.row.3.label")]


def test_a_blank_row_of_assets_beside_filled_ones_is_a_warning(budget: DepartmentalBudget) -> None:
    change(holding(budget, "houses"), quantity=None)
    added = add_holding(budget, "added", None, None, "文物")
    finding = only(budget, "R-EMP-2")
    assert [place.value for place in finding.places] == ["数量空白", "数量、价值空白"]
    assert anchors(finding) == [("assets", "asset-houses"), ("assets", f"asset-{added.pk}")]


def test_a_blank_table_whose_sentence_says_zero_is_a_warning_and_no_error(budget: DepartmentalBudget) -> None:
    drop(AssetHolding.objects.filter(budget=budget))
    assert len(only(budget, "R-EMP-2").places) == 4
    assert judged(budget, "R-EMP-1").outcome == "pass"


def test_a_blank_table_of_assets_without_a_word_is_an_error(budget: DepartmentalBudget) -> None:
    drop(AssetHolding.objects.filter(budget=budget))
    own_words(budget, "assets.sentence", "本年度无新增固定资产预算。")
    assert "固定资产占用情况表没有数据" in found(budget, "R-EMP-1")[0].message
