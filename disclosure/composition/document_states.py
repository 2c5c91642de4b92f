"""A Document as rows that can be compared (budgets.changes.difference): each sentence and each row of a table is one.

The engine is the ground's; what a document's rows are called, and what stays of one while its words change, is said here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from budgets.changes.difference import Difference, StateRow, difference
from budgets.composer import PassageChange
from disclosure.document import Block, Cell, Document, Figure, Heading, Paragraph, Run, Table, plain_text

_STOP = re.compile(r"(?<=[。；;！？!?\n])")


def document_difference(before: Document, after: Document) -> Difference:
    """What has to happen to the one document so that it says what the other says. Keys of sections are the tables."""
    return difference(states_of(before), states_of(after), same_version=False)


def passages(before: Document, after: Document) -> list[PassageChange]:
    """The same in words, each sentence and each row once."""
    return [
        PassageChange(_words(change.before), _words(change.after))
        for change in document_difference(before, after).changes
        if change.kind != "moved"
    ]


def _words(row: StateRow | None) -> str:
    if row is None:
        return ""
    cells = [str(value) for name, value in row.values.items() if name.startswith("cell.") and value]
    return " ｜ ".join(cells) if cells else str(row.values.get("text", ""))


def states_of(document: Document) -> dict[str, list[StateRow]]:
    """Section → its sentences and rows in reading order; the title stands under the empty key."""
    found = {"": list(_rows_of(document.title))}
    for section in document.sections:
        found[section.key] = [row for block in section.blocks for row in _rows_of(block)]
    return found


def _rows_of(block: Block) -> Iterator[StateRow]:
    if isinstance(block, Table):
        for row in block.body:
            yield _table_row(block, row.cells)
    else:
        yield from _sentences(block)


def _sentences(block: Heading | Paragraph) -> Iterator[StateRow]:
    """A sentence is one of its block's; its figures are values of their own, in 元 or %, whatever words stand around them."""
    for runs in _cut(block.runs):
        text = plain_text(runs).strip()
        if text:
            yield StateRow("", (block.key,), {"text": text, **_figures(runs)}, text)


def _cut(runs: tuple[Run, ...]) -> Iterator[tuple[Run, ...]]:
    """At the end of each sentence, which only literal words have."""
    sentence: list[Run] = []
    for run in runs:
        if isinstance(run, Figure):
            sentence.append(run)
            continue
        pieces = [piece for piece in _STOP.split(run.text) if piece]
        for piece in pieces:
            sentence.append(type(run)(piece))
            if _STOP.search(piece[-1:] + " "):
                yield tuple(sentence)
                sentence = []
    if sentence:
        yield tuple(sentence)


def _table_row(table: Table, cells: tuple[Cell, ...]) -> StateRow:
    """Known again by its words: what it is called stands in its cells without a figure."""
    words = tuple(plain_text(cell.runs).strip() for cell in cells if not _figures(cell.runs))
    values: dict[str, Any] = {}
    for at, cell in enumerate(cells):
        values[f"cell.{at}"] = plain_text(cell.runs).strip() or None
        values |= _figures(cell.runs)
    return StateRow(
        "", (table.key, words), values, " ".join(filter(None, words)) or table.caption, (table.key, words[:1])
    )


def _figures(runs: tuple[Run, ...]) -> dict[str, Decimal]:
    return {f"figure.{run.ref}": run.number for run in runs if isinstance(run, Figure)}
