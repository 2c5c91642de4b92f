"""职责 and 机构设置: the department's duties in its own words and the table of its units (T15)."""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.builder import Builder, words_cell
from disclosure.document import Block, Cell, Row, Table

_COLUMNS = ("name", "nature", "rank", "funding_mode")


def blocks(builder: Builder) -> Iterator[Block]:
    yield from builder.paragraph("organisation.duties.label", "部门职责", style="label")
    yield from builder.prose("duties")
    yield from builder.paragraph("organisation.units.label", "机构设置", style="label")
    yield from builder.paragraph("organisation.table.title", "机构设置表标题", style="table-title")
    yield _table(builder)


def _table(builder: Builder) -> Table:
    head = Row(tuple(builder.label(f"organisation.head.{column}") for column in _COLUMNS))
    body = []
    for number, unit in enumerate(builder.ledger.units, 1):
        values = (unit.name, unit.printed_nature, unit.rank, unit.funding_mode)
        body.append(
            Row(
                tuple(
                    words_cell(
                        f"organisation.unit:{number}.{column}",
                        value,
                        head=column == "name",
                        align="left" if column == "name" else "center",
                    )
                    for column, value in zip(_COLUMNS, values, strict=True)
                )
            )
        )
    while len(body) < builder.format.tables["organisation"].least_rows:
        body.append(Row(tuple(Cell(key="organisation.blank", state="blank") for _ in _COLUMNS)))
    return Table("organisation.table", "机构设置", (40, 20, 15, 25), (head,), tuple(body))
