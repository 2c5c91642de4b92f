"""Lines of a text file become neutral blocks: a cell is a line that begins with a tab, a blank line ends a table's row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from disclosure.reading.layout.blocks import Block, ReadCell, ReadRow, ReadTable, Words
from disclosure.reading.layout.file_lines import FileLine

_NUMBERINGS = (
    (re.compile(r"[一二三四五六七八九十]+、"), 2),
    (re.compile(r"第[一二三四五六七八九十]+部分"), 3),
    (re.compile(r"[（(][一二三四五六七八九十]+[）)]"), 4),
    (re.compile(r"\d{1,2}[、.．]"), 5),
)
_LONGEST_HEADING = 40
_ENDS_A_SENTENCE = "。；;，,"


def blocks_of(lines: Iterable[FileLine]) -> Iterator[Block]:
    """The blocks in the file's order. Blank lines alone do not end a table."""
    rows: list[ReadRow] = []
    cells: list[ReadCell] = []

    def end_row() -> None:
        if cells:
            rows.append(ReadRow(tuple(cells)))
            cells.clear()

    for line in lines:
        if line.is_cell:
            cells.append(ReadCell(line.text, line.number))
        elif not line.text:
            end_row()
        elif cells:
            # No blank line has ended the row: the words go on in its last cell.
            last = cells.pop()
            cells.append(ReadCell(f"{last.text}\n{line.text}".strip(), last.line))
        else:
            if rows:
                yield ReadTable(tuple(rows))
                rows = []
            yield Words(line.text, line.number, heading_level(line.text))
    end_row()
    if rows:
        yield ReadTable(tuple(rows))


def heading_level(text: str) -> int:
    """What the numbering at the beginning of a short line says; 0 for a paragraph."""
    if len(text) > _LONGEST_HEADING or text[-1] in _ENDS_A_SENTENCE:
        return 0
    return next((level for numbering, level in _NUMBERINGS if numbering.match(text)), 0)
