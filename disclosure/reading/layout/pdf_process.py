"""Reads one PDF in a process of its own: `pdf_layout.py` starts it, gives the file on stdin and takes JSON from stdout.

It imports nothing of ours. Nothing is fetched and no script of the file is run: a PDF is its pages' words here.
A tagged file says itself what is a paragraph, a row and a cell; of any other the lines are taken with their indents.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

MOST_PAGES = 300
MOST_CHARACTERS = 1_000_000
MOST_ELEMENTS = 200_000
DEEPEST = 40
# Of a page's words so many must be tagged, or the tags are not trusted.
_LEAST_TAGGED = 0.8
_PAGE_NUMBER = re.compile(r"[-—–\s第]*\d{1,3}[-—–\s页]*(?:[/共]\s*\d{1,3}\s*页?)?")
# Of a line's words what is farther apart than so many times the size of its letters stands in another cell.
_CELLS_APART = 0.75
# Stands between two cells of one line. Two numbers with a blank between them are never one.
CELL = "\x1e"
_TWO_NUMBERS = re.compile(r"(?<=[\d.])[ \u00a0]+(?=-?\d)")
# The wide characters of Chinese text need no blanks beside them; typesetters put them there.
_BLANK_BESIDE_WIDE = re.compile(r"(?<=[^\x00-\x7f])[ \u00a0]+|[ \u00a0]+(?=[^\x00-\x7f])")


# Left, bottom, right, top of a character.
Box = tuple[float, float, float, float]


class PdfRefused(Exception):
    """One word for the parent: pages, locked, damaged, large."""


@dataclass
class PdfPiece:
    """A marked bit of text on one page. size: of its letters, in points."""

    text: str
    size: float


@dataclass
class Element:
    """An element of the document's structure. children: by their position in the file, elements or pieces of text."""

    kind: str
    span: tuple[int, int] = (1, 1)
    children: dict[int, Any] = field(default_factory=dict)


def main() -> None:
    """Windows knows no such limits; there the wall clock and the counting remain."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    with contextlib.suppress(ImportError):
        import resource

        for name, value in (("AS", memory), ("CPU", seconds), ("FSIZE", 0), ("CORE", 0)):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    try:
        answer = read(sys.stdin.buffer.read())
    except PdfRefused as refused:
        answer = {"refusal": str(refused)}
    json.dump(answer, sys.stdout, ensure_ascii=True)


def read(content: bytes) -> dict[str, Any]:
    """lines: of the whole file; page_of: the page of each, where its own structure was not followed (tagged); blank: pages without any text."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise PdfRefused("locked" if "password" in str(error).lower() else "damaged") from error
    if len(document) > MOST_PAGES:
        raise PdfRefused("pages")
    root, letters, in_all = Element("Root"), 0, 0
    pages: list[list[str]] = []
    for page in document:
        text = page.get_textpage()
        in_all += text.count_chars()
        if in_all > MOST_CHARACTERS:
            raise PdfRefused("large")
        pieces, unmarked = _pieces(page, text)
        letters += unmarked + sum(len(piece.text) for piece in pieces.values())
        _grow(root, page, pieces)
        pages.append(list(_lines(page, text)))
    blank = sum(not any(line.strip() for line in lines) for lines in pages)
    reached = sum(len(piece.text) for piece in _flat(root))
    tagged = reached > 0 and reached >= _LEAST_TAGGED * letters
    if tagged:
        lines, page_of = list(_tagged_lines(root)), []
    else:
        numbered = [(line, page) for page, each in enumerate(_without_running_lines(pages), 1) for line in each]
        lines, page_of = [line for line, _ in numbered], [page for _, page in numbered]
    return {"lines": lines, "page_of": page_of, "tagged": tagged, "pages": len(pages), "blank": blank}


def _pieces(page: Any, text: Any) -> tuple[dict[int, PdfPiece], int]:
    """The words of each marked bit of a page, and how many letters are not marked: neither as content nor as page numbers and the like."""
    found: dict[int, PdfPiece] = {}
    stray = 0
    for each in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=8):
        mark = pdfium.FPDFPageObj_GetMarkedContentID(each.raw)
        if mark < 0 and _is_artifact(each.raw):
            continue
        words = _utf16(pdfium.FPDFTextObj_GetText, each.raw, text.raw)
        if mark >= 0:
            found.setdefault(mark, PdfPiece("", _size(each.raw))).text += words
        else:
            stray += len(words.strip())
    return found, stray


def _size(raw: Any) -> float:
    size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
    pdfium.FPDFTextObj_GetFontSize(raw, ctypes.byref(size))
    pdfium.FPDFPageObj_GetMatrix(raw, ctypes.byref(matrix))
    return round(abs(size.value * (matrix.d or 1)), 1)


