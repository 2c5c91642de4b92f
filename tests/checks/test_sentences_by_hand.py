"""Sentences as people write them: each amount, list and comparison is read right, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from disclosure.checks.amounts import mentions
from disclosure.checks.compared_texts import TextComparison, of_line
from disclosure.checks.lines import DocumentLine
from disclosure.checks.lists import listings
from disclosure.checks.shares import shares
from disclosure.document import Figure, Text


def line(text: str) -> DocumentLine:
    return DocumentLine("x", text, "body", "x", (Text(text),), is_own=True)


def sure(text: str) -> list[Decimal]:
    return [each.value for each in mentions((Text(text),)) if each.is_sure]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("支出100元。", "100"),
        ("支出1,234.56元。", "1234.56"),
        ("支出１２３．４５万元。", "1234500"),
        ("支出1.2 亿元。", "120000000"),
        ("支出100\n万元。", "1000000"),
        ("支出100万 元。", "1000000"),
        ("支出0.00万元。", "0"),
        ("支出3千元。", "3000"),
        ("支出5百万元。", "5000000"),
        ("支出增加到100万元。", "1000000"),
        ("2025年100万元。", "1000000"),
        ("(1)100万元。", "1000000"),
        ("支出￥100元整。", "100"),
    ],
)
def test_an_amount_is_read(text: str, yuan: str) -> None:
    assert sure(text) == [Decimal(yuan)]


@pytest.mark.parametrize(
    "text",
    [
        "支出1，234.56元。",  # a comma of the other width may divide groups or clauses
        "支出12,\n345.67元。",
        "支出12 345.67元。",
        "支出12,34元。",
        "支出1.234.5元。",
        "支出5-10万元。",
        "支出5万元—10万元。",
        "支出5至10万元。",
        "支出5万元至10万元。",
        "支出-500元。",
        "支出－5万元。",
        "支出约20万元。",
        "支出近20万元。",
        "支出20余万元。",
        "支出20万元左右。",
        "支出不超过20万元。",
        "单价100万元（含）以上设备。",
        "支出一百万元。",
        "支出叁拾万元整。",
        "分别为10、20、30万元。",
        "支出20万。",
        "100万美元。",
        "单位：万元。",
        "2025元旦慰问。",
    ],
)
def test_what_is_no_sure_amount_is_not_read_as_one(text: str) -> None:
    assert sure(text) == []


def test_a_figure_of_the_ledger_is_always_sure() -> None:
    runs = (Text("约"), Figure("revenue.total", "收入总计", "1000000.00", "元", "1,000,000.00"), Text("元"))
    assert [each.is_sure for each in mentions(runs)] == [True]
    assert [each.is_sure for each in mentions((Text("约1,000,000.00元"),))] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "基本支出100万元，其中人员经费60万元、公用经费40万元，项目支出50万元。",
        "支出150万元，其中：基本支出100万元，其中人员经费60万元、公用经费40万元，项目支出50万元。",
        "支出150万元，其中：基本支出100万元（人员经费60万元，公用经费40万元），项目支出50万元。",
        "“三公”经费10万元，其中：出国费0元，公务用车8万元（购置费0元，运行费8万元），接待费2万元。",
        "支出100万元，其中：甲60万元（含办公费10万元），乙40万元。",
        "支出100万元，其中：甲60万元，乙40万元，合计100万元。",
        "收入100万元，其中拨款100万元，占100%；支出100万元，其中基本支出60万元，项目支出40万元。",
        "支出１００万元，其中：甲６０万元、乙４０万元。",
        "支出1亿元，其中：甲6,000万元，乙4000万元。",
        "支出100万元，其中：甲（3辆，每辆10万元）60万元，乙40万元。",
        "支出100万元，其中：甲60万元，乙约30万元。",
        "支出100万元，其中：甲60万元，乙5-10万元。",
        "支出100万元，其中：甲60万元，乙一百元，丙30万元。",
        "支出100万元，其中甲60万元。",
    ],
)
def test_a_list_that_adds_up_or_cannot_be_reckoned_is_left_alone(text: str) -> None:
    assert [each for each in listings(line(text)) if each.is_wrong] == []


@pytest.mark.parametrize(
    ("text", "difference"),
    [
        ("支出100万元，其中：甲60万元，乙30万元。", "-100000"),
        ("支出100万元，其中：甲60万元、乙50万元。", "100000"),
        ("支出150万元，其中：基本支出100万元（人员经费60万元，公用经费40万元），项目支出60万元。", "100000"),
        ("支出１００万元，其中：甲６０万元、乙３０万元。", "-100000"),
    ],
)
def test_a_list_that_does_not_add_up_is_found(text: str, difference: str) -> None:
    assert [each.difference for each in listings(line(text)) if each.is_wrong] == [Decimal(difference)]


def wrong(each: TextComparison) -> bool:
    return each.wrong_change is not None or each.wrong_percent is not None


@pytest.mark.parametrize(
    "text",
    [
        "支出105万元，比上年增加5万元，增长5%。",
        "支出105万元，比上年100万元增加5万元（增长5%）。",
        "支出105万元，上年预算100万元，比上年增加5万元，增长5.00%。",
        "2025年支出105万元，2024年为100万元，比上年增加5万元，增长5%。",
        "支出105万元，比上年增加5万元，其中人员经费增加10万元，增长20%。",
        "支出105万元，比上年增加5万元，人员经费增长20%。",
        "支出105万元，其中项目支出20万元，比上年增加5万元，增长5%。",
        "支出105万元，比上年增加的主要原因是人员增加10%。",
        "支出105万元，比上年增加5万元，增长8%以上。",
        "支出105万元，比上年100万元增加4%-8%。",
        "支出105万元，比上年100万元增加约6万元，增长8%左右。",
        "支出105万元，比上年100万元增加-5万元。",
        "支出105万元，比上年100万元增加5个百分点。",
        "支出95万元,较去年减少5万元,同比下降5%。",
        "支出1,050.00万元，比上年减少１５０万元，下降１２．５％。",
        "2024年执行数为50万元，2025年安排105万元，比2024年执行数增加110%。",
        "编制30人，比上年增加5人，增长20%。",
    ],
)
def test_a_comparison_that_is_right_or_cannot_be_reckoned_is_left_alone(text: str) -> None:
    found = list(of_line(line(text)))
    assert found
    assert not any(wrong(each) for each in found)


@pytest.mark.parametrize(
    "text",
    [
        "支出105万元，比上年增加5万元，增长6%。",
        "支出105万元，比上年增加5万元，增幅为10%。",
        "支出105万元，比上年100万元增加8万元。",
        "支出105万元，上年预算100万元，比上年增加8万元。",
        "支出105万元，其中项目支出20万元，比上年增加5万元，增长9%。",
        "支出１０５万元，比上年１００万元增加８万元。",
    ],
)
def test_a_comparison_that_is_wrong_is_found(text: str) -> None:
    assert any(wrong(each) for each in of_line(line(text)))


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("收入总计100万元。其中拨款80万元，占总收入的80%。", [False]),
        ("收入总计100万元。其中拨款80万元，占总收入的85%。", [True]),
        ("收入总计约100万元。其中拨款80万元，占总收入的85%。", []),
    ],
)
def test_a_share_is_reckoned_from_what_is_sure(text: str, is_wrong: list[bool]) -> None:
    assert [each.is_wrong for each in shares(line(text))] == is_wrong
