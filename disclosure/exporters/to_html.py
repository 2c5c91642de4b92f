"""The document as one <article>: the public page and the static site put it between their own head and foot.

Templates escape everything. Each paragraph and each cell is a block element of its own with nothing but inline
elements inside, and no words are added, so that the page can be compared with its source line by line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from django.template.loader import render_to_string

from disclosure.document import Block, Document, Heading, Paragraph, Run, Section, Table, plain_text
from disclosure.exporters.grid import LaidOutTable, Placed
from disclosure.exporters.heading_levels import heading_levels
from disclosure.exporters.imprint import Imprint

ARTICLE = "disclosure/blocks/article.html"
# From so many columns on a table scrolls inside its region rather than squeezing its words.
WIDE, WIDEST = 5, 9
MOST_LACKING = 3  # ".00"


def article(document: Document, imprint: Imprint | None = None) -> str:
    """The whole document. A draft's mark lies behind the text and is not part of it."""
    tables, levels = 0, heading_levels(document)
    sections = []
    for section in document.sections:
        blocks = []
        for block, following in zip_longest(section.blocks, section.blocks[1:]):
            tables += isinstance(block, Table)
            view = _view(block, following, tables, levels)
            if view is not None:
                blocks.append(view)
        sections.append(SectionView(section, blocks))
    context = {"document": document, "sections": sections, "imprint": imprint or Imprint()}
    return render_to_string(ARTICLE, context)


@dataclass(frozen=True)
class SectionView:
    section: Section
    blocks: list[WordsView | TableView]


@dataclass(frozen=True)
class WordsView:
    """A heading (`level` is its depth, `style` its look) or a paragraph (`style`)."""

    key: str
    runs: tuple[Run, ...]
    style: str
    level: int = 0


@dataclass(frozen=True)
class CellView:
    key: str
    runs: tuple[Run, ...]
    is_head: bool
    id: str
    headers: str
    scope: str
    colspan: int
    rowspan: int
    classes: str


@dataclass(frozen=True)
class TableView:
    key: str
    label: str
    breadth: str
    head: list[list[CellView]]
    body: list[list[CellView]]


def _view(block: Block, following: Block | None, number: int, levels: dict[str, int]) -> WordsView | TableView | None:
    if isinstance(block, Table):
        return _table(block, number)
    if not plain_text(block.runs).strip():
        return None
    if isinstance(block, Heading):
        return WordsView(block.key, block.runs, f"level-{min(max(block.level, 2), 4)}", levels[block.key])
    last_of_form = block.style == "form-head" and not (
        isinstance(following, Paragraph) and following.style == "form-head"
    )
    return WordsView(block.key, block.runs, f"{block.style} form-head-last" if last_of_form else block.style)


def _table(table: Table, number: int) -> TableView:
    grid = LaidOutTable(table)
    rows = [[_cell(grid, placed, number) for placed in row] for row in grid.placed]
    breadth = "table-widest" if grid.columns >= WIDEST else "table-wide" if grid.columns >= WIDE else "table-plain"
    label = f"{table.caption}（单位：{table.unit}）" if table.unit else table.caption
    return TableView(table.key, label, breadth, rows[: grid.head_rows], rows[grid.head_rows :])


def _cell(grid: LaidOutTable, placed: Placed, number: int) -> CellView:
    """A cell names its heads one by one: the nested heads of the official forms are too deep for `scope` alone."""
    names = () if placed.is_head else grid.heads(placed)
    return CellView(
        key=placed.cell.key,
        runs=placed.cell.runs,
        is_head=placed.is_head,
        id=_cell_id(placed, number) if placed.is_head else "",
        headers=" ".join(_cell_id(head, number) for head in names) if placed.text.strip() else "",
        scope=grid.scope(placed) if placed.is_head else "",
        colspan=placed.colspan,
        rowspan=placed.rowspan,
        classes=" ".join((f"align-{placed.align}", *_further_classes(grid, placed))),
    )


def _further_classes(grid: LaidOutTable, placed: Placed) -> Iterator[str]:
    """number; how many signs a number lacks to the decimals of its column; code, which is not broken over lines."""
    if placed.figure:
        yield "number"
        if lacking := grid.lacking(placed):
            yield f"lacks-{min(len(lacking), MOST_LACKING)}"
    elif placed.is_code:
        yield "code"


def _cell_id(placed: Placed, number: int) -> str:
    return f"t{number}r{placed.row + 1}c{placed.column + 1}"