def _is_artifact(raw: Any) -> bool:
    for at in range(min(8, max(0, pdfium.FPDFPageObj_CountMarks(raw)))):
        mark = pdfium.FPDFPageObj_GetMark(raw, at)
        length = ctypes.c_ulong()
        buffer = (ctypes.c_ushort * 32)()
        pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
        named = pdfium.FPDFPageObjMark_GetName(mark, pointer, 64, ctypes.byref(length))
        if named and bytes(buffer).decode("utf-16-le", "replace").split("\0")[0] == "Artifact":
            return True
    return False


def _utf16(call: Any, *arguments: Any) -> str:
    length = call(*arguments, None, 0)
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    call(*arguments, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    return bytes(buffer).decode("utf-16-le", "replace").split("\0")[0]


def _grow(root: Element, page: Any, pieces: dict[int, PdfPiece]) -> None:
    """Adds a page's part of the structure. An element that goes on over pages stands in the same place of each page's tree."""
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return
    count = [0]
    try:
        for position in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            _add(root, position, pdfium.FPDF_StructTree_GetChildAtIndex(tree, position), pieces, 0, count)
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _add(parent: Element, position: int, raw: Any, pieces: dict[int, PdfPiece], depth: int, count: list[int]) -> None:
    if not raw or depth > DEEPEST:
        return
    element = parent.children.get(position)
    if element is None or not element.kind:
        count[0] += 1
        if count[0] > MOST_ELEMENTS:
            raise PdfRefused("large")
        element = parent.children[position] = Element(_kind(raw), _span(raw))
    for at in range(pdfium.FPDF_StructElement_CountChildren(raw)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(raw, at)
        if child:
            _add(element, at, child, pieces, depth + 1, count)
        elif (mark := pdfium.FPDF_StructElement_GetChildMarkedContentID(raw, at)) in pieces:
            element.children[at] = pieces[mark]
        elif element.kind == "TR":
            # A cell without words stands on no page.
            element.children.setdefault(at, Element(""))


def _kind(raw: Any) -> str:
    length = pdfium.FPDF_StructElement_GetType(raw, None, 0)
    buffer = ctypes.create_string_buffer(max(2, length))
    pdfium.FPDF_StructElement_GetType(raw, buffer, length)
    return buffer.raw.decode("utf-16-le", "replace").split("\0")[0]


def _span(raw: Any) -> tuple[int, int]:
    """Rows and columns that a cell covers."""
    found = {"RowSpan": 1, "ColSpan": 1}
    for at in range(min(8, pdfium.FPDF_StructElement_GetAttributeCount(raw))):
        attributes = pdfium.FPDF_StructElement_GetAttributeAtIndex(raw, at)
        for name in found:
            value = pdfium.FPDF_StructElement_Attr_GetValue(attributes, name.encode())
            number = ctypes.c_float()
            if value and pdfium.FPDF_StructElement_Attr_GetNumberValue(value, ctypes.byref(number)):
                found[name] = min(256, max(1, int(number.value)))
    return found["RowSpan"], found["ColSpan"]


def _tagged_lines(element: Element) -> Iterator[str]:
    """A line for each block; a table's cells as lines that begin with a tab, a blank line behind each row."""
    for _, child in sorted(element.children.items()):
        if isinstance(child, PdfPiece):
            if words := _clean(child.text):
                yield words
        elif child.kind == "Table":
            yield from _table(child)
            yield ""
        elif any(isinstance(each, PdfPiece) for each in child.children.values()):
            yield from _paragraphs(child)
        else:
            yield from _tagged_lines(child)


def _paragraphs(element: Element) -> Iterator[str]:
    """A span may hold what follows one another without being one: the note of a table and the name of the next, in other letters."""
    pieces = list(_flat(element))
    groups = (
        ["".join(piece.text for piece in group) for _, group in groupby(pieces, key=lambda piece: piece.size)]
        if element.kind == "Span"
        else ["".join(piece.text for piece in pieces)]
    )
    for group in groups:
        if words := _clean(group):
            yield words


def _flat(element: Element) -> Iterator[PdfPiece]:
    for _, child in sorted(element.children.items()):
        if isinstance(child, PdfPiece):
            yield child
        else:
            yield from _flat(child)


def _text(element: Element) -> str:
    return "".join(piece.text for piece in _flat(element))


def _table(table: Element) -> Iterator[str]:
    """A place that a cell reaches down to is a blank cell, as in copied text."""
    covered: dict[int, tuple[int, int]] = {}
    for row in _rows(table):
        column, following = 0, dict[int, tuple[int, int]]()
        cells = [child for _, child in sorted(row.children.items()) if isinstance(child, Element)]
        while cells or column in covered:
            if column in covered:
                left, width = covered[column]
                yield "\t"
                if left > 1:
                    following[column] = (left - 1, width)
            else:
                cell = cells.pop(0)
                down, width = cell.span
                yield f"\t{_clean(_text(cell))}"
                if down > 1:
                    following[column] = (down - 1, width)
            column += width
        covered = following
        yield ""


def _rows(element: Element) -> Iterator[Element]:
    for _, child in sorted(element.children.items()):
        if isinstance(child, Element):
            if child.kind == "TR":
                yield child
            elif child.kind in {"THead", "TBody", "TFoot"}:
                yield from _rows(child)


def _clean(text: str) -> str:
    """Without breaks, without signs that print nothing or have no meaning outside their font, without blanks beside wide characters."""
    plain = "".join(
        letter
        for letter in text.replace("\t", " ")
        if unicodedata.category(letter) not in {"Cc", "Cf", "Cn", "Co", "Cs"}
    )
    return _BLANK_BESIDE_WIDE.sub("", plain).strip()


def _lines(page: Any, text: Any) -> Iterator[str]:
    """The lines as they stand on the page, with a mark between cells (\\x1e).

    An indent is kept as four blanks; a full line ends with a mark (\\x1f).
    """
    height: float = page.get_height()
    rows: list[tuple[str, Box | None, Box | None]] = []
    start, count = 0, text.count_chars()
    whole = text.get_text_range(0, count) if count else ""
    for row in re.split("(\r\n|\r|\n)", whole):
        if row in {"\r\n", "\r", "\n"} or not row:
            start += len(row)
            continue
        if row.strip():
            first = start + len(row) - len(row.lstrip())
            last = start + len(row.rstrip()) - 1
            rows.append((_with_cells(text, row, start), _box(text, first), _box(text, last)))
        start += len(row)
    boxes = [box for _, first, last in rows for box in (first, last) if box]
    if not boxes:
        return
    left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
    for row, begins, ends in rows:
        words = CELL.join(filter(None, map(_clean, row.split(CELL))))
        if not words or (begins and _PAGE_NUMBER.fullmatch(words) and not 0.08 * height < begins[1] < 0.93 * height):
            continue
        size = max(4.0, begins[3] - begins[1]) if begins else 10.0
        indent = "    " if begins and 1.2 * size < begins[0] - left < 6 * size else ""
        full = "\x1f" if ends and right - ends[2] < 2.5 * size and len(words) > 12 else ""
        yield f"{indent}{words}{full}"


def _with_cells(text: Any, row: str, start: int) -> str:
    """A row of the page with a mark wherever two letters stand far apart."""
    words = ""
    before: Box | None = None
    for at, letter in enumerate(row, start):
        if letter.isspace() or (box := _box(text, at, loose=True)) is None or box[2] <= box[0]:
            words += letter
            continue
        if before and _are_apart(before, box):
            words = f"{words.rstrip()}{CELL}"
        words += letter
        before = box
    return _TWO_NUMBERS.sub(CELL, words)


def _are_apart(before: Box, box: Box) -> bool:
    """Far to the right, or back to the left: a cell that reaches down over rows stands on the line of both."""
    size = max(4.0, box[3] - box[1], before[3] - before[1])
    return box[0] - before[2] > _CELLS_APART * size or box[2] < before[0]


def _without_running_lines(pages: list[list[str]]) -> Iterator[list[str]]:
    """Without what stands at the head or the foot of most pages, whatever number it bears."""
    counted: dict[str, int] = {}
    for lines in pages:
        for line in {_running(line) for line in (*lines[:1], *lines[-1:])}:
            counted[line] = counted.get(line, 0) + 1
    most = {line for line, count in counted.items() if count >= max(3, 0.6 * len(pages))}
    for lines in pages:
        start = 1 if lines and _running(lines[0]) in most else 0
        end = len(lines) - 1 if len(lines) > start and _running(lines[-1]) in most else len(lines)
        yield lines[start:end]


def _running(line: str) -> str:
    return re.sub(r"\d+", "#", line.strip())


def _box(text: Any, index: int, *, loose: bool = False) -> Box | None:
    """loose: with the white that belongs to the letter, as a full stop has it on its right."""
    try:
        left, bottom, right, top = text.get_charbox(index, loose=loose)
    except pypdfium2.PdfiumError:
        return None
    return left, bottom, right, top


if __name__ == "__main__":
    main()
