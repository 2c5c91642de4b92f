"""Reading a table's rows: how many cells, which number. Every complaint names the line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from budgets.money import UnreadableAmount, parse_yuan
from disclosure.reading.layout.blocks import ReadCell, ReadRow, Words
from disclosure.reading.layout.errors import UnreadableDisclosure
from disclosure.reading.layout.likeness import is_like

_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")


def expect(row: ReadRow, cells: int, what: str) -> ReadRow:
    """The row, which must have so many cells."""
    if len(row) != cells:
        raise UnreadableDisclosure(
            f"{what}的这一行应有 {cells} 个单元格，实际有 {len(row)} 个。每个单元格应以制表符开头占一行，行与行之间留空行。",
            line=row.line,
        )
    return row


def is_number(cell: ReadCell) -> bool:
    """Whether a cell holds a figure and nothing else."""
    return _NUMBER.fullmatch(cell.squeezed) is not None


def number(cell: ReadCell, what: str) -> Decimal | None:
    """A number that is no amount; None where the cell is blank."""
    text = cell.squeezed.removesuffix("%").removesuffix("％")
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise UnreadableDisclosure(f"{what}“{cell.text[:40]}”不是数字。", line=cell.line)
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation as error:
        raise UnreadableDisclosure(f"{what}“{cell.text[:40]}”不是数字。", line=cell.line) from error


def money(cell: ReadCell, what: str) -> Decimal | None:
    """An amount in 元; None where the cell is blank."""
    text = cell.squeezed.removesuffix("元")
    if not text:
        return None
    try:
        return parse_yuan(text)
    except UnreadableAmount as error:
        raise UnreadableDisclosure(f"{what}{error}", line=cell.line) from error


def find(words: Sequence[Words], wanted: Sequence[str], start: int = 0) -> int | None:
    """The position of the first short line that is one of the labels."""
    for index in range(start, len(words)):
        if len(words[index].text) <= 60 and any(is_like(words[index].text, each) for each in wanted):
            return index
    return None
