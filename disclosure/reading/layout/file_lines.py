"""A file's bytes become lines of clean text: UTF-8 (with a mark or without) or GB18030, of a size that a disclosure has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from budgets.text import ForbiddenCharacter, clean_text
from disclosure.reading.layout.errors import UnreadableDisclosure

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 50_000
LONGEST_LINE = 20_000

_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_OTHER_KINDS = (
    (b"PK\x03\x04", "Word 或 Excel 文件（.docx、.xlsx）"),
    (b"\xd0\xcf\x11\xe0", "旧版 Word 或 Excel 文件（.doc、.xls）"),
    (b"%PDF", "PDF 文件"),
    (b"\xff\xfe", "UTF-16 编码的文本"),
    (b"\xfe\xff", "UTF-16 编码的文本"),
)
# A word that every disclosure has: where it can be read as UTF-8, the file is not GB18030.
_TELLTALE = "预算"


@dataclass(frozen=True)
class FileLine:
    """A line of the file. A line that begins with a tab is a table's cell; its text is without the tab."""

    number: int
    text: str
    is_cell: bool


def read_lines(path: Path) -> list[FileLine]:
    """The file's lines. Raises UnreadableDisclosure for what is no text, too large or not printable."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise UnreadableDisclosure(f"“{path.name}”不是文件。")
        if size > MOST_BYTES:
            raise UnreadableDisclosure(
                f"文件有 {size / 1024 / 1024:.1f} MB，超出上限 {MOST_BYTES // 1024 // 1024} MB。"
            )
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableDisclosure(f"无法打开文件“{path}”：{error.strerror or error}。") from error
    return lines_of(content)


def lines_of(content: bytes) -> list[FileLine]:
    """The lines of a file's bytes."""
    if not content.strip(b"\x00 \t\r\n"):
        raise UnreadableDisclosure("文件是空的。")
    raw = _BREAK.split(_decoded(content))
    if len(raw) > MOST_LINES:
        raise UnreadableDisclosure(f"文件有 {len(raw)} 行，超出上限 {MOST_LINES} 行。")
    return [_line(number, text) for number, text in enumerate(raw, 1)]


def _line(number: int, raw: str) -> FileLine:
    if len(raw) > LONGEST_LINE:
        raise UnreadableDisclosure(f"这一行有 {len(raw)} 个字符，超出上限 {LONGEST_LINE} 个。", line=number)
    try:
        # What was only a mark or a tab is still a cell, an empty one.
        return FileLine(number, clean_text(raw).strip(), raw.startswith("\t"))
    except ForbiddenCharacter as error:
        raise UnreadableDisclosure(str(error).replace("删除后再保存", "删除后再导入"), line=number) from error


def _decoded(content: bytes) -> str:
    for signature, kind in _OTHER_KINDS:
        if content.startswith(signature):
            raise UnreadableDisclosure(
                f"这是{kind}，目前只能读取文本文件（.txt，UTF-8 或 GB18030 编码）。请另存为文本后再导入。"
            )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _TELLTALE in content.decode("utf-8", "replace"):
            line = content.count(b"\n", 0, error.start) + 1
            if error.end >= len(content) - 3 and "unexpected end" in error.reason:
                raise UnreadableDisclosure(
                    "文件在这一行中断，最后一个字不完整。请重新获取完整的文件。", line=line
                ) from error
            raise UnreadableDisclosure(
                "这一行有无法按 UTF-8 解读的字节。请用文本编辑器另存为 UTF-8 后再导入。", line=line
            ) from error
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableDisclosure(
            "既不是 UTF-8 也不是 GB18030 编码，无法解读。请另存为 UTF-8 文本后再导入。", line=line
        ) from error
