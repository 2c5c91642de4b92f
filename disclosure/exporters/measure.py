"""How large a table can be printed on a page of given width, and how tall its rows become.

Word and the PDF's typesetter break words inside a cell, but a broken amount cannot be read: the type is chosen so
that every number fits its column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import ceil

from disclosure.exporters.grid import LaidOutTable, Placed

MM = 72 / 25.4  # points in a millimetre
PORTRAIT_WIDTH = 210 - 28 - 26  # mm between the margins
LANDSCAPE_WIDTH = 297 - 37 - 35
PAGE_HEIGHT = {"portrait": (297 - 37 - 35) * MM, "landscape": (210 - 28 - 26) * MM}
TITLE_HEIGHT = 16 * MM  # what the name above a table takes of its page
CELL_PADDING = 1.0  # mm at either side of a cell's text

# Type sizes in points (五号, 小五, 六号 …) with the line pitch that belongs to each.
SIZES = ((10.5, 20.0), (9.0, 15.0), (8.0, 13.0), (7.5, 12.0), (6.5, 10.0), (5.5, 8.5))
UNBROKEN = re.compile(r"[^\s\u2e80-\uffef-]+")  # between white space, hyphens and Chinese characters
NARROW = 0.56  # width of a Latin letter or digit in ems, rounded up
POINT = 0.3
HEADINGS_HEIGHT = 46 * MM  # the document's title and a section's heading above the first of its tables
LOST_BY_BREAKING = 0.15  # of a page: rows are not cut
SMALLEST_FOR_FEWER_PAGES = 8.0  # points: in smaller type than this a table is set for its numbers' sake alone
YIELD = 0.7  # columns of words keep at least this part of their width
FEW_PAGES = 3  # a longer table has its pages anyhow
TOLERANCE = 0.01  # points, for the rounding of sums


@dataclass(frozen=True)
class TableType:
    """Size and pitch in points, and the widths of the columns in millimetres."""

    size: float
    pitch: float
    widths: tuple[float, ...]

    def span(self, placed: Placed) -> float:
        """The room for a cell's text, in points."""
        return (sum(self.widths[column] for column in placed.columns) - 2 * CELL_PADDING) * MM

    def height(self, placed: Placed) -> float:
        """A cell's height in points if its text breaks anywhere."""
        room = max(self.span(placed), self.size) + TOLERANCE
        lines = sum(1 + int(ems(line) * self.size // room) for line in placed.text.split("\n"))
        return lines * self.pitch + 4

    def row_height(self, grid: LaidOutTable, row: int) -> float:
        """A row's height; a cell over several rows counts for its share."""
        return max((self.height(placed) / placed.rowspan for placed in grid.owner[row] if placed), default=self.pitch)

    def table_height(self, grid: LaidOutTable) -> float:
        return sum(self.row_height(grid, row) for row in range(len(grid.owner)))

    def pages(self, grid: LaidOutTable, orientation: str) -> int:
        """How many pages the table takes with the name above it; where it is more than one, what breaking loses included."""
        height, page = self.table_height(grid), PAGE_HEIGHT[orientation]
        return 1 if height + TITLE_HEIGHT <= page else ceil((height + HEADINGS_HEIGHT) / page + LOST_BY_BREAKING)


def ems(text: str) -> float:
    """The width of a text in ems: a Chinese character is one, a digit about half."""
    return sum(POINT if sign in ",." else NARROW if sign < "\u2000" else 1.0 for sign in text)


def breaks_words(text: str, size: float, room: float) -> bool:
    """Whether the text has a word or code too long for a line of `room` points, which must then break anywhere."""
    return any(ems(word) * size > room + TOLERANCE for word in UNBROKEN.findall(text))


def table_type(grid: LaidOutTable, orientation: str) -> TableType:
    """The largest type in which every number of the table fits its column; a size less where that saves pages,
    so that no page has a last row alone."""
    width = LANDSCAPE_WIDTH if orientation == "landscape" else PORTRAIT_WIDTH
    first = 0 if grid.columns <= 5 else 1 if grid.columns <= 11 else 2
    numbers = [placed for placed in grid.cells() if placed.figure is not None]
    codes = [placed for placed in grid.cells() if placed.is_code]
    best: TableType | None = None
    for size, pitch in SIZES[first:]:
        kind = TableType(size, pitch, _widths(grid, numbers, codes, size, width))
        if not all(ems(placed.text) * size <= kind.span(placed) + TOLERANCE for placed in numbers):
            continue
        if best is None:
            best = kind
            if best.pages(grid, orientation) > FEW_PAGES:
                break
        elif size < SMALLEST_FOR_FEWER_PAGES:
            break
        elif kind.pages(grid, orientation) < best.pages(grid, orientation):
            best = kind
    return best or kind


def _widths(
    grid: LaidOutTable, numbers: list[Placed], codes: list[Placed], size: float, width: float
) -> tuple[float, ...]:
    """The table's own proportions, but columns of words give way to columns whose numbers, and codes, would not fit.

    For a number's sake the type is made smaller, for a code's it is not: where there is no room, a code breaks.
    """
    total = sum(grid.table.widths)
    widths = tuple(width * share / total for share in grid.table.widths)
    return _yielding(grid, [*numbers, *codes], size, widths) or _yielding(grid, numbers, size, widths) or widths


def _yielding(
    grid: LaidOutTable, unbroken: list[Placed], size: float, widths: tuple[float, ...]
) -> tuple[float, ...] | None:
    """None where the other columns cannot yield as much."""
    width = sum(widths)
    needs = [0.0] * grid.columns
    for placed in unbroken:
        if placed.colspan == 1:
            needs[placed.column] = max(needs[placed.column], ems(placed.text) * size / MM + 2 * CELL_PADDING)
    narrow: set[int] = set()
    scale = 1.0
    while more := {at for at in range(grid.columns) if at not in narrow and needs[at] > widths[at] * scale}:
        narrow |= more
        wide = sum(widths[at] for at in range(grid.columns) if at not in narrow)
        left = width - sum(needs[at] for at in narrow)
        if left < wide * YIELD or not wide:
            return None
        scale = left / wide
    return tuple(needs[at] if at in narrow else widths[at] * scale for at in range(grid.columns))


def repeated_head(grid: LaidOutTable, kind: TableType, orientation: str) -> bool:
    """Whether the whole head may stand again on each page: a head of a third of the page would drive out the body."""
    return sum(kind.row_height(grid, row) for row in range(grid.head_rows)) <= PAGE_HEIGHT[orientation] / 3
