"""The lines of a page as they stand on it, with a mark where two letters stand as far apart as cells do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pypdfium2

from disclosure.reading.layout.pdf_pages import clean

_PAGE_NUMBER = re.compile(r"[-—–\s第]*\d{1,3}[-—–\s页]*(?:[/共]\s*\d{1,3}\s*页?)?")
# Of a line's words what is farther apart than so many times the size of its letters stands in another cell.
_CELLS_APART = 0.75
# Stands between two cells of one line. Two numbers with a blank between them are never one.
CELL = "\x1e"
_TWO_NUMBERS = re.compile(r"(?<=[\d.])[ \u00a0]+(?=-?\d)")

# Left, bottom, right, top of a character.
Box = tuple[float, float, float, float]


def lines_of(page: Any, text: Any) -> Iterator[str]:
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
        words = CELL.join(filter(None, map(clean, row.split(CELL))))
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


def without_running_lines(pages: list[list[str]]) -> Iterator[list[str]]:
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
