"""Figures, their comparison with last year, and “三公”. R-NUM-1 to R-NUM-3, R-SAN-1 to R-SAN-5, R-TXT-1 to R-TXT-7."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from budgets.choices import Flag, LineKind
from budgets.models import ChangeReason, DepartmentalBudget
from disclosure.checks.amounts import mentions
from disclosure.checks.compared_texts import of_line
from disclosure.checks.lines import DocumentLine
from disclosure.checks.lists import listings
from disclosure.document import Figure, Text
from procurement.models import ProcurementItem
from tests.builders import add_expenditure, make_budget
from tests.rules_builders import (
    add_flag,
    add_prose,
    add_reason,
    anchors,
    change,
    drop,
    economic,
    found,
    functional,
    judged,
    line_of,
    only,
    own_words,
    state,
    unit_of,
)

pytestmark = pytest.mark.django_db
SIX = (
    "“三公”经费{three_public.total}元，其中：因公出国（境）费{three_public.overseas_trips}元，"
    "公务用车购置及运行费{three_public.vehicles}元（公务用车购置费{three_public.vehicle_purchase}元，"
    "公务用车运行维护费{three_public.vehicle_operation}元），公务接待费{three_public.official_receptions}元。"
)


def line(*runs: str | tuple[str, str]) -> DocumentLine:
    """A paragraph of words and figures."""
    made = tuple(Text(run) if isinstance(run, str) else Figure(run[0], run[0], run[1], "元", run[1]) for run in runs)
    return DocumentLine(
        "overview.expenditure", "".join(run.text for run in made), "body", "overview", made, is_own=True
    )


# ---- Signs, decimals, shifted figures ----


def test_a_negative_line_is_an_error_even_where_the_sum_hides_it(budget: DepartmentalBudget) -> None:
    negative = change(line_of(budget, "30201"), amount=Decimal(-1))
    finding = only(budget, "R-NUM-1")
    assert anchors(finding) == [("basic", f"line-{negative.pk}")]


def test_a_negative_amount_of_an_upper_floor_is_an_error_too(budget: DepartmentalBudget) -> None:
    change(ProcurementItem.objects.get(budget=budget), other_channels=Decimal(-7))
    assert "政府采购其他渠道资金是负数：-7元" in [f.message.rstrip("。") for f in found(budget, "R-NUM-1")]


def test_a_decrease_is_printed_without_sign_and_is_no_negative_amount(budget: DepartmentalBudget) -> None:
    state(budget, "expenditure.total", "2000000", year=2020)
    assert judged(budget, "R-NUM-1").outcome == "pass"


@pytest.mark.parametrize(
    ("text", "outcome"), [("安排1.234元。", "fail"), ("安排1.234万元。", "pass"), ("安排1,234.56元。", "pass")]
)
def test_typed_yuan_have_two_decimals(budget: DepartmentalBudget, text: str, outcome: str) -> None:
    add_prose(budget, "performance.guarantee", text)
    assert judged(budget, "R-NUM-2").outcome == outcome


@pytest.mark.parametrize(
    ("previous", "outcome"), [("100000", "fail"), ("100", "fail"), ("100001", "pass"), ("10000", "pass")]
)
def test_a_figure_ten_or_ten_thousand_times_another_is_asked_about(
    budget: DepartmentalBudget, previous: str, outcome: str
) -> None:
    state(budget, "expenditure.total", previous, year=2020)
    result = judged(budget, "R-NUM-3")
    assert (result.outcome, result.severity) == (outcome, "W")


# ---- 三公 ----


def test_all_six_figures_are_printed(budget: DepartmentalBudget) -> None:
    own_words(budget, "three_public.sentence", SIX.replace("，公务接待费{three_public.official_receptions}元", ""))
    finding = only(budget, "R-SAN-1")
    assert finding.message == "没有公布公务接待费。"
    assert anchors(finding) == [("own_words", "block-three_public.sentence")]


def test_a_missing_subtotal_is_only_a_warning(budget: DepartmentalBudget) -> None:
    own_words(budget, "three_public.sentence", SIX.replace("公务用车购置及运行费{three_public.vehicles}元", "公务用车"))
    result = judged(budget, "R-SAN-1")
    assert (result.severity, len(result.findings)) == ("W", 1)


def test_typed_figures_are_figures(budget: DepartmentalBudget) -> None:
    typed = "三公经费22000元，因公出国（境）费0元，公务用车购置及运行费20000元（公务用车购置费0元，公务用车运行维护费20000元），公务接待费2000元。"
    own_words(budget, "three_public.sentence", typed)
    assert judged(budget, "R-SAN-1").outcome == "pass"


def test_a_figure_that_the_lines_cannot_yield_must_be_stated(budget: DepartmentalBudget) -> None:
    change(line_of(budget, "30227"), economic=None)
    assert [place.anchor for finding in found(budget, "R-SAN-1") for place in finding.places] == [
        "three-public-overseas_trips", "three-public-vehicle_purchase", "three-public-vehicle_operation",
        "three-public-official_receptions",
    ]  # fmt: skip
    for row in ("overseas_trips", "vehicle_purchase", "vehicle_operation", "official_receptions"):
        state(budget, f"three_public.{row}", "30000")
    assert judged(budget, "R-SAN-1").outcome == "pass"


def test_a_new_unit_says_that_it_had_no_last_year_and_blanking_it_is_an_error(budget: DepartmentalBudget) -> None:
    add_flag(budget, Flag.NEW_UNIT)
    assert judged(budget, "R-SAN-2").outcome == "pass"
    own_words(budget, "three_public.comparison", "")
    finding = only(budget, "R-SAN-2")
    assert anchors(finding) == [("own_words", "block-three_public.comparison")]
    own_words(budget, "three_public.comparison", "本单位为2021年新成立单位，无2020年“三公”经费预算数据。")
    assert judged(budget, "R-SAN-2").outcome == "pass"


def test_last_years_figures_are_asked_for_line_by_line() -> None:
    finding = only(make_budget(), "R-SAN-2")
    assert finding.places[0].label == "因公出国（境）费（2019年）"
    assert [place.part for place in finding.places] == ["three_public"] * 4


def test_a_changed_line_without_a_reason_is_an_error(budget: DepartmentalBudget) -> None:
    drop(ChangeReason.objects.filter(budget=budget, statement="three_public"))
    finding = only(budget, "R-SAN-2")
    assert finding.message == "公务接待费比上年减少 1000元，没有说明原因。"
    assert finding.difference == 1000
    assert anchors(finding)[0] == ("three_public", "three-public-official_receptions")


def test_the_reason_of_the_total_explains_the_only_line_that_changed(budget: DepartmentalBudget) -> None:
    drop(ChangeReason.objects.filter(budget=budget, row="official_receptions"))
    assert judged(budget, "R-SAN-2").outcome == "pass"
    state(budget, "three_public.vehicle_operation", "21000", year=2020)
    assert len(found(budget, "R-SAN-2")) == 2


def test_own_words_may_give_the_reason(budget: DepartmentalBudget) -> None:
    drop(ChangeReason.objects.filter(budget=budget, statement="three_public"))
    own_words(budget, "three_public.comparison", "公务接待费比2020年减少，主要原因是接待批次减少两批。")
    assert judged(budget, "R-SAN-2").outcome == "pass"
    own_words(budget, "three_public.comparison", "公务接待费比2020年减少，主要原因是。")
    assert judged(budget, "R-SAN-2").outcome == "fail"


def test_a_text_that_no_longer_compares_is_an_error(budget: DepartmentalBudget) -> None:
    own_words(budget, "three_public.comparison", "")
    assert "没有写“三公”经费与上年的比较" in only(budget, "R-SAN-2").message


def test_three_public_below_basic_expenditure_is_an_error(budget: DepartmentalBudget) -> None:
    state(budget, "three_public.official_receptions", "1999.5")
    result = judged(budget, "R-SAN-3")
    assert (result.severity, result.findings[0].difference) == ("E", Decimal("-0.5"))


@pytest.mark.parametrize(("stated", "outcome"), [("4000", "pass"), ("4000.01", "fail")])
def test_three_public_of_more_than_twice_basic_needs_a_project_line(
    budget: DepartmentalBudget, stated: str, outcome: str
) -> None:
    state(budget, "three_public.official_receptions", stated)
    result = judged(budget, "R-SAN-3")
    assert result.outcome == outcome
    if outcome == "fail":
        assert result.severity == "W"


def test_a_project_line_of_the_class_explains_the_rest(budget: DepartmentalBudget) -> None:
    state(budget, "three_public.vehicle_operation", "90000")
    assert judged(budget, "R-SAN-3").outcome == "pass"


def test_basic_expenditure_without_such_classes_gives_no_floor() -> None:
    assert judged(make_budget(), "R-SAN-3").outcome == "not-run"


def test_more_than_last_year_is_a_warning_and_as_much_is_not(budget: DepartmentalBudget) -> None:
    state(budget, "three_public.official_receptions", "2000", year=2020)
    assert judged(budget, "R-SAN-4").outcome == "pass"
    state(budget, "three_public.official_receptions", "1999", year=2020)
    assert only(budget, "R-SAN-4").difference == 1


def test_a_bought_vehicle_is_counted(budget: DepartmentalBudget) -> None:
    add_expenditure(
        budget, unit_of(budget), LineKind.SPECIAL_PURPOSE, "180000", economic=economic("31013", "公务用车购置", line="vehicle_purchase"),
        functional=functional("2010308", "信访事务"),
    )  # fmt: skip
    assert only(budget, "R-SAN-5").message == "安排公务用车购置费 180000元，没有写明购置几辆。"
    own_words(budget, "three_public.sentence", f"{SIX}购置公务用车1辆。")
    assert judged(budget, "R-SAN-5").outcome == "pass"


# ---- Typed digits ----


@pytest.mark.parametrize(
    ("text", "difference"),
    [
        ("2021年预算收入为1000001元。", "1"),
        ("其中：基本支出350000.10元。", None),
        ("项目支出65万元。", None),
        ("项目支出64.99万元。", "-100"),
        ("项目支出64.999万元。", "-10"),
        ("项目支出65.0万元，人员经费30.00万元。", None),
        ("项目支出比上年增加5元。", None),
        ("人员经费标准为每人80元。", None),
        ("2021年预算支出1,000,000.00元。", None),
        ("公务接待费2000元，单价500元以上的设备。", None),
    ],
)
def test_typed_digits_are_held_against_the_figure_of_that_name(
    budget: DepartmentalBudget, text: str, difference: str | None
) -> None:
    text = text.replace("其中：基本支出350000.10元", "基本支出350000元")
    add_prose(budget, "other_matters", text)
    result = judged(budget, "R-TXT-1")
    if difference is None:
        assert result.outcome == "pass", result.findings
    else:
        assert [finding.difference for finding in result.findings] == [Decimal(difference)]


def test_a_term_that_means_two_figures_is_wrong_only_if_it_is_neither(budget: DepartmentalBudget) -> None:
    for amount, outcome in (("10000", "pass"), ("20000", "pass"), ("15000", "fail")):
        add_prose(budget, "other_matters", f"公务用车运行维护费{amount}元。")
        assert judged(budget, "R-TXT-1").outcome == outcome
    own_words(budget, "operating_costs.sentence", "机关运行经费{operating_costs.total}元，公务用车运行维护费20000元。")
    add_prose(budget, "other_matters", "无。")
    assert only(budget, "R-TXT-1").difference == 10000


def test_a_reference_that_names_nothing_any_more_is_an_error(budget: DepartmentalBudget) -> None:
    own_words(budget, "overview.income", "预算收入为{revenue.total}元，{expenditure.project:gone}元。")
    finding = only(budget, "R-TXT-1")
    assert "项目 gone 的金额" in finding.message
    assert anchors(finding) == [("own_words", "block-overview.income"), ("projects", "")]


def test_typed_amounts_of_projects_and_items_are_held_against_the_lines(budget: DepartmentalBudget) -> None:
    add_prose(budget, "other_matters", "接访场所运行经费650001元，办公费38000元。")
    finding = only(budget, "R-TXT-2")
    assert finding.difference == 1
    assert finding.places[1].part == "projects"


def test_amounts_are_read_with_their_unit_and_as_figures_or_digits() -> None:
    runs = (Text("共"), Figure("a", "甲", "1234.5", "元", "1,234.5"), Text("元，另3.20万元和0.1亿元。"))
    read = mentions(runs)
    assert [(each.value, each.is_typed) for each in read] == [
        (Decimal("1234.5"), False), (Decimal(32000), True), (Decimal(10_000_000), True),
    ]  # fmt: skip
    assert read[1].tolerance == 50


# ---- Lists ----


@pytest.mark.parametrize(
    ("text", "differences"),
    [
        ("支出为10元，其中：基本支出4元，主要是人员经费3元和公用经费1元；项目支出6元，主要为甲1元；乙2元；丙3元。", []),
        ("支出为10元，其中：基本支出4元，主要是人员经费3元和公用经费1元；项目支出6元，主要为甲1元；乙2元。", [-3]),
        ("支出为10元，其中：基本支出4元，主要是人员经费3元和公用经费2元；项目支出6元，包括甲1元；乙5元。", [1]),
        ("支出为10元，其中：甲4元，乙5元。", [-1]),
        ("支出为10元，包括甲4元、乙7元。", [1]),
        ("三公12元，其中：因公出国（境）费0元，用车7元（其中：购置费0元，运行费7元），接待费5元。", []),
        ("三公12元，其中：用车7元（其中：购置费1元，运行费7元），接待费5元。", [1]),
        ("经费10元，主要用于办公费4元、印刷费1元，其他费用5元等日常支出。", []),
        ("支出10元，主要用于购置单价500元以上的设备。", []),
        ("支出10元，其中：甲比上年增加3元，乙2元。", []),
        ("收入1.00万元，其中：甲0.33万元、乙0.33万元、丙0.33万元。", []),
        ("收入1.00万元，其中：甲0.33万元、乙0.33万元、丙0.30万元。", [-400]),
        ("没有数字，其中：也没有。", []),
    ],
)
def test_lists_are_added_up_against_their_total(text: str, differences: list[int]) -> None:
    assert [listing.difference for listing in listings(line(text)) if not listing.is_even] == differences


def test_a_single_part_after_among_them_is_no_list(budget: DepartmentalBudget) -> None:
    add_prose(budget, "other_matters", "项目支出10元，其中：甲4元。")
    assert judged(budget, "R-TXT-3").outcome == "pass"
    add_prose(budget, "other_matters", "项目支出10元，其中：甲14元。")
    assert judged(budget, "R-TXT-3").severity == "W"


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("项目支出10元，主要为甲4元；乙5元。", "W"),
        ("项目支出10元，主要为甲4元；乙7元。", "W"),
        ("项目支出10元，包括甲4元；乙5元。", "W"),
    ],
)
def test_a_list_of_what_is_mainly_meant_may_fall_short_but_never_exceed(
    budget: DepartmentalBudget, text: str, severity: str
) -> None:
    add_prose(budget, "other_matters", text)
    result = judged(budget, "R-TXT-3")
    assert (result.outcome, result.severity) == ("fail", severity)
    assert abs(result.findings[0].difference or 0) in {1, 6}


def test_money_that_is_not_assigned_to_a_project_shows_in_the_list(budget: DepartmentalBudget) -> None:
    add_expenditure(
        budget, unit_of(budget), LineKind.SPECIAL_PURPOSE, "312000", economic=economic("30227", "委托业务费")
    )
    result = judged(budget, "R-TXT-3")
    assert (result.severity, [finding.difference for finding in result.findings]) == ("W", [-312000])


# ---- Comparisons ----


@pytest.mark.parametrize(
    ("text", "rule_id", "severity"),
    [
        ("支出120元，比2020年100元增加20元，增长20%，主要原因是新增接访场所租赁。", "", ""),
        ("支出120元，比2020年100元增加21元，主要原因是新增接访场所租赁。", "R-TXT-4", "W"),
        ("支出120元，比2020年100元减少20元，主要原因是压减会议开支。", "R-TXT-4", "W"),
        ("支出441.25万元，比上年11.67万元增加429.58万元，增长314.82%，主要原因是新增任务安排。", "R-TXT-4", "W"),
        ("支出20元，比2020年0元增加20元，增长100.00%，主要原因是新增接访场所租赁。", "R-TXT-4", "W"),
        ("支出633元，比2020年641元减少8元，下降1.24%，主要原因是压减会议开支。", "R-TXT-4", "W"),
        ("支出633元，比2020年641元减少8元，下降1.25%，主要原因是压减会议开支。", "", ""),
        ("支出1238元，比2020年1278元减少40元，下降3.1%，主要原因是压减会议开支。", "", ""),
        (
            "2020年执行数为11.67万元，2021年预算安排45.41万元，比2020年执行数增加314.82%，由于新增任务安排。",
            "R-TXT-4",
            "W",
        ),
        ("2020年执行数为11.67万元，2021年预算安排45.41万元，比2020年执行数增加289.12%，由于新增任务安排。", "", ""),
        ("2020年执行数为0万元，2021年预算安排45.41万元，比2020年执行数增加100%，由于新增任务安排。", "R-TXT-4", "W"),
        ("“信访”科目220.63万元。2021年预算安排441.25万元，比2020年减少，由于压减会议开支。", "R-TXT-4", "W"),
        ("支出0万元，比2020年增加1421.25万元，主要原因是新增接访场所租赁。", "R-TXT-5", "W"),
        ("支出100元，比2020年增加0元，主要原因是新增接访场所租赁。", "R-TXT-5", "I"),
        ("支出100元，与2020年90元持平。", "R-TXT-5", "W"),
        ("支出100元，与2020年100元持平。", "", ""),
        ("支出120元，比2020年100元增加20元。", "R-TXT-6", "W"),
        ("支出120元，比2020年100元增加20元，主要原因是。", "R-TXT-6", "W"),
        ("支出120元，比2020年100元增加20元，主要原因是经费增加。", "R-TXT-7", "W"),
        ("支出120元，比2020年100元增加20元，主要原因是根据实际情况。", "R-TXT-7", "W"),
        ("支出120元，比2020年100元增加20元，主要原因是系统卡顿未能改变。", "R-TXT-7", "W"),
        ("支出80元，比2020年100元减少20元，主要原因是车险改为集中采购，保险费下降。", "", ""),
    ],
)
def test_a_sentence_that_compares_is_reckoned_again(
    budget: DepartmentalBudget, text: str, rule_id: str, severity: str
) -> None:
    drop(ChangeReason.objects.filter(budget=budget))
    own_words(budget, "overview.comparison", text)
    results = {each: judged(budget, each) for each in ("R-TXT-4", "R-TXT-5", "R-TXT-6", "R-TXT-7")}
    failed = {each: result.severity for each, result in results.items() if result.outcome == "fail"}
    assert failed == ({rule_id: severity} if rule_id else {})


def test_the_clauses_of_a_sentence_are_told_apart() -> None:
    first, second = of_line(line("总额9元比2020年10元减少1元，其中接待费比2020年4元增加2元。"))
    assert (first.current and first.current.value, first.previous and first.previous.value, first.signed_change) == (
        9,
        10,
        -1,
    )
    assert (second.previous and second.previous.value, second.signed_change) == (4, 2)


def test_a_missing_reason_is_asked_for_where_it_is_entered(budget: DepartmentalBudget) -> None:
    drop(ChangeReason.objects.filter(budget=budget, statement="expenditure"))
    finding = only(budget, "R-TXT-6")
    assert anchors(finding) == [("comparison", "reason")]
    add_reason(budget, "expenditure.total", "新增网上受理平台运行维护任务")
    assert judged(budget, "R-TXT-6").outcome == "pass"


def test_a_new_unit_compares_nothing(budget: DepartmentalBudget) -> None:
    add_flag(budget, Flag.NEW_UNIT)
    for rule_id in ("R-TXT-4", "R-TXT-5", "R-TXT-6"):
        assert judged(budget, rule_id).outcome == "not-run"


def test_an_entered_reason_without_content_is_a_warning_at_its_field(budget: DepartmentalBudget) -> None:
    add_reason(budget, "three_public.official_receptions", "根据实际情况")
    assert anchors(only(budget, "R-TXT-7")) == [("three_public", "three-public-official_receptions")]


@pytest.mark.parametrize(
    ("text", "difference"),
    [
        ("政府性基金拨款支出预算0元。", None),
        ("财政专户收入预算5元。", None),
        ("财政拨款支出预算100万元。", None),
        ("财政拨款支出预算1元。", "-999999"),
        ("项目支出6.5万元。", "-585000"),
        ("预算收入0.01亿元。", None),
        ("预算收入0.02亿元。", "1000000"),
    ],
)
def test_a_part_is_not_held_against_the_whole_and_units_are_heeded(
    budget: DepartmentalBudget, text: str, difference: str | None
) -> None:
    add_prose(budget, "other_matters", text)
    assert [finding.difference for finding in judged(budget, "R-TXT-1").findings] == (
        [Decimal(difference)] if difference else []
    )
    if text.startswith("项目支出6.5"):
        assert "恰好是 10 倍" in only(budget, "R-TXT-1").message


def test_typed_digits_are_held_in_yuan_where_the_narrative_is_in_ten_thousands(budget: DepartmentalBudget) -> None:
    change(budget, format_key="shanghai-2026")
    own_words(budget, "explanation.expenditure", "支出预算100.00万元，项目支出64.00万元。")
    finding = only(budget, "R-TXT-1")
    assert (finding.difference, finding.places[1].value) == (Decimal(-10000), "65万元")


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("支出合计100.00万元。其中：工资30.00万元，占总支出的30%；其他70.00万元，占总支出的71%。", ["71"]),
        ("支出合计44.4572万元，其中：工资31.9332万元，占预算总支出的71.82%。", []),
        ("支出合计44.4572万元，其中：工资31.9332万元，占预算总支出的71.28%。", ["71.28"]),
        ("工资30万元，占总支出的31%。", []),
    ],
)
def test_a_share_is_reckoned_from_the_total_before_it(budget: DepartmentalBudget, text: str, shares: list[str]) -> None:
    add_prose(budget, "other_matters", text)
    found = [finding.message for finding in judged(budget, "R-TXT-4").findings if "占比" in finding.message]
    assert [re.search(r"文字写 ([\d.]+)%", message)[1] for message in found] == shares  # type: ignore[index]


@pytest.mark.parametrize(
    "text",
    [
        "2021年预算收入100万元。",
        "预算收入１００万元。",
        "预算收入0.01亿元。",
        "2020年预算支出90万元。",
        "2020年预算支出为90万元，2021年为100万元。",
        "预算收入中的事业收入20万元。",
        "机关运行经费中的办公费3.8万元。",
        "政府采购预算支出5-6万元。",
        "上级补助预算收入5万元。",
        "接待中心预算支出60万元。",
        "一般公共预算支出90万元。",
        "基本支出结余3万元。",
        "预算支出调整后为120万元。",
        "预算支出压减5万元。",
        "三年累计项目支出300万元。",
        "第一季度项目支出25万元。",
        "预算支出约98万元。",
        "预计预算支出同比增长10%，达到110万元。",
    ],
)
def test_an_amount_that_is_right_or_of_something_else_is_left_alone(budget: DepartmentalBudget, text: str) -> None:
    own_words(budget, "overview.expenditure", text)
    assert judged(budget, "R-TXT-1").outcome == "pass"


@pytest.mark.parametrize(
    ("text", "difference"),
    [
        ("2021年预算收入90万元。", "-100000"),
        ("我部门预算支出共计安排９０万元。", "-100000"),
        ("预算收入1,000,001元。", "1"),
        ("“三公”经费预算支出1万元。", "-12000"),
        ("2021年项目支出预算为60万元。", "-50000"),
    ],
)
def test_an_amount_that_is_wrong_is_found(budget: DepartmentalBudget, text: str, difference: str) -> None:
    own_words(budget, "overview.expenditure", text)
    assert only(budget, "R-TXT-1").difference == Decimal(difference)
