"""The disclosure document as data: what is approved, hashed, frozen and handed to every exporter.

A Document is a title and sections of blocks. It knows neither Django nor the database, and an exporter
needs nothing else. Amounts are in the unit that `Figure.unit` names; `Figure.shown` is the text that every
rendering prints, so that no exporter ever formats money. Keys of blocks and cells are stable over versions
of a document: `operating_costs.sentence`, `assets.head.department`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

import msgspec
import rfc8785

SCHEMA = "departmental-budget-disclosure/1"


class Text(msgspec.Struct, frozen=True, tag="text"):
    """A run of literal words."""

    text: str


class Figure(msgspec.Struct, frozen=True, tag="figure"):
    """A number of the budget as it stands in a sentence or a cell.

    ref    where it comes from (`revenue.total`); the same ref has the same value everywhere in a document
    name   what it is called in Chinese, for lists of figures (一般公共预算拨款收入)
    value  decimal text in `unit`, shortest form ("145950.5"); always exact, even where `shown` is rounded
    unit   元, %, or the unit of a count
    shown  what is printed; a sentence says 0 where a table may leave a blank
    """

    ref: str
    name: str
    value: str
    unit: str
    shown: str

    @property
    def text(self) -> str:
        return self.shown

    @property
    def number(self) -> Decimal:
        return Decimal(self.value)


Run = Text | Figure
ParagraphStyle = Literal["body", "label", "table-title", "note", "form-head"]
CellState = Literal["text", "number", "blank", "not-applicable"]
Alignment = Literal["left", "center", "right"]


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """A heading with its number as literal text. Level 1 is the document's title, 2 一、, 3 第一部分 or 1、, 4 （一）."""

    key: str
    level: int
    runs: tuple[Run, ...]


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """One paragraph.

    body         indented text
    label        a short line that announces what follows (部门职责：)
    table-title  the name above a table
    note         the sentence under a table
    form-head    the line of small print between a table's name and its grid (编制部门：… 单位：元)
    """

    key: str
    runs: tuple[Run, ...]
    style: ParagraphStyle = "body"


class Cell(msgspec.Struct, frozen=True):
    """A cell with its spans. A covered position has no cell of its own, as in HTML."""

    runs: tuple[Run, ...] = ()
    key: str = ""
    colspan: int = 1
    rowspan: int = 1
    head: bool = False
    state: CellState = "text"
    align: Alignment = "left"


class Row(msgspec.Struct, frozen=True):
    cells: tuple[Cell, ...]


class Table(msgspec.Struct, frozen=True, tag="table"):
    """A grid. `head` rows repeat on each printed page; `widths` are relative and one for each grid column.

    caption  the accessible name (the printed title stands before the table as a Paragraph)
    """

    key: str
    caption: str
    widths: tuple[int, ...]
    head: tuple[Row, ...]
    body: tuple[Row, ...]
    unit: str = ""

    @property
    def rows(self) -> tuple[Row, ...]:
        return self.head + self.body


Block = Heading | Paragraph | Table


class Section(msgspec.Struct, frozen=True):
    """A numbered part of the document. `orientation` is that of its printed pages."""

    key: str
    blocks: tuple[Block, ...]
    orientation: Literal["portrait", "landscape"] = "portrait"


class Document(msgspec.Struct, frozen=True):
    """A department's or unit's whole disclosure for one year, without version, time or provenance."""

    schema: str
    format: str
    region: str
    region_name: str
    fiscal_year: int
    department: str
    unit: str
    phase: str
    printed_name: str
    title: Heading
    sections: tuple[Section, ...]

    def blocks(self) -> Iterator[Block]:
        """Every block in reading order, the title first."""
        yield self.title
        for section in self.sections:
            yield from section.blocks

    def figures(self) -> Iterator[tuple[Figure, str]]:
        """Every figure in reading order with the key of the block or cell that shows it."""
        for block in self.blocks():
            for key, runs in block_runs(block):
                for run in runs:
                    if isinstance(run, Figure):
                        yield run, key

    def title_text(self) -> str:
        return plain_text(self.title.runs)


def block_runs(block: Block) -> Iterator[tuple[str, tuple[Run, ...]]]:
    """Each line of text in a block: itself, or a table's cells row by row."""
    if not isinstance(block, Table):
        yield block.key, block.runs
        return
    for row in block.rows:
        for cell in row.cells:
            yield cell.key or block.key, cell.runs


def plain_text(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


def lines(document: Document) -> list[str]:
    """The document as lines of text, a paragraph or filled cell each: what a reader sees, in order."""
    return [text for block in document.blocks() for _, runs in block_runs(block) if (text := plain_text(runs).strip())]


def to_builtins(document: Document) -> dict[str, object]:
    return msgspec.to_builtins(document)


def from_builtins(data: object) -> Document:
    """The inverse of to_builtins. Raises msgspec.ValidationError on a document of another shape."""
    return msgspec.convert(data, Document)


def canonical_bytes(value: Any) -> bytes:
    """RFC 8785 JSON: equal content has equal bytes, whoever writes it."""
    return rfc8785.dumps(value)
