"""A Word file becomes the lines that its text would have: a paragraph a line, a table cell a line that begins with a tab.

The file comes from outside, so a child process with little memory and little time reads it; what it prints is text.
The text then goes the way of every other text.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from disclosure.reading.layout.errors import UnreadableDisclosure

MOST_BYTES = 20 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_UNPACKED = 60 * 1024 * 1024
MOST_TIMES_LARGER = 300
MOST_CELLS = 200_000
_MEMORY = 1024 * 1024 * 1024
_SECONDS = 20
IMPRINT_STYLE = "版本信息"
_DOCUMENT = "word/document.xml"
# Word 97–2003 files, and files of today that were given a password, are of this older kind.
_OLDER_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Words that a reader of the finished text does not see: moved away in tracked changes, or a second form of a text box.
_UNSEEN = (f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
# Frames around paragraphs and tables: content controls, paragraphs with an inserted or custom mark.
_FRAMES = (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo", f"{_W}smartTag")


def text_of(path: Path) -> str:
    """The lines, joined. Raises UnreadableDisclosure for what is no Word file, is damaged, or unpacks beyond all measure."""
    _check_package(path)
    command = [sys.executable, "-m", "disclosure.reading.layout.docx_layout", str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, preexec_fn=_limits, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnreadableDisclosure("文件太复杂，在规定时间内没有读完。请另存为文本后再导入。") from error
    if done.returncode:
        raise UnreadableDisclosure("Word 文件已损坏，或者不是正常的 .docx 文件。请用 Word 打开后另存为 .docx 再试。")
    return done.stdout.decode("utf-8")


def _limits() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def _check_package(path: Path) -> None:
    """What the package says of itself, before anything is unpacked."""
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableDisclosure(f"文件超出上限 {MOST_BYTES // 1024 // 1024} MB。")
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableDisclosure(_no_package(path)) from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked / packed > MOST_TIMES_LARGER:
        raise UnreadableDisclosure("文件解压后异常庞大，已拒绝读取。请用 Word 打开后另存为 .docx 再试。")
    if not any(entry.filename == _DOCUMENT for entry in entries):
        raise UnreadableDisclosure("这个压缩文件里没有 Word 正文，不是 .docx 文件。")


def _no_package(path: Path) -> str:
    with path.open("rb") as file:
        beginning = file.read(len(_OLDER_OFFICE))
    if not beginning:
        return "文件是空的。"
    if beginning == _OLDER_OFFICE:
        return "文件设有打开密码，或者是改了扩展名的旧版 Word 文件。请用 Word 打开，去掉密码，另存为 .docx 后再试。"
    return "这不是 .docx 文件，或者文件已损坏。请用 Word 打开后另存为 .docx 再试。"


def lines_in(path: Path) -> Iterator[str]:
    """The body's lines in reading order. A cell that goes on from the row above is a blank cell, as in copied text."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    with zipfile.ZipFile(path) as package, package.open(_DOCUMENT) as file:
        body = etree.parse(file, parser).getroot().find(f"{_W}body")
    if body is None:
        raise ValueError("no body")
    cells = 0
    for child in _blocks(body):
        if child.tag == f"{_W}p" and not _is_imprint(child):
            yield from _paragraph(child)
        elif child.tag == f"{_W}tbl":
            for row in _within(child, f"{_W}tr"):
                for cell in _within(row, f"{_W}tc"):
                    cells += 1
                    if cells > MOST_CELLS:
                        raise ValueError("too many cells")
                    yield f"\t{_cell(cell)}"
                yield ""
            yield ""


def _blocks(node: etree._Element) -> Iterator[etree._Element]:
    """Paragraphs and tables, also those in a content control."""
    for child in node:
        if child.tag in _FRAMES:
            yield from _blocks(child)
        else:
            yield child


def _within(node: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, not those of a table inside a cell."""
    return (child for child in _blocks(node) if child.tag == tag)


def _is_imprint(node: etree._Element) -> bool:
    """The closing lines of a file of ours (version, date, chain entry) are no part of the document."""
    style = node.find(f"{_W}pPr/{_W}pStyle")
    return style is not None and style.get(f"{_W}val") == IMPRINT_STYLE


def _paragraph(node: etree._Element) -> list[str]:
    parts = []
    unseen = {each for hidden in node.iter(*_UNSEEN) for each in hidden.iter()}
    for each in node.iter(f"{_W}t", f"{_W}br", f"{_W}tab"):
        if each in unseen or each.getparent().tag == f"{_W}tabs":  # a stop of the ruler is no tab
            continue
        parts.append({f"{_W}br": "\n", f"{_W}tab": " "}.get(str(each.tag), each.text or ""))
    # A tab at a line's beginning would make it a cell.
    return [line.strip() for line in "".join(parts).split("\n")]


def _cell(node: etree._Element) -> str:
    merge = node.find(f"{_W}tcPr/{_W}vMerge")
    if merge is not None and merge.get(f"{_W}val") != "restart":
        return ""
    """With what a table inside the cell says."""
    words = []
    for child in _blocks(node):
        if child.tag == f"{_W}p":
            words.extend(_paragraph(child))
        elif child.tag == f"{_W}tbl":
            words.extend(_cell(cell) for row in _within(child, f"{_W}tr") for cell in _within(row, f"{_W}tc"))
    return "".join(words)


if __name__ == "__main__":
    sys.stdout.buffer.write("\n".join(lines_in(Path(sys.argv[1]))).encode("utf-8"))
