"""Errors that really were published, found by reckoning again; and nothing else in the same documents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from django.core.management import call_command

from disclosure.checks.compared_texts import UP, TextComparison, of_line
from disclosure.checks.lines import DocumentLine
from disclosure.document import Text


def compared(path: Path) -> list[TextComparison]:
    """Every comparison of a document. Its lines are those of a page, so they are joined to sentences first."""
    whole = "".join(line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    sentences = re.findall(r"[^。]*。", whole)
    lines = [DocumentLine("x", each, "body", "x", (Text(each),), is_own=True) for each in sentences]
    return [each for line in lines for each in of_line(line)]


def wrong(path: Path) -> list[tuple[str, str]]:
    """(stated, true) of every percentage and direction that cannot be; the true one empty where there is none."""
    found = []
    for each in compared(path):
        if each.percent is not None and each.base == 0:
            found.append((f"{each.percent}%", ""))
        elif each.wrong_percent is not None:
            found.append((f"{each.percent}%", f"{each.wrong_percent:.2f}%"))
        if each.wrong_change is not None:
            found.append(("change", f"{each.true_change}"))
        if each.current is not None and each.current.value == 0 and each.direction in UP:
            found.append((f"0元{each.direction}", ""))
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "shanghai_putuo_wanli_2023_budget_FULL.txt",
            [("0元增加", ""), ("100.00%", ""), ("314.82%", "289.12%"), ("60.54%", "232.79%"), ("100.00%", "")],
        ),
        ("shanghai_putuo_wanli_2024_budget_FULL.txt", [("100.00%", ""), ("0.53%", "1.19%")]),
        ("shanghai_putuo_wanli_2025_budget_FULL.txt", []),
        ("sichuan_bazhou_2024_sangong_huizong.txt", [("1.24%", "1.25%")]),
        ("chongqing_fuling_zhen_2024_sangong.txt", []),
        ("shanhaiguan-xinfang-2020.txt", []),
    ],
)
def test_published_errors_are_found_and_what_is_right_is_left_alone(
    shared: Path, name: str, expected: list[tuple[str, str]]
) -> None:
    assert wrong(shared / "disclosures" / name) == expected


def test_there_is_something_to_judge_in_these_documents(shared: Path) -> None:
    counts = [
        len(compared(shared / "disclosures" / f"shanghai_putuo_wanli_{year}_budget_FULL.txt")) for year in (2023, 2024)
    ]
    assert min(counts) > 30


# ---- Every error and warning in the budgets of one sub-district over three years, with what a reader says of it ----


@dataclass(frozen=True)
class Known:
    """A finding that was read against the text. item: number of the item of the narrative that it is about, 0 for none.

    disputed  "" where the finding is right, else what speaks against it
    """

    rule: str
    severity: str
    words: str
    item: int = 0
    why: str = ""
    disputed: str = ""


# When a document appeared and whom to ask stood on the page around it, not in the text that lies here.
AROUND_THE_TEXT = "R-STR-8"
_ZERO_BASE = "from nothing there is no percentage"
_TAUTOLOGY = "the reason says that the item grew or shrank, which was to be explained"


def _says_nothing(*items: int) -> list[Known]:
    return [Known("R-TXT-7", "W", "原因没有实际内容", item, _TAUTOLOGY) for item in items]


GOLDEN: dict[int, list[Known]] = {
    2023: [
        Known("R-TXT-5", "W", "1421.25万元", why="the sum of another line stands here: 0 cannot be more"),
        Known("R-TXT-4", "W", "应为 289.12%，文字写 314.82%", 3, "11.67 to 45.41"),
        Known("R-TXT-4", "W", "开头写 220.63万元，后面写预算安排 441.25万元", 16, "the sentence of the item before it was copied"),
        Known("R-TXT-4", "W", "应为 232.79%，文字写 60.54%", 16, "the percentage too is that of the item before it"),
        Known("R-TXT-1", "W", "441.25万元", 16, "the table has 220.63"),
        Known("R-TXT-4", "W", "上年为 0", 2, _ZERO_BASE),
        Known("R-TXT-4", "W", "上年为 0", 17, _ZERO_BASE),
        Known("R-CON-2", "W", "应为“公务用车购置及运行费”", why="a letter is missing"),
        Known("R-CON-2", "W", "应为“公务用车运行费”", why="a letter too many"),
        Known("R-CON-2", "W", "应为“公务用车运行费”", why="the same a second time"),
        Known("R-FMT-3", "W", "空格", why="blanks inside a sentence"),
        Known("R-PRF-5", "W", "数量指标", why="a rate is filed under 数量"),
        Known("R-TXT-7", "W", "原因没有实际内容", why="one word for the whole change of income and expenditure"),
        *_says_nothing(
            1, 3, 4, 5, 6, 7, 9, 11, 12, 13, 14, 15, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34
        ),
    ],
    2024: [
        Known("R-TXT-4", "W", "开头写 350.35万元，后面写预算安排 352.67万元", 31, "one item, two amounts"),
        Known("R-TXT-4", "W", "应为 1.19%，文字写 0.53%", 31, "0.53 % belongs to the first of the two amounts"),
        Known("R-TXT-1", "W", "352.67万元", 31, "the table has 350.35"),
        Known("R-TXT-4", "W", "上年为 0", 9, _ZERO_BASE),
        Known("R-SAN-4", "W", "增加 250000元", why="“三公” grew"),
        Known("R-EMP-3", "W", "故本表为空表", why="it stands under the table of “三公”, which has figures"),
        Known("R-FMT-3", "W", "空格", disputed="the blank stands between entries of a list, where a reader would put a semicolon"),
        *_says_nothing(1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16, 17, 18, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32),
    ],
    2025: [
        Known("R-TXT-7", "W", "原因没有实际内容", why="one word for the whole change of income and expenditure")],
}  # fmt: skip


@cache
def _checked(path: Path) -> tuple[dict[str, object], ...]:
    """Read once for all tests of this module: what comes out is plain data."""
    from disclosure import foreign  # noqa: PLC0415  needs a configured Django

    return foreign.check(path).entries


@pytest.fixture
def classes(db: None) -> None:
    call_command("load_codes", verbosity=0)


def _wanli(shared: Path, year: int) -> tuple[dict[str, object], ...]:
    return _checked(shared / "disclosures" / f"shanghai_putuo_wanli_{year}_budget_FULL.txt")


def _item(entry: dict[str, object]) -> int:
    places: list[dict[str, str]] = entry["places"]  # type: ignore[assignment]
    found = re.match(r"(\d{1,2})[.．、]", places[0]["value"]) if places else None
    return int(found[1]) if found else 0


@pytest.mark.parametrize("year", GOLDEN)
def test_every_error_and_warning_is_known_and_none_is_missing(classes: None, shared: Path, year: int) -> None:
    found = [
        (str(entry["rule"]), str(entry["severity"]), _item(entry), str(entry["message"]))
        for entry in _wanli(shared, year)
        if entry["outcome"] == "fail" and entry["severity"] in {"E", "W"} and entry["rule"] != AROUND_THE_TEXT
    ]
    left = list(found)
    missing = []
    for known in GOLDEN[year]:
        match = next(
            (each for each in left if each[:3] == (known.rule, known.severity, known.item) and known.words in each[3]),
            None,
        )
        if match:
            left.remove(match)
        else:
            missing.append(known)
    disputed = [known for known in GOLDEN[year] if known.disputed]
    print(f"{year}: {len(found)} errors and warnings, {len(disputed)} disputed")
    assert (missing, left) == ([], [])
    assert all(known.why or known.disputed for known in GOLDEN[year])


def test_what_the_form_of_shanghai_has_no_place_for_is_not_asked_of_it(classes: None, shared: Path) -> None:
    """Each of these reported a blank that the form does not have. Those that can judge pass, the others say why they cannot."""
    outcomes = {str(entry["rule"]): str(entry["outcome"]) for entry in _wanli(shared, 2023)}
    for rule in (
        "R-EMP-1",
        "R-NUM-C19",
        "R-NUM-C24",
        "R-PRF-1",
        "R-AST-1",
        "R-FMT-2",
        "R-STR-6",
        "R-COD-1",
        "R-COD-3",
        "R-COD-4",
    ):
        assert (rule, outcomes[rule]) == (rule, "pass")
    reasons = {str(entry["rule"]): str(entry["message"]) for entry in _wanli(shared, 2023)}
    for rule, words in (
        ("R-NUM-C16", "没有分单位的明细"),
        ("R-NUM-C22", "没有这一栏"),
        ("R-PRF-7", "没有这一栏"),
        ("R-PRJ-4", "没有项目编码"),
        ("R-PRC-1", "没有政府采购的明细"),
    ):
        assert outcomes[rule] == "not-run"
        assert words in reasons[rule]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sichuan_bazhou_2024_sangong_huizong.txt", [("R-TXT-4", "W", "应为 1.25%，文字写 1.24%")]),
        ("chongqing_fuling_zhen_2024_sangong.txt", [("R-TXT-7", "W", "原因推给了系统")]),
    ],
)
def test_a_paragraph_of_no_known_layout_shows_its_error_and_nothing_else(
    classes: None, shared: Path, name: str, expected: list[tuple[str, str, str]]
) -> None:
    found = [
        (str(entry["rule"]), str(entry["severity"]), str(entry["message"]))
        for entry in _checked(shared / "disclosures" / name)
        if entry["outcome"] == "fail" and entry["rule"] != AROUND_THE_TEXT
    ]
    assert [each[:2] for each in found] == [each[:2] for each in expected]
    assert all(words in message for (_, _, message), (_, _, words) in zip(found, expected, strict=True))


OTHER_PROVINCES = (
    "hubei_liangzihu_xinfangju_2025", "hubei_daye_yinzu_zhongxue_2025", "hunan_wugang_xinfangju_2025", "guangxi_chongzuo_xinfangju_2025",
    "gansu_minle_zhengfuban_2025", "guizhou_yilong_xinfangju_2015", "yunnan_mile_xier_xuexiao_2025", "hebei_pingshan_xiakou_caizhengsuo_2025",
)  # fmt: skip


@pytest.mark.parametrize("name", OTHER_PROVINCES)
def test_the_text_of_another_province_is_judged_without_a_crash_and_without_an_invented_error(
    classes: None, shared: Path, name: str
) -> None:
    entries = _checked(shared / "disclosures" / f"{name}.txt")
    assert [entry["message"] for entry in entries if entry["outcome"] == "fail" and entry["severity"] == "E"] == []
    outcomes = {str(entry["rule"]): str(entry["outcome"]) for entry in entries}
    assert {outcomes[rule] for rule in ("R-STR-5", "R-CON-2", "R-SEC-1", "R-TXT-3")} == {"pass"}
    assert outcomes["R-NUM-C01"] == outcomes["R-SAN-1"] == "not-run"
