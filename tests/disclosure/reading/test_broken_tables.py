"""A row with a cell too few or too many, a number that is none: the line is named and nothing is understood."""

from __future__ import annotations

import pytest

from disclosure.reading.hebei.interpretation import understand
from disclosure.reading.layout.errors import UnreadableDisclosure
from tests.disclosure.reading.rendering import source_of
from tests.generator import write

WHOLE = next(
    write(seed) for seed in range(50) if (w := write(seed)).purchases > 1 and w.projects > 1 and w.indicators > 3
)
LINES = WHOLE.text.split("\n")


def complaint(lines: list[str]) -> UnreadableDisclosure:
    with pytest.raises(UnreadableDisclosure) as caught:
        understand(source_of("\n".join(lines)), year=WHOLE.year)
    return caught.value


def row_of(first_cell: str) -> int:
    """The index of the first line of the row that begins with that cell."""
    return LINES.index(f"\t{first_cell}")


def test_the_whole_document_is_understood() -> None:
    assert understand(source_of(WHOLE.text), year=WHOLE.year).purchases


@pytest.mark.parametrize(
    ("first_cell", "table"),
    [
        ("单位名称", "机构设置表"), ("项目编码", "项目绩效目标表"), ("资金支出计划（累计进度%）", "项目绩效目标表"), ("绩效目标", "项目绩效目标表"),
        ("产出指标", "项目绩效目标表"), ("政府采购项目来源", "政府采购预算表"), ("项目名称", "政府采购预算表"), ("资产总额", "固定资产占用情况表"),
    ],
)  # fmt: skip
def test_a_lost_and_a_doubled_cell_are_found_in_every_table(first_cell: str, table: str) -> None:
    at = row_of(first_cell)
    if first_cell == "项目名称":
        at = max(number for number, line in enumerate(LINES) if line == "\t项目名称")
    lost = complaint(LINES[: at + 1] + LINES[at + 2 :])
    doubled = complaint(LINES[: at + 1] + LINES[at : at + 1] + LINES[at + 1 :])
    assert lost.line == at + 1
    assert doubled.line == at + 1
    assert table in str(lost)
    assert "单元格" in str(lost)


def test_a_lost_blank_line_joins_two_rows_and_is_found() -> None:
    at = row_of("产出指标")
    end = LINES.index("", at)
    assert complaint(LINES[:end] + LINES[end + 1 :]).line == at + 1


@pytest.mark.parametrize(
    ("offset", "says"),
    [(5, "采购数量“若干”不是数字"), (6, "采购表中的“若干”不是金额"), (9, "采购表中的“若干”不是金额")],
)
def test_a_word_where_a_number_belongs_is_named(offset: int, says: str) -> None:
    first_item = max(number for number, line in enumerate(LINES) if line == "\t其他来源收入") + 3
    lines = list(LINES)
    lines[first_item + offset] = "\t若干"
    error = complaint(lines)
    assert error.line == first_item + offset + 1
    assert says in str(error)


def test_a_first_level_that_no_form_knows_is_named() -> None:
    at = row_of("产出指标")
    error = complaint([*LINES[:at], "\t其它方面", *LINES[at + 1 :]])
    assert (error.line, "不是一级指标" in str(error)) == (at + 1, True)


def test_a_project_code_twice_and_a_unit_twice_are_named() -> None:
    codes = [number + 1 for number, line in enumerate(LINES) if line == "\t项目编码"]
    lines = list(LINES)
    lines[codes[1]] = lines[codes[0]]
    error = complaint(lines)
    assert error.line == codes[1]
    assert f"与第 {codes[0]} 行的项目重复" in str(error)
    unit = next(number for number, line in enumerate(LINES) if line == "\t财政拨款")
    twice = complaint([*LINES[: unit + 2], *LINES[unit - 3 : unit + 2], *LINES[unit + 2 :]])
    assert "重复" in str(twice)


def test_a_sheet_that_ends_too_early_is_named() -> None:
    at = row_of("一级指标")
    until = next(
        number
        for number in range(at, len(LINES))
        if LINES[number] in {"\t项目编码", "六、政府采购预算情况"} or LINES[number].strip().startswith("六、")
    )
    assert "后面缺少“一级指标”" in str(complaint(LINES[:at] + LINES[until:]))
