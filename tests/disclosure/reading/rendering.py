"""The lines of a page and of a Word file: a paragraph, a heading or a table's cell each, without blanks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from budgets.models import DepartmentalBudget
from budgets.statements.ledger import Ledger
from budgets.text import squeeze
from disclosure.composition.compose import Composition, compose
from disclosure.exporters import to_docx, to_html
from disclosure.exporters.imprint import Imprint
from disclosure.reading.hebei import importer
from disclosure.reading.hebei.importer import Imported
from disclosure.reading.hebei.sections import Source, take_apart
from disclosure.reading.layout.file_lines import lines_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_INLINE = {"a", "b", "data", "em", "span", "strong", "time"}


def source_of(text: str | bytes) -> Source:
    return take_apart(lines_of(text if isinstance(text, bytes) else text.encode()), file="source.txt")


def import_text(text: str | bytes, **options: Any) -> Imported:
    return importer.import_source(source_of(text), **{"region_code": "990101", "department_code": "202", **options})


def composed(budget: DepartmentalBudget, *, own_words: bool = True) -> Composition:
    return compose(Ledger.of(budget), own_words=own_words)


def page_lines(budget: DepartmentalBudget) -> list[str]:
    parser = _Lines()
    parser.feed(to_html.article(composed(budget).document))
    parser.close()
    parser.end_line()
    return parser.lines


def word_lines(budget: DepartmentalBudget) -> list[str]:
    content = to_docx.render(composed(budget).document, Imprint())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        body = ElementTree.fromstring(archive.read("word/document.xml")).find(f"{_W}body")
    assert body is not None
    return [squeezed for line in _word_lines(body) if (squeezed := squeeze(line))]


def source_lines(text: str) -> list[str]:
    return [squeezed for line in text.splitlines() if (squeezed := squeeze(line))]


def missing(wanted: list[str], got: list[str]) -> list[str]:
    """The lines that are not there in this order. A plain longest common subsequence, apart from the reader's own."""
    table = [[0] * (len(got) + 1)]
    for line in wanted:
        above, row = table[-1], [0]
        for column, other in enumerate(got, 1):
            row.append(above[column - 1] + 1 if line == other else max(above[column], row[column - 1]))
        table.append(row)
    left, i, j = [], len(wanted), len(got)
    while i:
        if j and wanted[i - 1] == got[j - 1]:
            i, j = i - 1, j - 1
        elif j and table[i][j - 1] >= table[i - 1][j]:
            j -= 1
        else:
            i -= 1
            left.append(wanted[i])
    return left[::-1]


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.parts: list[str] = []

    def end_line(self) -> None:
        if line := squeeze("".join(self.parts)):
            self.lines.append(line)
        self.parts.clear()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in _INLINE:
            self.end_line()

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.end_line()

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _word_lines(node: Any) -> Iterator[str]:
    for child in node:
        if child.tag == f"{_W}p":
            text = "".join(
                "\n" if part.tag == f"{_W}br" else part.text or ""
                for part in child.iter()
                if part.tag in {f"{_W}t", f"{_W}br"}
            )
            yield from text.split("\n")
        elif child.tag == f"{_W}tc":
            merge = child.find(f"{_W}tcPr/{_W}vMerge")
            if merge is None or merge.get(f"{_W}val") == "restart":
                yield from _word_lines(child)
        elif child.tag in {f"{_W}tbl", f"{_W}tr"}:
            yield from _word_lines(child)
