"""What sentences say: amounts by the words before them, last year beside this, references in own words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.statements.amounts import Amount
from disclosure.reading.hebei.changes import changes_in
from disclosure.reading.layout.likeness import differ_by_one, is_like
from disclosure.reading.matching.amounts import amounts_in
from disclosure.reading.matching.binding import bind
from disclosure.reading.matching.facts import Money
from disclosure.reading.matching.names import figure_named, fund_named


def amounts(*figures: tuple[str, str, str]) -> dict[str, Amount]:
    return {
        ref: Amount(ref, name, Decimal(value), unit="%" if ref.endswith("percent") else "元")
        for ref, name, value in figures
    }


def bound(text: str, figures: dict[str, Amount], generated: str = "") -> tuple[str, list[str]]:
    result = bind(text, generated=generated, amounts=figures, year=2020)
    return result.text, [amount.label for amount in result.unbound]


# ---- Amounts and their names ----


def test_each_amount_has_the_words_before_it() -> None:
    found = list(amounts_in("支出共9.5元，其中：甲费5元、乙、丙费2.5元和丁费2元（含戊费1元），增长3%。"))
    assert [amount.label for amount in found] == ["支出共", "甲费", "丙费", "丁费", "戊费", "增长"]
    assert found[2].phrase == "乙、丙费"
    assert [amount.value for amount in found] == [Decimal(value) for value in ("9.5", "5", "2.5", "2", "1", "3")]


@pytest.mark.parametrize("text", ["单价20万元以上设备", "优95%以上", "2020年3月", "1.2345元", "增长50%（含）以上"])
def test_thresholds_and_dates_are_no_amounts(text: str) -> None:
    assert list(amounts_in(text)) == []


@pytest.mark.parametrize(
    ("text", "value"), [("共1,234.5元", "1234.5"), ("共12.3万元", "123000"), ("共1.5亿元", "150000000")]
)
def test_separators_and_larger_units_are_read(text: str, value: str) -> None:
    assert [amount.value for amount in amounts_in(text)] == [Decimal(value)]


@pytest.mark.parametrize(
    ("words", "ref"),
    [
        ("2020年预算收入为", "revenue.total"), ("一般公共预算收入", "revenue.general_public_budget"), ("2020年预算支出安排", "expenditure.total"),
        ("日常公用经费", "expenditure.operating"), ("公务用车购置及运行费", "three_public.vehicles"), ("公务用车购置费", "three_public.vehicle_purchase"),
        ("我部门财政拨款“三公”经费预算安排", "three_public.total"), ("固定资产总额", "assets.total"), ("上年结转结余", "revenue.carried_in"),
        ("基层站点巡查经费", None), ("项目支出的管理费", None),
    ],
)  # fmt: skip
def test_figures_are_known_by_their_names(words: str, ref: str | None) -> None:
    assert figure_named(words) == ref


def test_sources_of_income_are_told_apart() -> None:
    assert [fund_named(name) for name in ("事业单位经营收入", "事业收入", "政府性基金预算拨款收入", "其他收入", "往来款")] == [
        "business_revenue", "institution_revenue", "government_funds", "other_revenue", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("综合管理费", "综合官理费", True),
        ("综合管理费", "综合管理", True),
        ("管理费", "综合管理费", False),
        ("甲", "甲", False),
    ],
)
def test_names_that_differ_in_one_letter(one: str, other: str, expected: bool) -> None:
    assert differ_by_one(one, other) is expected


def test_labels_are_known_in_spite_of_numbering_and_brackets() -> None:
    assert is_like("  2、 支出说明：", "支出说明")
    assert is_like("(二)分项绩效目标", "（二）分项绩效目标：")
    assert not is_like("第一部分 部门整体绩效目标", "总体绩效目标")


# ---- Last year ----

CURRENT = {
    "expenditure.total": Money("", Decimal(120), 1),
    "three_public.official_receptions": Money("", Decimal(8), 1),
}


@pytest.mark.parametrize(
    ("text", "previous", "reason"),
    [
        (
            "2020年预算支出安排120元，比2019年预算100元增加20元，增长20%，主要原因是新增两个项目。",
            "100",
            "新增两个项目",
        ),
        ("2020年预算支出安排120元，较上年减少30元，下降20%，主要是由于一个项目完工。", "150", "一个项目完工"),
        ("2020年预算支出120元，与2019年预算120元持平。", "120", ""),
        ("2020年预算支出120元，与上年持平。", "120", ""),
        ("与2019年相比，预算支出增加20元。", "100", ""),
    ],
)
def test_last_years_figure_is_read_or_reckoned_from_the_change(text: str, previous: str, reason: str) -> None:
    (change,) = changes_in(text, year=2020, current=CURRENT, line=1, default="expenditure.total")
    assert (change.ref, change.previous, change.reason) == ("expenditure.total", Decimal(previous), reason)


def test_a_comparison_with_another_year_is_not_one_with_last_year() -> None:
    assert not list(
        changes_in("比2017年预算100元增加20元。", year=2020, current=CURRENT, line=1, default="expenditure.total")
    )


def test_each_row_of_a_list_has_its_own_reason() -> None:
    text = "“三公”经费预算比2019年10元减少2元，主要原因是厉行节约。其中：公务接待费比2019年9元减少1元，主要原因是批次减少；公务用车购置费与2019年0元持平。"
    found = {
        change.ref: change
        for change in changes_in(text, year=2020, current=CURRENT, line=1, default="three_public.total")
    }
    assert found["three_public.total"].reason == "厉行节约"
    assert (found["three_public.official_receptions"].previous, found["three_public.official_receptions"].reason) == (
        Decimal(9),
        "批次减少",
    )
    assert found["three_public.vehicle_purchase"].previous == 0


# ---- Binding ----

FIGURES = amounts(
    ("revenue.total", "收入总计", "500"), ("revenue.general_public_budget", "一般公共预算拨款收入", "500"),
    ("three_public.official_receptions", "公务接待费", "8"), ("three_public.vehicle_operation", "公务用车运行维护费", "8"),
    ("three_public.official_receptions@2019", "公务接待费（2019年）", "9"), ("three_public.official_receptions.change", "公务接待费增减额", "1"),
    ("three_public.vehicle_operation.change", "公务用车运行维护费增减额", "1"), ("three_public.official_receptions.percent", "", "11.11"),
    ("expenditure.project:A1", "馆藏、目录整理经费", "70"),
)  # fmt: skip


def test_of_two_figures_with_one_value_the_label_chooses() -> None:
    text, unbound = bound(
        "本年预算收入为500元，其中一般公共预算收入500元；公务用车运行维护费8元，公务接待费8元。", FIGURES
    )
    assert text == (
        "本年预算收入为{revenue.total}元，其中一般公共预算收入{revenue.general_public_budget}元；"
        "公务用车运行维护费{three_public.vehicle_operation}元，公务接待费{three_public.official_receptions}元。"
    )
    assert unbound == []


def test_an_amount_is_never_bound_by_its_value_alone() -> None:
    assert bound("值班设备检修费500元。", FIGURES) == ("值班设备检修费500元。", ["值班设备检修费"])


def test_an_amount_is_never_bound_by_its_label_alone() -> None:
    assert bound("公务接待费7元。", FIGURES) == ("公务接待费7元。", ["公务接待费"])


def test_changes_belong_to_the_figure_of_their_clause() -> None:
    text, unbound = bound("公务接待费比2019年9元减少1元，下降11.11%；公务用车运行维护费减少1元。", FIGURES)
    assert text == (
        "公务接待费比2019年{three_public.official_receptions@2019}元减少{three_public.official_receptions.change}元，"
        "下降{three_public.official_receptions.percent}%；公务用车运行维护费减少{three_public.vehicle_operation.change}元。"
    )
    assert unbound == []


def test_an_amount_of_another_year_is_no_figure_of_this_one() -> None:
    assert bound("2018年公务接待费8元。", FIGURES)[1] == ["2018年公务接待费"]


def test_names_with_commas_in_them_are_found_whole() -> None:
    assert (
        bound("项目支出主要为馆藏、目录整理经费70元。", FIGURES)[0]
        == "项目支出主要为馆藏、目录整理经费{expenditure.project:A1}元。"
    )


def test_an_amount_in_ten_thousands_cannot_show_a_figure_in_yuan() -> None:
    assert bound("本年预算收入为0.05万元。", FIGURES) == ("本年预算收入为0.05万元。", ["本年预算收入为"])


def test_braces_of_the_source_are_doubled() -> None:
    assert (
        bound("{revenue.total}与公务接待费8元", FIGURES)[0]
        == "{{revenue.total}}与公务接待费{three_public.official_receptions}元"
    )
