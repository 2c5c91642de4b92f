"""A table as WordprocessingML: fixed columns, merged cells, heads that repeat, rows that do not break."""

from __future__ import annotations

import copy

from lxml.etree import _Element

from disclosure.document import Table
from disclosure.exporters.docx_elements import element, fonts, half_points, paragraph, run, twips
from disclosure.exporters.docx_styles import HEI, SONG
from disclosure.exporters.grid import LaidOutTable, Slot
from disclosure.exporters.measure import (
    CELL_PADDING,
    MM,
    PAGE_HEIGHT,
    TITLE_HEIGHT,
    TableType,
    repeated_head,
    table_type,
)

# In Times New Roman, in ems.
DIGIT, STOP = 0.5, 0.25
BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")


def build(table: Table, orientation: str, style: str, *, noted: bool = False) -> _Element:
    """`style` is the id of the paragraph style of cells; a table that is `noted` stays with the note beneath it."""
    grid = LaidOutTable(table)
    kind = table_type(grid, orientation)
    widths = [twips(width * MM) for width in kind.widths]
    made = element(
        "tbl", _properties(table, sum(widths)), element("tblGrid", *(element("gridCol", w=w) for w in widths))
    )
    repeats = repeated_head(grid, kind, orientation)
    heights = [kind.row_height(grid, row) for row in range(len(grid.owner))]
    undivided = sum(heights) + TITLE_HEIGHT < PAGE_HEIGHT[orientation] * 0.97
    for row, height in enumerate(heights):
        settings = element("trPr")
        if height < PAGE_HEIGHT[orientation] / 2:
            settings.append(element("cantSplit"))
        settings.append(element("trHeight", val=twips(kind.pitch + 4), hRule="atLeast"))
        if repeats and row < grid.head_rows:
            settings.append(element("tblHeader"))
        made.append(
            element(
                "tr", settings, *_cells(grid, row, widths, kind, style, undivided and (noted or row + 1 < len(heights)))
            )
        )
    return made


def _properties(table: Table, width: int) -> _Element:
    padding = twips(CELL_PADDING * MM)
    return element(
        "tblPr",
        element("tblW", w=width, type="dxa"),
        element("jc", val="center"),
        element("tblBorders", *(element(side, val="single", sz=4, space=0, color="000000") for side in BORDERS)),
        element("tblLayout", type="fixed"),
        element("tblCellMar", *(element(side, w=padding, type="dxa") for side in ("left", "right"))),
        element("tblCaption", val=table.caption),
    )


def _cells(
    grid: LaidOutTable, row: int, widths: list[int], kind: TableType, style: str, keep_next: bool
) -> list[_Element]:
    """A row's cells. A table that a page can hold is kept together, each row with the next."""
    keep = (element("keepNext"),) if keep_next else ()
    return [_cell(grid, slot, widths, kind, style, copy.deepcopy(keep)) for slot in grid.slots(row)]


def _cell(
    grid: LaidOutTable, slot: Slot, widths: list[int], kind: TableType, style: str, keep: tuple[_Element, ...]
) -> _Element:
    settings = element("tcPr", element("tcW", w=sum(widths[slot.column : slot.column + slot.colspan]), type="dxa"))
    if slot.colspan > 1:
        settings.append(element("gridSpan", val=slot.colspan))
    if slot.continued:
        settings.append(element("vMerge"))
    elif slot.placed is not None and slot.placed.rowspan > 1:
        settings.append(element("vMerge", val="restart"))
    settings.append(element("vAlign", val="center"))
    placed = None if slot.continued else slot.placed
    spacing = element("spacing", line=twips(kind.pitch), lineRule="exact")
    align = element("jc", val=placed.align if placed else "left")
    lacking = grid.lacking(placed) if placed is not None else ""
    indent = (element("ind", right=twips(_width(lacking) * kind.size)),) if lacking else ()
    size = half_points(kind.size)
    content = []
    if placed is not None and placed.text:
        font = fonts(HEI if placed.cell.head else SONG)
        content.append(run(placed.text, font, element("sz", val=size), element("szCs", val=size)))
    return element("tc", settings, paragraph(style, *content, properties=(*keep, spacing, *indent, align)))


def _width(decimals: str) -> float:
    """In ems."""
    return sum(STOP if sign == "." else DIGIT for sign in decimals)
