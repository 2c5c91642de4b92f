"""A file's lines as neutral blocks, and the blocks under the headings of the form."""

from __future__ import annotations

import pytest

from disclosure.reading.layout.blocks import ReadTable, Words
from disclosure.reading.layout.errors import UnreadableDisclosure
from disclosure.reading.layout.file_lines import lines_of
from disclosure.reading.layout.text_layout import blocks_of
from tests.disclosure.reading.rendering import source_of
from tests.generator import write

WHOLE = write(4).text
LINES = WHOLE.split("\n")


def blocks(text: str) -> list[Words | ReadTable]:
    return list(blocks_of(lines_of(text.encode())))


def test_lines_that_begin_with_a_tab_are_cells_and_a_blank_line_ends_the_row() -> None:
    paragraph, table, last = blocks("前言\n\t甲\n\t\n\n\t乙\n\n\n\t丙\n\n后记")
    assert isinstance(table, ReadTable)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["甲", ""], ["乙"], ["丙"]]
    assert [row.line for row in table.rows] == [2, 5, 8]
    assert (paragraph.line, last.line) == (1, 10)


def test_words_right_below_a_cell_belong_to_it() -> None:
    (table,) = blocks("\t甲\n接着写\n\t乙\n")
    assert isinstance(table, ReadTable)
    assert [cell.text for cell in table.rows[0].cells] == ["甲\n接着写", "乙"]


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("一、部门职责", 2),
        ("第二部分 预算项目", 3),
        ("（三）工作保障措施：", 4),
        ("12、名称", 5),
        ("普通一段", 0),
        ("1、负责登记和保管。", 0),
    ],
)
def test_headings_are_told_by_numbering_and_shape(line: str, level: int) -> None:
    (words,) = blocks(line)
    assert isinstance(words, Words)
    assert words.level == level


def test_a_whole_document_comes_apart_into_all_sections() -> None:
    source = source_of(WHOLE)
    assert source.name == write(4).name
    assert source.year == write(4).year
    assert list(source.sections) == [
        "opening", "organisation", "overview", "operating_costs", "three_public", "performance", "procurement", "assets", "glossary", "other",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "title",
    [
        "望岚县水务局2020年部门预算公开说明",
        "2020年望岚县水务局部门预算公开",
        "关于望岚县水务局２０２０年度部门预算信息公开的说明",
    ],
)
def test_name_and_year_are_taken_from_the_title(title: str) -> None:
    source = source_of("\n".join([title, *LINES[1:]]))
    assert (source.name, source.year) == ("望岚县水务局", 2020)


def test_a_file_cut_off_after_any_line_is_refused_with_a_line() -> None:
    filled = [number for number, line in enumerate(LINES, 1) if line.strip()]
    for number in filled[1:-1:7]:
        if "九、" in "".join(LINES[:number]) and LINES[number - 1].strip() != "九、其他需要说明的事项":
            continue
        with pytest.raises(UnreadableDisclosure, match=rf"第 {number} 行：文件到这里就结束了"):
            source_of("\n".join(LINES[:number]))


def test_the_last_heading_without_anything_below_is_a_cut_off_file() -> None:
    end = LINES.index(next(line for line in LINES if line.strip().startswith("九、"))) + 1
    with pytest.raises(UnreadableDisclosure, match=rf"第 {end} 行：.*“.*九、其他需要说明的事项”之下没有内容"):
        source_of("\n".join(LINES[:end]))


def test_a_missing_heading_is_named_with_the_line_after_which_it_should_stand() -> None:
    at = next(number for number, line in enumerate(LINES) if line.strip() == "六、政府采购预算情况")
    before, after = (
        next(n for n, line in enumerate(LINES, 1) if line.strip().startswith(number)) for number in ("五、", "七、")
    )
    with pytest.raises(UnreadableDisclosure) as caught:
        source_of("\n".join(LINES[:at] + LINES[at + 1 :]))
    assert caught.value.line == before
    place = f"在这一行之后、第 {after - 1} 行“七、国有资产信息”之前，应有标题“六、政府采购预算情况”"
    assert place in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["今天的会议纪要\n一、参会人员\n", "\t表格\n\t没有标题\n", "根据部门预算公开的规定，现将2020年预算公开如下：\n"],
)
def test_what_is_no_disclosure_is_refused(text: str) -> None:
    with pytest.raises(UnreadableDisclosure, match="第 1 行：这里没有部门预算公开说明的标题"):
        source_of(text)
