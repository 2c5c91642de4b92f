"""What a form has no place for is not asked of it, and what it has is judged where it stands: misfires that real documents showed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.choices import Base, Confirmation, TablesMode, UnitNature
from budgets.models import DepartmentalBudget, ExpenditureLine, FunctionalClass, Project, RevenueLine
from performance.models import Indicator, ProjectSheet
from procurement.models import ProcurementItem
from tests.builders import make_budget, make_unit
from tests.rules_builders import (
    add_prose,
    change,
    drop,
    found,
    functional,
    judged,
    line_of,
    only,
    own_words,
    sound_budget,
    state,
    unit_of,
)

pytestmark = pytest.mark.django_db
DISTRICT = "shanghai-2026"


@pytest.fixture
def district() -> DepartmentalBudget:
    """The same budget in a form without tables of targets, procurement and assets."""
    return sound_budget(format_key=DISTRICT)


# ---- Targets ----


def blank(budget: DepartmentalBudget, **fields: str) -> None:
    change(Indicator.objects.filter(budget=budget).order_by("pk")[0], **fields)


@pytest.mark.parametrize("fields", [{"basis": ""}, {"description": "", "symbol": "", "unit": ""}])
def test_columns_of_targets_are_asked_for_where_the_form_has_them(fields: dict[str, str]) -> None:
    rule = "R-PRF-7" if "basis" in fields else "R-PRF-1"
    budget = sound_budget()
    blank(budget, **fields)
    assert judged(budget, rule).outcome == "fail"
    change(budget, format_key=DISTRICT)
    assert judged(budget, rule).outcome == ("not-run" if rule == "R-PRF-7" else "pass")


def test_a_target_without_a_value_is_none_in_any_form(district: DepartmentalBudget) -> None:
    blank(district, value_text="")
    assert "缺少指标值" in only(district, "R-PRF-1").message


def test_a_plan_of_spending_is_asked_for_where_the_form_has_it(budget: DepartmentalBudget) -> None:
    change(ProjectSheet.objects.get(budget=budget), by_march=None, by_june=None, by_october=None, by_december=None)
    assert judged(budget, "R-NUM-C22").outcome == "fail"
    change(budget, format_key=DISTRICT)
    assert judged(budget, "R-NUM-C22").outcome == "not-run"


# ---- Assets and vehicles ----


@pytest.mark.parametrize(("count", "outcome"), [("7", "pass"), ("0", "fail"), (None, "not-run")])
def test_vehicles_are_counted_in_the_sentence_of_a_form_without_the_table(
    district: DepartmentalBudget, count: str | None, outcome: str
) -> None:
    from assets.models import AssetHolding  # noqa: PLC0415

    drop(AssetHolding.objects.filter(budget=district))
    if count is not None:
        state(district, "asset_counts.held:vehicles", count)
    assert judged(district, "R-NUM-C24").outcome == outcome
    change(Project.objects.get(budget=district), name="车辆保险费")
    assert judged(district, "R-AST-2").outcome == outcome


@pytest.mark.parametrize(
    ("day", "outcome"),
    [("2020年8月31日", "pass"), ("2020年12月31日", "pass"), ("2020年6月30日", "fail"), ("2019年12月31日", "fail")],
)
def test_assets_may_be_counted_at_the_forms_day_or_at_the_end_of_the_year(
    district: DepartmentalBudget, day: str, outcome: str
) -> None:
    own_words(district, "related.assets.held", f"截至{day}，共有车辆2辆。")
    assert judged(district, "R-AST-1").outcome == outcome


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("单价100万元（含）以上设备0台", "pass"),
        ("单价50万元以上通用设备0台，单价100万元以上专用设备0台", "pass"),
        ("单价50元以上通用设备0台", "fail"),
        ("单价50万元以上设备0台", "fail"),
    ],
)
def test_older_forms_have_a_threshold_for_each_kind_of_equipment(
    district: DepartmentalBudget, words: str, outcome: str
) -> None:
    own_words(district, "related.assets.held", f"截至2020年8月31日，{words}。")
    assert judged(district, "R-FMT-2").outcome == outcome


# ---- Procurement ----


@pytest.mark.parametrize(
    ("parts", "outcome"),
    [
        ({"total": "830", "goods": "10", "works": "550", "services": "270"}, "pass"),
        ({"total": "830", "goods": "10", "works": "550", "services": "260"}, "fail"),
        ({"total": "830", "goods": "830", "sme_reserved": "900"}, "fail"),
        ({"total": "830", "goods": "830", "sme_reserved": "300", "small_micro_reserved": "301"}, "fail"),
        ({"total": "830"}, "not-run"),
        ({}, "not-run"),
    ],
)
def test_procurement_of_a_sentence_adds_up(district: DepartmentalBudget, parts: dict[str, str], outcome: str) -> None:
    drop(ProcurementItem.objects.filter(budget=district))
    for row, value in parts.items():
        state(district, f"procurement.{row}", str(Decimal(value) * 10_000))
    assert judged(district, "R-NUM-C19").outcome == outcome


def test_procurement_of_a_sentence_is_no_empty_table(district: DepartmentalBudget) -> None:
    drop(ProcurementItem.objects.filter(budget=district))
    own_words(district, "related.procurement", "2021年本部门的采购情况。")
    assert "没有政府采购预算，文字也没有说明" in only(district, "R-EMP-1").message
    state(district, "procurement.total", "8300000")
    assert judged(district, "R-EMP-1").outcome == "pass"
    own_words(district, "related.procurement", "本部门未安排政府采购预算。")
    assert judged(district, "R-EMP-3").outcome == "fail"


# ---- Units, projects, costs ----


def test_rank_and_funding_of_units_are_asked_for_where_the_form_has_the_table(budget: DepartmentalBudget) -> None:
    change(unit_of(budget), rank="", funding_mode="")
    assert judged(budget, "R-STR-6").outcome == "fail"
    change(budget, format_key=DISTRICT)
    assert judged(budget, "R-STR-6").outcome == "pass"


def test_a_project_whose_source_names_no_code_is_not_judged_by_its_code(budget: DepartmentalBudget) -> None:
    project = change(Project.objects.get(budget=budget), code="未编码-0A1B2C3D")
    assert judged(budget, "R-PRJ-4").reason == "来源文件没有项目编码"
    change(project, code="12")
    assert judged(budget, "R-PRJ-4").outcome == "fail"


@pytest.mark.parametrize(
    ("nature", "costs", "outcome"),
    [
        (UnitNature.INSTITUTION, "60", "not-run"),
        (UnitNature.INSTITUTION, "101", "fail"),
        (UnitNature.ADMINISTRATIVE, "60", "fail"),
        (UnitNature.ADMINISTRATIVE, "100", "pass"),
    ],
)
def test_without_lines_of_units_operating_costs_can_only_be_too_high(nature: str, costs: str, outcome: str) -> None:
    budget = make_budget(year=2025, format_key=DISTRICT, tables_mode=TablesMode.APPENDIX)
    make_unit(budget, name=budget.printed_name, nature=UnitNature.ADMINISTRATIVE)
    make_unit(budget, name="云汀区接待服务中心", nature=nature)
    state(budget, "T06.total", "100", column="operating")
    state(budget, "T07.operating_costs", costs)
    assert judged(budget, "R-NUM-C16").outcome == outcome


# ---- Classes and official tables ----


@pytest.mark.parametrize(
    ("confirmation", "severity"), [(Confirmation.CONFIRMED, "W"), (Confirmation.YEARS_DOUBTED, "I")]
)
def test_years_of_a_class_that_no_list_confirms_are_only_a_hint(
    budget: DepartmentalBudget, confirmation: str, severity: str
) -> None:
    of_line = functional("2010309", "参事事务", valid_to=2020)
    FunctionalClass.objects.filter(pk=of_line.pk).update(confirmation=confirmation)
    change(line_of(budget, "30227"), functional=of_line)
    assert judged(budget, "R-COD-3").severity == severity


def with_tables(codes: dict[str, tuple[str, ...]]) -> DepartmentalBudget:
    """Finished tables and no lines."""
    budget = sound_budget()
    drop(RevenueLine.objects.filter(budget=budget))
    drop(ExpenditureLine.objects.filter(budget=budget))
    for table, rows in codes.items():
        for row in rows:
            state(budget, f"{table}.{row}", "1", column="total")
    return budget


@pytest.mark.parametrize(
    ("codes", "failing"),
    [
        ({"T05": ("201", "20101", "2010101", "total"), "T06": ("302", "30201", "total")}, {}),
        ({"T05": ("201", "20101", "total")}, {"R-COD-4": "没有到“项”"}),
        ({"T06": ("302", "total")}, {"R-COD-4": "没有到“款”"}),
        ({"T05": ("201", "2010101", "total")}, {"R-COD-1": "上级 20101 不在同一张表中"}),
        ({"T05": ("201", "20101", "201010", "total")}, {"R-COD-1": "位数不对", "R-COD-4": "没有到“项”"}),
    ],
)
def test_codes_of_official_tables_are_judged_where_no_line_has_any(
    codes: dict[str, tuple[str, ...]], failing: dict[str, str]
) -> None:
    budget = with_tables(codes)
    for rule in ("R-COD-1", "R-COD-3", "R-COD-4"):
        messages = [finding.message for finding in judged(budget, rule).findings]
        assert [failing[rule] in message for message in messages] == ([True] if rule in failing else []), messages


def test_a_code_of_an_official_table_that_holds_in_other_years_is_found() -> None:
    functional("2010309", "参事事务", valid_to=2020)
    message = only(with_tables({"T05": ("201", "20103", "2010309", "total")}), "R-COD-3").message
    assert message.startswith("公开表 T05 的科目“2010309 参事事务”不在 2021 年使用")


def test_a_fund_that_only_an_official_table_shows_is_used() -> None:
    budget = change(with_tables({}), tables_mode=TablesMode.NONE)
    own_words(budget, "overview.nil_funds", "")
    assert len(found(budget, "R-EMP-4")) == 2
    state(budget, "T08.total", "100", column="total")
    assert "国有资本经营" in only(budget, "R-EMP-4").message
    own_words(budget, "overview.nil_funds", "我部门没有使用政府性基金预算和国有资本经营预算安排的支出。")
    assert "政府性基金" in only(budget, "R-EMP-3").message


@pytest.mark.parametrize(("total", "severity"), [("100", None), ("101", "I"), ("102", "E"), ("100.5", "E")])
def test_sums_of_whole_yuan_may_miss_by_the_rounding_and_no_more(total: str, severity: str | None) -> None:
    budget = with_tables({})
    for row, value in (("201", total), ("20101", total), ("2010101", "60"), ("2010102", "40"), ("total", total)):
        state(budget, f"T05.{row}", value, column="total")
    findings = judged(budget, "R-NUM-C05").findings
    assert {finding.severity or "E" for finding in findings} == ({severity} if severity else set())


# ---- Words ----


@pytest.mark.parametrize(
    ("key", "text", "outcome"),
    [
        ("performance.overall", "信访总量比上年减少，进京访比上年下降10%。", "pass"),
        ("other_matters", "会议费安排10万元，比上年减少2万元。", "fail"),
        ("other_matters", "会议费安排10万元，比上年减少2万元，主要原因是压减会议次数。", "pass"),
    ],
)
def test_only_a_change_of_money_needs_a_reason(budget: DepartmentalBudget, key: str, text: str, outcome: str) -> None:
    add_prose(budget, key, text)
    assert judged(budget, "R-TXT-6").outcome == outcome


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("群众来访接待场所和设施运行维护经费增加", "fail"),
        ("新增两处群众来访接待场所", "pass"),
        ("来访接待场所由一处增至三处，运行维护经费增加", "pass"),
    ],
)
def test_a_reason_that_says_the_name_again_is_none(budget: DepartmentalBudget, reason: str, outcome: str) -> None:
    add_prose(
        budget, "other_matters",
        f"群众来访接待场所和设施运行维护10万元，比2020年增加2万元，主要原因是：{reason}。",
    )  # fmt: skip
    assert judged(budget, "R-TXT-7").outcome == outcome


def test_an_empty_reason_is_reported_once_where_it_is_printed(budget: DepartmentalBudget) -> None:
    add_prose(budget, "other_matters", "会议费10万元，比2020年增加2万元，主要原因是：项目调整。")
    assert len(found(budget, "R-TXT-7")) == 1


def test_an_item_that_says_its_amount_twice_says_it_the_same(budget: DepartmentalBudget) -> None:
    words = "“住房保障支出（类）住房改革支出（款）住房公积金（项）”{}万元。2021年预算安排352.67万元。"
    for amount, outcome in (("352.67", "pass"), ("350.35", "fail")):
        add_prose(budget, "other_matters", f"{words.format(amount)}比2020年预算执行数352.67万元持平。")
        assert judged(budget, "R-TXT-4").outcome == outcome


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [
        ("1、负责全区档案的接收、保管和提供利用工作", "2、负责全区档案的接收、保管和提供利用工作", "pass"),
        ("附表（1）负责全区档案接收保管和提供利用", "附表2、负责全区档案接收保管和提供利用", "pass"),
        ("本年度部门收入预算总表及有关情况的说明", "本年度部门支出预算总表及有关情况的说明", "pass"),
        ("负责全区档案的接收、保管和提供利用工作", "负责全区档案的按收、保管和提供利用工作", "fail"),
    ],
)
def test_numbering_and_opposite_names_are_no_slip(
    budget: DepartmentalBudget, one: str, other: str, outcome: str
) -> None:
    add_prose(budget, "other_matters", f"{one}。\n{other}。")
    assert judged(budget, "R-TYPO").outcome == outcome


def test_last_years_figures_of_a_table_are_of_no_account_here(budget: DepartmentalBudget) -> None:
    """The control of `with_tables`: a table's row of another year makes no official table of this year."""
    cell = state(budget, "T05.2019999", "1", year=budget.fiscal_year - 1, column="total")
    assert cell.base == Base.BUDGET
    assert judged(budget, "R-COD-1").outcome == "pass"
