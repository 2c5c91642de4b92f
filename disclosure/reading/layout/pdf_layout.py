"""A PDF becomes the lines that its text would have. The file comes from outside, so a child process with little memory and little time reads it.

A scan is pictures of pages: there is nothing to read in it, and what nobody read was not checked.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from disclosure.reading.layout.errors import UnreadableDisclosure

MOST_BYTES = 30 * 1024 * 1024
SCAN = "扫描件无法核验，请提供可复制文字的文件。"
_MEMORY = 1024 * 1024 * 1024
_SECONDS = 20
_PROCESS = Path(__file__).with_name("pdf_process.py")
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG")
_REFUSALS = {
    "locked": "PDF 文件设有打开密码，请去掉密码后再核验。",
    "damaged": "PDF 文件已损坏，或者不是 PDF 文件。请重新导出后再试。",
    "pages": "PDF 文件的页数太多。请只保留一个部门的公开文件，另存后再试。",
    "large": "PDF 文件的文字太多。请只保留一个部门的公开文件，另存后再试。",
}
# Of so many pages at most a part may be pictures: a scanned seal page is no scan of the whole.
_MOST_BLANK = 0.5
# The closing lines of a file of ours are no part of the document.
_CLOSING = re.compile(r"^第\d+版|^公开链条目（|^公开地址：|^更正说明：|^历史版本导入")
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
# Between two cells of one line of a page.
CELL = "\x1e"
# Behind a line that reaches to the margin: the paragraph may go on in the next.
FULL = "\x1f"


@dataclass(frozen=True)
class PdfText:
    """is_tagged: a paragraph is a line, a cell a line that begins with a tab. Else a line is a line of the page, and cells are only guessed.

    page_of  the page of each line, from 1; empty for a tagged file
    """

    text: str
    is_tagged: bool
    page_of: tuple[int, ...] = ()

    @property
    def cells(self) -> str:
        """A line for each guessed cell, a form feed before the first of each page: the layer that Shanghai's budgets have."""
        lines = self.text.replace(FULL, "").split("\n")
        pages = (0, *self.page_of)
        return "\n".join(
            ("\x0c" * (page - before) if before else "") + line.replace(CELL, "\n")
            for line, page, before in zip(lines, pages[1:], pages, strict=False)
        )


def text_of(path: Path) -> PdfText:
    """Raises UnreadableDisclosure for a scan and for what is locked, damaged or beyond all measure."""
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise UnreadableDisclosure(f"文件有 {size / 1024 / 1024:.1f} MB，超出上限 {MOST_BYTES // 1024 // 1024} MB。")
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROCESS), str(_MEMORY), str(_SECONDS)],
            input=path.read_bytes(),
            capture_output=True,
            timeout=_SECONDS + 5,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            check=True,
        )
        answer = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise UnreadableDisclosure(
            "PDF 文件太复杂或已损坏，在限定的时间和内存内没有读完。请用原稿另存为 PDF 或 .docx 后再试。"
        ) from error
    if refusal := answer.get("refusal"):
        raise UnreadableDisclosure(_REFUSALS.get(refusal, _REFUSALS["damaged"]))
    if not any(line.strip() for line in answer["lines"]) or answer["blank"] > _MOST_BLANK * answer["pages"]:
        raise UnreadableDisclosure(SCAN)
    lines = _without_closing(list(answer["lines"]))
    page_of = tuple(answer["page_of"][: len(lines)])
    return PdfText("\n".join(lines), is_tagged=bool(answer["tagged"]), page_of=page_of)


def _without_closing(lines: Sequence[str]) -> Sequence[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or _CLOSING.match(lines[end - 1])):
        end -= 1
    return lines[:end]


def paragraphs(text: str) -> str:
    """Lines of a page joined to paragraphs: one that reaches to the margin goes on in the next that has no indent."""
    return "\n".join(_joined(_without_cells(text).split("\n")))


def _without_cells(text: str) -> str:
    """A row of a table keeps its cells, a line each; in a sentence blanks beside wide letters are typesetting, and others stay."""
    return "\n".join(
        "\n".join(f"\t{part}" for part in parts)
        if _is_row(parts := line.rstrip(FULL).strip().split(CELL))
        else re.sub(rf"(?<=[\x21-\x7e]){CELL}(?=[\x21-\x7e])", " ", line).replace(CELL, "")
        for line in text.split("\n")
    )


def _is_row(parts: Sequence[str]) -> bool:
    """编制部门：… beside 单位：元, or a number in a place of its own."""
    return len(parts) > 1 and (
        any(_NUMBER.fullmatch(part) for part in parts) or all("：" in part or ":" in part for part in parts)
    )


def _joined(lines: Sequence[str]) -> Iterator[str]:
    waiting = ""
    for line in lines:
        full, words = line.endswith(FULL), line.rstrip(FULL)
        if waiting and not words[:1].isspace():
            waiting += words
        else:
            if waiting:
                yield waiting
            waiting = words
        if not full:
            yield waiting
            waiting = ""
    if waiting:
        yield waiting
