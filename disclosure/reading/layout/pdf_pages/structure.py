"""The structure that a tagged PDF says itself: what is a paragraph, a row, a cell."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import pypdfium2.raw as pdfium

from disclosure.reading.layout.pdf_pages import PdfRefused, clean

MOST_ELEMENTS = 200_000
DEEPEST = 40


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


def pieces_of(page: Any, text: Any) -> tuple[dict[int, PdfPiece], int]:
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


def grow(root: Element, page: Any, pieces: dict[int, PdfPiece]) -> None:
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


def tagged_lines(element: Element) -> Iterator[str]:
    """A line for each block; a table's cells as lines that begin with a tab, a blank line behind each row."""
    for _, child in sorted(element.children.items()):
        if isinstance(child, PdfPiece):
            if words := clean(child.text):
                yield words
        elif child.kind == "Table":
            yield from _table(child)
            yield ""
        elif any(isinstance(each, PdfPiece) for each in child.children.values()):
            yield from _paragraphs(child)
        else:
            yield from tagged_lines(child)


def _paragraphs(element: Element) -> Iterator[str]:
    """A span may hold what follows one another without being one: the note of a table and the name of the next, in other letters."""
    pieces = list(flat(element))
    groups = (
        ["".join(piece.text for piece in group) for _, group in groupby(pieces, key=lambda piece: piece.size)]
        if element.kind == "Span"
        else ["".join(piece.text for piece in pieces)]
    )
    for group in groups:
        if words := clean(group):
            yield words


def flat(element: Element) -> Iterator[PdfPiece]:
    for _, child in sorted(element.children.items()):
        if isinstance(child, PdfPiece):
            yield child
        else:
            yield from flat(child)


def _text(element: Element) -> str:
    return "".join(piece.text for piece in flat(element))


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
                yield f"\t{clean(_text(cell))}"
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
