"""A section of the source as the pieces that are aligned with the form: its heading, its paragraphs, its tables as wholes."""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.reading.hebei.sections import SourceSection
from disclosure.reading.layout.blocks import ReadRow, ReadTable, Words
from disclosure.reading.layout.likeness import is_like
from disclosure.reading.matching.alignment import Piece

_TABLE_OF = {"organisation": "organisation.table", "procurement": "procurement.table", "assets": "assets.table"}


def pieces_of(section: SourceSection) -> list[Piece]:
    """The pieces in order. A row of one cell above a table is its title. A table that the form does not know is taken cell by cell."""
    pieces: list[Piece] = []
    if section.heading:
        pieces.append(_words(section.heading))
    for block in section.blocks:
        if isinstance(block, Words):
            pieces.append(_words(block))
        else:
            pieces.extend(_table(section.key, block))
    return list(_without_continuations(pieces))


def _words(words: Words) -> Piece:
    return Piece(words.text, line=words.line, is_heading=bool(words.level))


def _table(section: str, table: ReadTable) -> Iterator[Piece]:
    if section == "performance":
        for row in table.rows:
            if is_like(row[0].text, "项目编码"):
                yield Piece("", f"sheet:{row[1].text}", is_table=True, line=row.line)
        return
    if section not in _TABLE_OF:
        for row in table.rows:
            yield from _cells(row)
        return
    for row in table.rows:
        if len(row) > 1:
            yield Piece("", _TABLE_OF[section], is_table=True, line=row.line)
            return
        yield from _cells(row)


def _cells(row: ReadRow) -> Iterator[Piece]:
    for cell in row.cells:
        if cell.text:
            yield Piece(cell.text, line=cell.line)


def _without_continuations(pieces: list[Piece]) -> Iterator[Piece]:
    """A form's table that a paragraph interrupts is one table."""
    seen: set[str] = set()
    for piece in pieces:
        if piece.is_table and piece.key in seen:
            continue
        if piece.is_table:
            seen.add(piece.key)
        yield piece
