"""The figures of a document read out of the files that are made of it, each by a reader that is not ours.

Each reader says which printed texts or numbers of the document it did not find, so that nothing found means all the same.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import msgspec
from docx import Document as WordDocument
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from disclosure.composition.compose import document_bytes
from disclosure.document import Document, lines
from disclosure.exporters import to_csv, to_docx, to_html, to_pdf, to_xlsx
from disclosure.exporters.imprint import Imprint

_BLANK = re.compile(r"\s+")


WRITERS: dict[str, Callable[[Document], bytes]] = {
    "html": lambda document: to_html.article(document).encode(),
    "docx": lambda document: to_docx.render(document, Imprint()),
    "pdf": lambda document: to_pdf.render(document, Imprint()),
    "xlsx": lambda document: to_xlsx.render(document, Imprint()),
    "csv": lambda document: to_csv.render(document, Imprint()),
    "json": document_bytes,
}


def files(document: Document) -> dict[str, bytes]:
    """The page and every file of a document."""
    return {kind: write(document) for kind, write in WRITERS.items()}


def lacking(document: Document, kind: str, content: bytes) -> list[str]:
    """What the document says and the file does not."""
    return READERS[kind](document, content)


def _squeezed(text: str) -> str:
    return _BLANK.sub("", text)


def _not_in_order(wanted: Iterable[str], found: Iterator[str]) -> list[str]:
    """The first text that does not come, and those after it; a file may say more in between."""
    rest = list(wanted)
    remaining = iter(found)
    for at, text in enumerate(rest):
        if not any(text == each for each in remaining):
            return rest[at : at + 3]
    return []


def _texts(document: Document) -> list[str]:
    return [_squeezed(line) for line in lines(document)]


# ---- The page ----


class _Blocks(HTMLParser):
    """The text of each block element, in order."""

    _BLOCKS = ("p", "td", "th", "h1", "h2", "h3", "h4", "h5", "caption")

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._BLOCKS:
            self.texts.append("")
            self._open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in self._BLOCKS:
            self._open = False

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[-1] += data


def _of_page(document: Document, content: bytes) -> list[str]:
    parser = _Blocks()
    parser.feed(content.decode())
    return _not_in_order(_texts(document), (_squeezed(text) for text in parser.texts if text.strip()))


# ---- Word, PDF ----


def _of_word(document: Document, content: bytes) -> list[str]:
    return _not_in_order(_texts(document), _word_lines(content))


def _word_lines(content: bytes) -> Iterator[str]:
    """Paragraphs and cells in reading order."""
    for element in WordDocument(io.BytesIO(content)).element.body.iterchildren():
        blocks = element.iter(qn("w:tc")) if element.tag == qn("w:tbl") else [element]
        for block in blocks:
            text = _squeezed("".join(each.text or "" for each in block.iter(qn("w:t"))))
            if text:
                yield text


def _of_pdf(document: Document, content: bytes) -> list[str]:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        Path(file.name).write_bytes(content)
        text = subprocess.run(
            ["pdftotext", file.name, "-"],
            capture_output=True, check=True, text=True,
        ).stdout  # fmt: skip
    joined = _squeezed(text)
    return [figure.shown for figure, _ in document.figures() if _squeezed(figure.shown) not in joined]


# ---- Programs ----


def _of_json(document: Document, content: bytes) -> list[str]:
    found = [(each["ref"], each["value"], each["shown"]) for each in _tagged(json.loads(content))]
    wanted = [(figure.ref, figure.value, figure.shown) for figure, _ in document.figures()]
    return [str(each) for each, other in zip(wanted, found, strict=True) if each != other]


def _tagged(node: object) -> Iterator[dict[str, str]]:
    if isinstance(node, dict):
        if node.get("type") == "figure":
            yield node
        else:
            for name in ("title", "sections", "blocks", "head", "body", "cells", "runs"):
                yield from _tagged(node.get(name))
    elif isinstance(node, list | tuple):
        for each in node:
            yield from _tagged(each)


def _of_workbook(document: Document, content: bytes) -> list[str]:
    """The sheet of data by reference; and every sheet's numbers, in order of the table's own."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = workbook.get_sheet_by_name("数据").to_python()
    found = [(str(row[5]), float(row[2])) for row in rows[1:] if row[2] not in ("", None)]
    return _unequal(document, found)


def _of_csv(document: Document, content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (name,) = [each for each in archive.namelist() if each.endswith("数据.csv")]
        rows = list(csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
    return _unequal(document, [(row[5], float(row[2])) for row in rows[1:]])


def _unequal(document: Document, found: list[tuple[str, float]]) -> list[str]:
    wanted = [(figure.ref, float(figure.number)) for figure, _ in document.figures()]
    if len(wanted) != len(found):
        return [f"{len(wanted)} figures, {len(found)} in the file"]
    return [f"{ref}: {value}" for (ref, value), other in zip(wanted, found, strict=True) if (ref, value) != other]


READERS: dict[str, Callable[[Document, bytes], list[str]]] = {
    "html": _of_page,
    "docx": _of_word,
    "pdf": _of_pdf,
    "xlsx": _of_workbook,
    "csv": _of_csv,
    "json": _of_json,
}


def altered(document: Document) -> Document:
    """The document with one figure of its tables altered that stands nowhere else: a fault of an exporter."""
    shown = [each.shown for each, _ in document.figures()]
    target = next(
        each
        for each, key in document.figures()
        if re.match(r"T\d\d\.", key) and sum(each.shown in other for other in shown) == 1
    )
    data = msgspec.to_builtins(document)
    for node in _tagged(data):
        if (node["ref"], node["value"]) == (target.ref, target.value):
            node["shown"], node["value"] = "987,654,321.98", "987654321.98"
    return msgspec.convert(data, Document)
