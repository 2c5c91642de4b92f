"""职责 and 机构设置: the department's duties in its own words and the table of its units (T15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from disclosure.document import Block, Cell, Row, Table
from disclosure.formats.statutory import IN_THE_TEXT, StatutoryTable
from disclosure.outline.builder import Builder, words_cell
from disclosure.outline.statutory_head import head_rows

_WIDTHS = IN_THE_TEXT["organisation"]


def blocks(builder: Builder) -> Iterator[Block]:
    yield from builder.paragraph("organisation.duties.label", "部门职责", style="label")
    yield from builder.prose("duties")
    yield from builder.paragraph("organisation.units.label", "机构设置", style="label")
    if packaged_as := builder.packaged("organisation"):
        yield from builder.paragraph(
            "organisation.packaged",
            "机构设置表所在",
            wording_key="packaged",
            packaged_as=packaged_as,
            subject="机构设置",
        )
        return
    yield from builder.paragraph("organisation.table.title", "机构设置表标题", style="table-title")
    head = (Row(tuple(builder.label(f"organisation.head.{column}") for column in _WIDTHS)),)
    body = tuple(_body(builder, tuple(_WIDTHS)))
    yield Table("organisation.table", "机构设置", tuple(_WIDTHS.values()), head, body)


def packaged(builder: Builder, spec: StatutoryTable) -> tuple[tuple[Table, ...], bool]:
    """The same table among the statutory ones."""
    columns = tuple(leaf.key for leaf in spec.leaves()) or tuple(_WIDTHS)
    widths = tuple(leaf.width for leaf in spec.leaves()) or tuple(_WIDTHS.values())
    heads = Row(tuple(builder.label(f"organisation.head.{column}") for column in columns)) if not spec.columns else None
    head = (heads,) if heads else head_rows(builder, spec)
    body = tuple(_body(builder, columns))
    table = Table("organisation.table", builder.title_of(spec), widths, head, body)
    return (table,), not builder.ledger.units


def _body(builder: Builder, columns: Sequence[str]) -> Iterator[Row]:
    units = builder.ledger.units
    for number, unit in enumerate(units, 1):
        values = {
            "number": str(number),
            "name": unit.name,
            "nature": unit.printed_nature,
            "rank": unit.rank,
            "funding_mode": unit.funding_mode,
        }
        yield Row(
            tuple(
                words_cell(
                    f"organisation.unit:{number}.{column}",
                    values[column],
                    head=column == "name",
                    align="left" if column == "name" else "center",
                )
                for column in columns
            )
        )
    for _ in range(builder.format.tables["organisation"].least_rows - len(units)):
        yield Row(tuple(Cell(key="organisation.blank", state="blank") for _ in columns))
