"""How the verifier reads the figures of a document: what is printed, what is blank, what rounds, and what it says of them."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from decimal import Decimal

import pytest

from budgets.statements.rounding import HALF_IN_TEN_THOUSANDS, half_of_the_last_place
from disclosure.publication import verification
from tests.disclosure.printed_documents import document, figure

C01 = "C01 收入总计等于支出总计"
C14 = "C14 “三公”经费合计"


def outcome(income: str, spending: str) -> str:
    cells = {"T01L.total.amount": income, "T01R.total.total": spending}
    (compared,) = verification.check_figures(document(cells))[C01]
    return compared.outcome


def vehicles(whole: str, purchase: str, operation: str) -> str:
    cells = {
        "three_public.vehicles": whole,
        "three_public.vehicle_purchase": purchase,
        "three_public.vehicle_operation": operation,
    }
    return next(each.outcome for each in verification.check_figures(document(cells))[C14] if each.what == "公务用车")


# ---- Sums in 元 are exact, sums in 万元 as exact as they are printed ----


@pytest.mark.parametrize("difference", ["0.01", "0.005", "0.50", "1"])
def test_sums_of_yuan_have_no_slack_not_even_of_half_a_cent(difference: str) -> None:
    assert outcome("100.00", "100.00") == "相符"
    assert outcome("100.00", f"100.00={100 + float(difference)}") == "不符"
    assert vehicles("100.00", "60.00", "40.00") == "相符"
    assert vehicles("100.00", "60.00", f"40.00={40 + float(difference)}") == "不符"


@pytest.mark.parametrize(
    ("whole", "one", "other", "expected"),
    [
        # half of the last printed place for each of the three figures: 50 元 × 3 where two places are printed
        ("12.34万元", "6.17万元", "6.17万元", "相符"),
        ("12.35万元", "6.17万元", "6.17万元", "相符"),
        ("12.3550万元", "6.1700万元", "6.1700万元", "不符"),
        ("12.36万元", "6.17万元", "6.17万元", "不符"),
        ("12万元", "6万元", "7万元", "相符"),
        ("12万元", "6万元", "8万元", "不符"),
    ],
)
def test_sums_of_ten_thousands_may_miss_by_half_of_the_last_printed_place_of_each(
    whole: str, one: str, other: str, expected: str
) -> None:
    assert vehicles(whole, one, other) == expected


def test_the_slack_ends_exactly_at_the_halves_of_all_figures_together() -> None:
    """Three figures of 0.01万元 round by 150 元 at most."""
    assert vehicles("12.34=12.355万元", "6.17万元", "6.17万元") == "相符"
    assert vehicles("12.34=12.3551万元", "6.17万元", "6.17万元") == "不符"
    assert vehicles("12.34=12.325万元", "6.17万元", "6.17万元") == "相符"
    assert vehicles("12.34=12.3249万元", "6.17万元", "6.17万元") == "不符"


def test_a_figure_is_off_by_half_of_its_last_printed_place_at_most() -> None:
    assert half_of_the_last_place("元", 2) == Decimal("0.005")
    assert half_of_the_last_place("元", 0) == Decimal("0.5")
    assert half_of_the_last_place("万元", 0) == 5000
    assert half_of_the_last_place("万元", 2) == HALF_IN_TEN_THOUSANDS == 50


def test_one_figure_in_ten_thousands_gives_its_slack_to_the_sum_and_a_figure_in_yuan_none_but_its_own() -> None:
    assert outcome("12.34万元", "123,400.00") == "相符"
    assert outcome("12.34=12.345万元", "123,400.00") == "相符"
    assert outcome("12.34=12.3451万元", "123,400.00") == "不符"
    assert outcome("123,400.00", "12.34=12.345万元") == "相符"


def test_a_blank_cell_gives_no_slack() -> None:
    assert vehicles("12.34=12.35万元", "12.34万元", "") == "相符"
    assert vehicles("12.34=12.35005万元", "12.34万元", "") == "不符"


def test_yuan_printed_whole_have_no_slack_either() -> None:
    assert outcome("100", "101") == "不符"


def test_ten_thousands_printed_to_the_cent_are_as_exact_as_yuan() -> None:
    assert outcome("12.345600万元", "12.345601万元") == "不符"


# ---- Blank, absent, in tables and in the text ----


def test_a_blank_cell_counts_as_nothing_and_one_that_is_not_there_is_not_compared() -> None:
    assert vehicles("7", "7", "") == "相符"
    assert vehicles("7", "", "6") == "不符"
    assert outcome("", "") == "相符"
    cells = {"three_public.vehicles": "7", "three_public.vehicle_purchase": "7"}
    compared = verification.check_figures(document(cells))[C14]
    assert {each.outcome for each in compared} == {"无法核验"}


def test_what_is_not_compared_is_said_without_values() -> None:
    (compared,) = verification.check_figures(document({"T01L.total.amount": "7"}))[C01]
    assert (compared.outcome, compared.words(), compared.left, compared.right) == ("无法核验", "收支总表", 0, 0)


def test_where_table_and_text_have_the_same_name_the_table_is_reckoned_with() -> None:
    found = verification.check_figures(
        document({"T01L.total.amount": "7", "T01R.total.total": "7"}, {"T01R.total.total": "8"})
    )
    assert [each.outcome for each in found[C01]] == ["相符"]


def test_a_document_without_sections_blocks_or_cells_is_read() -> None:
    for each in (
        {},
        {"sections": []},
        {"sections": [{"blocks": [{"body": [{}]}]}]},
        {"sections": [{"blocks": [{"body": [{"cells": [{"key": "a"}]}]}]}]},
    ):
        assert list(verification.check_printing(each)) == []


def test_words_in_a_cell_are_no_figure() -> None:
    told = document({"T01L.total.amount": "7", "T01R.total.total": ""})
    table = told["sections"][1]["blocks"][1]
    table["body"][1]["cells"][1]["runs"] = [{"type": "text", "text": "9"}]
    table["body"][1]["cells"][0]["runs"].insert(0, {"type": "text", "text": "约"})
    (compared,) = verification.check_figures(told)[C01]
    assert (compared.left, compared.right, compared.outcome) == (7, 0, "不符")


def test_words_in_a_sentence_are_no_figure() -> None:
    told = document({}, {"revenue.total": "7"})
    told["sections"][2]["blocks"][0]["runs"][0]["ref"] = "expenditure.total"
    assert verification.standing_alone(told) == ["revenue.total"]


# ---- What is printed in two ways ----


def garbled(**changes: str) -> list[str]:
    told = document({"T01L.total.amount": "1,234.50"})
    told["sections"][1]["blocks"][1]["body"][1]["cells"][0]["runs"][0].update(changes)
    return list(verification.check_printing(told))


def test_a_figure_shown_as_its_value_is_has_no_fault() -> None:
    assert garbled() == []
    assert garbled(shown="1,234.5", value="1234.5") == []


def test_a_figure_shown_otherwise_than_its_value_is_is_named_with_both() -> None:
    assert garbled(value="1334.5") == ["T01L.total.amount：印出 1,234.50，数据是 1334.5"]
    assert garbled(value="1134.5") == ["T01L.total.amount：印出 1,234.50，数据是 1134.5"]


@pytest.mark.parametrize(
    ("shown", "value", "is_garbled"),
    [
        ("12.34", "12.345", False), ("12.34", "12.335", False), ("12.34", "12.3451", True), ("12.34", "12.3349", True),
        ("12", "12.5", False), ("12", "12.51", True), ("12.3", "12.35", False), ("12.3", "12.351", True),
    ],
)  # fmt: skip
def test_a_printed_figure_may_miss_its_value_by_half_of_its_last_place(
    shown: str, value: str, is_garbled: bool
) -> None:
    assert bool(garbled(shown=shown, value=value, unit="万元")) is is_garbled


@pytest.mark.parametrize("shown", ["——", "", "NaN", "Infinity", "无"])
def test_what_is_printed_and_no_number_is_not_compared_with_a_value(shown: str) -> None:
    assert garbled(shown=shown) == []


def test_a_name_with_two_values_is_named_with_both_in_order() -> None:
    told = document({"T01L.total.amount": "20"}, {"T01L.total.amount": "3"})
    assert list(verification.check_printing(told)) == ["T01L.total.amount：各处不同，3、20"]
    same = document({"T01L.total.amount": "20.00"}, {"T01L.total.amount": "20"})
    assert list(verification.check_printing(same)) == []


def test_ten_thousands_and_yuan_of_the_same_amount_are_the_same() -> None:
    assert (
        list(
            verification.check_printing(
                document({"T01L.total.amount": "123,400.00"}, {"T01L.total.amount": "12.34万元"})
            )
        )
        == []
    )
    assert (
        list(verification.check_printing(document({"T01L.total.amount": "12.34"}, {"T01L.total.amount": "12.34万元"})))
        != []
    )


# ---- What nothing confirms ----


def test_a_figure_stands_alone_that_is_in_no_sum_and_printed_once() -> None:
    cells = {
        "T01L.total.amount": "7",
        "T01R.total.total": "7",
        "targets.1": "95",
        "targets.2": "3",
        "T05.total.basic": "8",
    }
    assert verification.standing_alone(document(cells, {"targets.2": "3"})) == ["targets.1", "T05.total.basic"]


# ---- What the program says ----


def said(
    capsys: pytest.CaptureFixture[str],
    cells: Mapping[str, str],
    *,
    every: bool = False,
    sentences: Mapping[str, str] | None = None,
) -> list[str]:
    verification.say_figures(document(cells, sentences), every=every)
    return capsys.readouterr().out.splitlines()


EQUAL = {"T01L.total.amount": "7", "T01R.total.total": "7"}
UNEQUAL = {"T01L.total.amount": "7", "T01R.total.total": "8"}


def test_an_identity_of_one_sum_is_said_with_both_values(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, EQUAL)
    assert lines[:2] == [f"  {C01}：相符（1 处）", "    相符 收支总表：7，应为 7"]
    assert "  C11 基本支出两表一致：无法核验（没有可以比较的单元格）" in lines
    assert "  各处印出的数字与数据一致：相符（2 个数字）" in lines
    assert not any(line.startswith("    未核验") or "另有" in line for line in lines)


def test_what_does_not_add_up_is_said_of_the_identity_and_of_the_sum(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, UNEQUAL)[:2] == [f"  {C01}：不符（1 处）", "    不符 收支总表：7，应为 8"]


def test_an_identity_is_wrong_where_one_of_its_sums_is_and_says_only_that_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cells = {
        "three_public.total": "5", "three_public.overseas_trips": "1", "three_public.vehicles": "3", "three_public.official_receptions": "1",
        "three_public.vehicle_purchase": "1", "three_public.vehicle_operation": "1",
    }  # fmt: skip
    lines = said(capsys, cells)
    at = lines.index(f"  {C14}：不符（2 处）")
    assert lines[at + 1] == "    不符 公务用车：3，应为 2"
    assert lines[at + 2].startswith("  C17")
    every = said(capsys, cells, every=True)
    at = every.index(f"  {C14}：不符（2 处）")
    assert every[at + 1 : at + 3] == ["    不符 公务用车：3，应为 2", "    相符 合计：5，应为 5"]
    right = said(capsys, {**cells, "three_public.vehicles": "2", "three_public.total": "4"})
    at = right.index(f"  {C14}：相符（2 处）")
    assert right[at + 1].startswith("  C17")


def test_what_is_printed_in_two_ways_is_said_in_lines_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, {**EQUAL, "targets.1": "5=7"})
    assert lines[-3] == "  各处印出的数字与数据一致：不符（3 个数字）"
    assert lines[-2] == "    不符 targets.1：印出 5，数据是 7"


def test_figures_that_stand_alone_are_counted_and_listed_where_they_are_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    counted = "  另有 2 个数字不在上述关系中（如绩效指标值、数量、比例），只能由校验值证明没有被改动。"
    cells = {**EQUAL, "targets.1": "5", "targets.2": "6"}
    assert said(capsys, cells)[-1] == counted
    assert said(capsys, cells, every=True)[-3:] == [counted, "    未核验 targets.1", "    未核验 targets.2"]


# ---- Canonical JSON ----


def test_what_has_no_one_way_to_be_written_is_named() -> None:
    with pytest.raises(ValueError, match="fraction"):
        verification.canonical({"a": [{"b": 1.5}]})
    with pytest.raises(ValueError, match="fraction"):
        verification.canonical((1, (2.5,)))
    with pytest.raises(ValueError, match="no ASCII name"):
        verification.canonical([{"年度": 1}])
    with pytest.raises(ValueError, match="no ASCII name"):
        verification.canonical({1: 2})


def test_members_are_sorted_without_blanks_and_words_are_left_as_they_are() -> None:
    assert verification.canonical({"b": [1, None, True], "a": "预算"}) == '{"a":"预算","b":[1,null,true]}'.encode()


def test_the_builder_of_these_documents_writes_what_the_product_writes() -> None:
    """Else all of the above would be about documents that nobody publishes."""
    from disclosure.document import Figure, to_builtins

    written = to_builtins(Figure(ref="a", name="", value="12.3456", unit="万元", shown="12.35"))
    assert figure("a", "12.35=12.3456万元") == written
    assert set(copy.deepcopy(written)) == {"type", "ref", "name", "value", "unit", "shown"}
    assert re.fullmatch(r"[0-9.]+", written["value"])
