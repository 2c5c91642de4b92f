from __future__ import annotations

from pathlib import Path

import pytest

from disclosure.reading.layout import file_lines
from disclosure.reading.layout.errors import UnreadableDisclosure
from disclosure.reading.layout.file_lines import FileLine, lines_of, read_lines

TEXT = "云汀区档案馆2020年部门预算公开说明\n\n\t单位名称\n"


@pytest.mark.parametrize(
    "content", [TEXT.encode(), TEXT.encode("utf-8-sig"), TEXT.encode("gb18030"), TEXT.replace("\n", "\r\n").encode()]
)
def test_utf8_with_and_without_mark_and_gb18030_are_read_alike(content: bytes) -> None:
    assert lines_of(content)[:3] == [
        FileLine(1, TEXT.split("\n")[0], False),
        FileLine(2, "", False),
        FileLine(3, "单位名称", True),
    ]


def test_an_empty_cell_is_a_cell_and_a_blank_line_is_none() -> None:
    assert [line.is_cell for line in lines_of("甲\n\t\n  \n\t  乙".encode())] == [False, True, False, True]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "文件是空的"),
        (b" \n\t\n\x00\x00", "文件是空的"),
        (b"PK\x03\x04" + b"x" * 50, "Word 或 Excel"),
        (b"%PDF-1.7 ...", "PDF"),
        ("预算".encode("utf-16"), "UTF-16"),
        ("第一行\n预算\n".encode() + b"\xff\xff\n", "第 3 行"),
        ("第一行\n部门预算公开".encode()[:-1], "第 2 行：文件在这一行中断"),
        (b"\xff\xff\xff\xff", "既不是 UTF-8 也不是 GB18030"),
        ("第一行\n第二\x07行\n预算".encode(), "第 2 行：第 3 个字符（U+0007）无法打印"),
        ("第一行\n\u202e预算".encode(), "第 2 行：第 1 个字符（U+202E）无法打印"),
        ("预算\x00".encode(), "第 1 行：第 3 个字符（U+0000）无法打印"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(content: bytes, says: str) -> None:
    with pytest.raises(UnreadableDisclosure, match=says.replace("(", r"\(").replace("+", r"\+")):
        lines_of(content)


def test_a_file_beyond_the_limits_is_refused_and_one_at_the_limit_is_read(tmp_path: Path) -> None:
    too_large = tmp_path / "large.txt"
    too_large.write_bytes(b"a" * (file_lines.MOST_BYTES + 1))
    with pytest.raises(UnreadableDisclosure, match="超出上限 5 MB"):
        read_lines(too_large)
    with pytest.raises(UnreadableDisclosure, match="超出上限 50000 行"):
        lines_of(b"a\n" * file_lines.MOST_LINES)
    assert len(lines_of(b"a\n" * (file_lines.MOST_LINES - 1))) == file_lines.MOST_LINES
    with pytest.raises(UnreadableDisclosure, match="第 2 行：这一行有 20001 个字符"):
        lines_of(b"a\n" + b"b" * (file_lines.LONGEST_LINE + 1))
    assert lines_of(b"b" * file_lines.LONGEST_LINE)


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDisclosure, match="无法打开文件"):
        read_lines(tmp_path / "nowhere.txt")
    with pytest.raises(UnreadableDisclosure, match="不是文件"):
        read_lines(tmp_path)
