"""The document as lines with their places, for rules that read words; and the words that the department itself wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from budgets.findings import Place
from budgets.statements.amounts import Amount
from disclosure.checks import locating
from disclosure.document import Block, Heading, Paragraph, Run, Table, plain_text
from disclosure.review import Review

LineKind = Literal["heading", "body", "label", "head-cell", "cell"]
_STATUTORY = re.compile(r"T\d\d\b")
_SENTENCE_END = re.compile(r"[。；;！？]")


@dataclass(frozen=True)
class Line:
    """A paragraph, a heading or a filled cell.

    key      of the block or cell
    table    key of the table that the cell stands in; empty outside tables
    section  key of the section; empty for the title
    is_own   the department's words, not the format's
    """

    key: str
    text: str
    kind: LineKind
    section: str
    runs: tuple[Run, ...]
    table: str = ""
    is_own: bool = False


def lines(review: Review) -> tuple[Line, ...]:
    """Every line in reading order."""
    return review.ledger.once("lines", lambda: tuple(_lines(review)))


def _lines(review: Review) -> Iterator[Line]:
    document = review.document
    yield from _of_block(review, "", document.title)
    for section in document.sections:
        for block in section.blocks:
            yield from _of_block(review, section.key, block)


def _of_block(review: Review, section: str, block: Block) -> Iterator[Line]:
    if isinstance(block, Table):
        for position, row in enumerate(block.rows):
            for cell in row.cells:
                if text := plain_text(cell.runs).strip():
                    kind: LineKind = "head-cell" if cell.head or (position < len(block.head) and is_form_word(review, cell.key)) else "cell"
                    yield Line(cell.key or block.key, text, kind, section, cell.runs, block.key, _is_own(review, cell.key))
        return
    if text := plain_text(block.runs).strip():
        if isinstance(block, Heading):
            kind = "heading"
        elif isinstance(block, Paragraph) and block.style != "body":
            kind = "label"
        else:
            kind = "body"
        yield Line(block.key, text, kind, section, block.runs, "", _is_own(review, block.key))


def is_form_word(review: Review, key: str) -> bool:
    return key in review.composition.words


def _is_own(review: Review, key: str) -> bool:
    """Whether the department answers for the words: its own text in a block of the form, or its own prose and rows."""
    block = review.composition.words.get(key)
    return block.own is not None if block else not _STATUTORY.match(key)


def section_lines(review: Review, section: str) -> tuple[Line, ...]:
    return tuple(line for line in lines(review) if line.section == section)


def section_text(review: Review, section: str) -> str:
    """The section's sentences as one text, without its tables and headings."""
    return "\n".join(line.text for line in section_lines(review, section) if line.kind in {"body", "label"} and not line.table)


def place(review: Review, line: Line, value: str = "", label: str = "") -> Place:
    return at(review, line.key, value or line.text, label)


def at(review: Review, key: str, value: str = "", label: str = "") -> Place:
    """The place of a block or cell: where on the entry desk it is mended."""
    found = locating.locate(review, key)
    return Place(label or found.label, value, found.part, found.anchor, key)


def of_amount(amount: Amount, value: str, label: str = "") -> Place:
    return Place(label or amount.name, value, amount.part, amount.anchor)


def sentences(text: str) -> list[str]:
    """The text cut behind 。；！？, without the stops."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def around(text: str, start: int, end: int, width: int = 12) -> str:
    """A bit of text with what surrounds it, for a message."""
    before, after = text[max(0, start - width) : start], text[end : end + width]
    return f"{'…' if start > width else ''}{before}{text[start:end]}{after}{'…' if end + width < len(text) else ''}"
