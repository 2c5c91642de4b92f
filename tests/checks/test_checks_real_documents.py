"""Errors that really were published, found by reckoning again; and nothing else in the same documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from disclosure.checks.compared_texts import UP, Comparison, of_line
from disclosure.checks.lines import Line
from disclosure.document import Text


def compared(path: Path) -> list[Comparison]:
    """Every comparison of a document. Its lines are those of a page, so they are joined to sentences first."""
    whole = "".join(line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    sentences = re.findall(r"[^。]*。", whole)
    lines = [Line("x", each, "body", "x", (Text(each),), is_own=True) for each in sentences]
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
