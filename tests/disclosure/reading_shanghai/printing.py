"""A document on pages that do not say what is a cell, as offices print them: a PDF of letters and places, with a cover and nothing of ours."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import pypdfium2
import typst

from disclosure.document import Document, Figure, Heading, Table, plain_text

_SOURCE = """
#let data = json(bytes(sys.inputs.data))
#set page(paper: "a4", flipped: data.layout.flipped, margin: 1.5cm)
#set text(font: data.font, size: 9pt, lang: "zh")
#set par(first-line-indent: (amount: 2em, all: true), justify: true)
#let flush(words) = par(first-line-indent: 0em, justify: false, words)
#for block in data.blocks {
  if block.kind == "page" { pagebreak() }
  else if block.kind == "flush" { flush(block.text) }
  else if block.kind == "words" { par(block.text) }
  else {
    set text(size: data.layout.size * 1pt)
    set par(first-line-indent: 0em, justify: false)
    table(
      columns: block.columns.map(width => width * 1fr), inset: data.layout.inset * 1pt,
      stroke: if data.layout.lines { 0.5pt } else { none },
      align: (x, y) => if data.layout.centred { center + horizon } else { left + horizon },
      ..block.cells.map(cell => table.cell(rowspan: cell.down, colspan: cell.across,
        align: if cell.amount and not data.layout.centred { right + horizon } else { auto }, cell.text)),
    )
  }
}
"""


@dataclass(frozen=True)
class Layout:
    """How an office sets its tables. Narrow ones break words and numbers over lines."""

    size: float = 7
    inset: float = 3
    centred: bool = False
    lines: bool = True
    flipped: bool = True


LAYOUTS = {
    "wide": Layout(),
    "centred": Layout(centred=True),
    "without lines": Layout(lines=False, inset=1),
    "narrow": Layout(size=9, flipped=False),
    "tight": Layout(size=10, inset=0.5, flipped=False, centred=True),
}


@cache
def _fonts() -> str:
    return str(pylopdf_fonts_zh_cn.serif_path().parent)


def printed(document: Document, path: Path, layout: Layout) -> Path:
    """The file, without any structure in it."""
    data = {"font": ["Noto Serif SC", "Noto Serif CJK SC"], "layout": vars(layout), "blocks": list(_blocks(document))}
    content = typst.compile(
        _SOURCE.encode(), font_paths=[_fonts()], sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )
    tagged, plain = pypdfium2.PdfDocument(content), pypdfium2.PdfDocument.new()
    plain.import_pages(tagged)  # pages are copied, the structure of the document is not
    plain.save(path)
    return path


def _blocks(document: Document):  # type: ignore[no-untyped-def]
    scope = "单位" if document.unit else "部门"
    yield {"kind": "flush", "text": f"东海市云汀区{document.fiscal_year}年区级{scope}预算"}
    yield {"kind": "flush", "text": f"预算{'' if document.unit else '主管'}{scope}：{document.printed_name}"}
    yield {"kind": "flush", "text": "目录"}
    yield {"kind": "flush", "text": f"四、{scope}预算编制说明"}
    for section in document.sections:
        yield {"kind": "page"}
        for block in section.blocks:
            if isinstance(block, Table):
                yield _table(block)
            else:
                is_flush = isinstance(block, Heading) or block.style in {"table-title", "note"}
                yield {"kind": "flush" if is_flush else "words", "text": plain_text(block.runs)}


def _table(table: Table) -> dict[str, object]:
    cells = [
        {
            "text": plain_text(cell.runs),
            "down": cell.rowspan,
            "across": cell.colspan,
            "amount": any(isinstance(run, Figure) for run in cell.runs),
        }
        for row in (*table.head, *table.body)
        for cell in row.cells
    ]
    return {"kind": "table", "columns": list(table.widths), "cells": cells}
