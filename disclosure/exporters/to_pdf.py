"""disclosure.pdf: the printed form, tagged for screen readers, typeset by typst.

The document goes into the template as data: no text of it is ever read as markup, and the typesetter sees no file
but the template and the fonts.
"""

from __future__ import annotations

import json
import string
from datetime import UTC
from functools import cache
from itertools import groupby
from pathlib import Path
from threading import Lock

import pylopdf_fonts_zh_cn
import typst

from disclosure.document import Block, Document, Heading, Paragraph, Section, Table, plain_text
from disclosure.exporters.grid import LaidOutTable, Placed
from disclosure.exporters.heading_levels import heading_levels
from disclosure.exporters.imprint import Imprint
from disclosure.exporters.measure import (
    MM,
    PAGE_HEIGHT,
    PORTRAIT_WIDTH,
    TableType,
    breaks_words,
    repeated_head,
    table_type,
)

TEMPLATE = Path(__file__).with_name("disclosure.typ")
_typesetting = Lock()  # one compiler keeps the fonts; it does one document at a time


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(pylopdf_fonts_zh_cn.serif_path().parent)],
        ignore_system_fonts=True,
    )


def render(document: Document, imprint: Imprint) -> bytes:
    moment = imprint.moment(document.fiscal_year).replace(tzinfo=UTC)
    data = json.dumps(_data(document, imprint), ensure_ascii=False)
    with _typesetting:
        try:
            return _typeset(data, int(moment.timestamp()))
        except typst.TypstError:
            lacking = _lacking("".join(sorted(set(data) - set(string.printable))))
            if not lacking:
                raise
            return _typeset(data.translate(lacking), int(moment.timestamp()))


def _typeset(data: str, timestamp: int) -> bytes:
    content = _compiler().compile(
        format="pdf",
        sys_inputs={"document": data},
        pdf_standards=["a-2a", "ua-1"],  # for archives, and for readers who hear the page
        timestamp=timestamp,
    )
    if not isinstance(content, bytes):
        raise TypeError("the typesetter gave no file")
    return content


def _lacking(characters: str) -> dict[int, str]:
    """Which of the characters stand in none of the fonts, and what is set instead: their number, 〔U+20BB7〕.

    A file for archives may hold no character without a shape, so that one rare sign would keep a budget from being
    published. Halves are tried until the single characters are found.
    """
    if not characters or _is_printable(characters):
        return {}
    if len(characters) == 1:
        return {ord(characters): f"〔U+{ord(characters):04X}〕"}
    middle = len(characters) // 2
    return _lacking(characters[:middle]) | _lacking(characters[middle:])


def _is_printable(characters: str) -> bool:
    block = {"kind": "body", "text": characters, "break_words": False}
    data = {
        "title": "字", "heading": {"text": "", "break_words": False}, "author": "", "made_by": "", "draft_mark": "", "running_note": "",
        "hash": "", "closing": [], "groups": [{"landscape": False, "blocks": [block]}],
    }  # fmt: skip
    try:
        _typeset(json.dumps(data, ensure_ascii=False), 0)
    except typst.TypstError:
        return False
    return True


def _data(document: Document, imprint: Imprint) -> dict[str, object]:
    levels = heading_levels(document)
    return {
        # A file for readers who hear the page has a name, whatever its title says.
        "title": document.title_text().strip() or f"{document.printed_name}（{document.fiscal_year}年）",
        "heading": _words(document.title, 22),
        "author": document.printed_name,
        "made_by": imprint.made_by(),
        "draft_mark": imprint.draft_mark,
        "running_note": "　".join(filter(None, (imprint.draft_mark, imprint.historical_note))),
        "hash": imprint.hash_text(),
        "closing": imprint.closing_lines(),
        "groups": [
            {
                "landscape": turned == "landscape",
                "blocks": [block for section in sections for block in _blocks(section, levels)],
            }
            for turned, sections in groupby(document.sections, lambda section: section.orientation)
        ],
    }


def _blocks(section: Section, levels: dict[str, int]) -> list[dict[str, object]]:
    made: list[dict[str, object]] = []
    for is_form_head, blocks in groupby(section.blocks, _is_form_head):
        if is_form_head:
            entries = [text for block in blocks if (text := _text(block))]
            made.append({"kind": "form-head", "entries": entries})
        else:
            made.extend(
                _block(block, section.orientation, levels)
                for block in blocks
                if isinstance(block, Table) or _text(block)
            )
    return made


def _is_form_head(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.style == "form-head" and bool(_text(block))


def _text(block: Block) -> str:
    return "" if isinstance(block, Table) else plain_text(block.runs).strip()


def _block(block: Block, orientation: str, levels: dict[str, int]) -> dict[str, object]:
    if isinstance(block, Table):
        return _table(block, orientation)
    if isinstance(block, Heading):
        look = min(max(block.level, 2), 4)
        return {"kind": "heading", "look": look, "level": levels[block.key], **_words(block, 22)}
    return {"kind": block.style, **_words(block, 16)}


def _words(block: Heading | Paragraph, size: float) -> dict[str, object]:
    text = _text(block)
    return {"text": text, "break_words": breaks_words(text, size, (PORTRAIT_WIDTH - 15) * MM)}


def _table(table: Table, orientation: str) -> dict[str, object]:
    grid = LaidOutTable(table)
    kind = table_type(grid, orientation)
    heads_from = 0 if repeated_head(grid, kind, orientation) else grid.column_heads_from

    def rows(first: int, stop: int, start: int) -> list[dict[str, object]]:
        return [
            # A row moves to the next page whole unless it is so tall that it would be cut there.
            _cell(grid, placed, kind, start, breakable=kind.row_height(grid, row) > PAGE_HEIGHT[orientation] / 2)
            for row in range(first, stop)
            for placed in grid.placed[row]
        ]

    return {
        "kind": "table",
        "caption": table.caption,
        "size": kind.size,
        "pitch": kind.pitch,
        "widths": kind.widths,
        "form": rows(0, heads_from, 0),
        "head": rows(heads_from, grid.head_rows, heads_from),
        "body": rows(grid.head_rows, len(grid.owner), heads_from),
    }


def _cell(grid: LaidOutTable, placed: Placed, kind: TableType, start: int, *, breakable: bool) -> dict[str, object]:
    return {
        "x": placed.column,
        "y": placed.row - start,
        "colspan": placed.colspan,
        "rowspan": placed.rowspan,
        "head": placed.cell.head,
        "align": placed.align,
        "text": placed.text,
        "lacking": grid.lacking(placed),
        "break_words": breaks_words(placed.text, kind.size, kind.span(placed)),
        "breakable": breakable or placed.rowspan > 1,
    }
