"""Where each figure of a document stands, said in words (二、支出说明 / 项目支出表 / 车辆保险费 / 金额)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from disclosure.document import Block, Document, Figure, Heading, Paragraph, Section, Table, plain_text
from disclosure.exporters.grid import LaidOutTable, Placed

SEPARATOR = " / "


@dataclass(frozen=True)
class FigurePlace:
    """title: of the table or the section that holds the figure, "" above all sections."""

    figure: Figure
    location: str
    key: str
    title: str = ""


@dataclass(frozen=True)
class NumberedTable:
    """A table with its number in the document, the section that holds it and the sentences under it."""

    number: int
    table: Table
    section: Section
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its caption with the number before it: unlike among the tables of a document."""
        return f"{self.number:02d} {self.table.caption.strip() or self.table.key}"


def tables(document: Document) -> list[NumberedTable]:
    found = [
        (block, section, tuple(_notes(section.blocks[at + 1 :])))
        for section in document.sections
        for at, block in enumerate(section.blocks)
        if isinstance(block, Table)
    ]
    return [NumberedTable(number, *each) for number, each in enumerate(found, 1)]


def _notes(following: tuple[Block, ...]) -> Iterator[str]:
    for block in following:
        if not isinstance(block, Paragraph) or block.style != "note":
            return
        if words := plain_text(block.runs).strip():
            yield words


def figures(document: Document) -> Iterator[FigurePlace]:
    """Every figure in reading order, as often as it is shown."""
    for run in document.title.runs:
        if isinstance(run, Figure):
            yield FigurePlace(run, "标题", document.title.key)
    for section in document.sections:
        path: list[Heading] = []
        for block in section.blocks:
            if isinstance(block, Heading):
                path = [above for above in path if above.level < block.level] + [block]
            names = [plain_text(heading.runs).strip() for heading in path]
            if isinstance(block, Table):
                yield from _in_table(block, names)
                continue
            for run in block.runs:
                if isinstance(run, Figure):
                    yield FigurePlace(run, SEPARATOR.join(names), block.key, names[-1] if names else "")


def _in_table(table: Table, names: list[str]) -> Iterator[FigurePlace]:
    grid = LaidOutTable(table)
    for placed in grid.cells():
        for run in placed.cell.runs:
            if isinstance(run, Figure):
                location = [*names, table.caption.strip(), *_heads(grid, placed)]
                yield FigurePlace(
                    run,
                    SEPARATOR.join(filter(None, location)),
                    placed.cell.key or table.key,
                    table.caption.strip(),
                )


def _heads(grid: LaidOutTable, placed: Placed) -> list[str]:
    """The heads of a cell, and the first words of its row where no head names the row."""
    rows = [head.text for head in grid.row_heads(placed)]
    if not rows:
        first = grid.owner[placed.row][0]
        rows = [first.text] if first is not None and first is not placed and first.figure is None else []
    columns = [head.text for head in grid.column_heads(placed)]
    return ["".join(text.split()) for text in rows + columns]
