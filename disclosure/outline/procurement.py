"""政府采购预算情况: the sentence and the table (T11), in the columns of `procurement.columns`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from budgets.money import plain
from budgets.statements.amounts import Amount
from disclosure.document import Block, Cell, Row, Table
from disclosure.formats.statutory import StatutoryTable
from disclosure.outline.builder import Builder, figure_cell, words_cell
from disclosure.outline.statutory_cells import Printer
from disclosure.outline.statutory_head import head_rows
from procurement.columns import BY_FORMAT_KEY, ColumnGroup, Kind, ProcurementColumn, printed_form
from procurement.statements import ItemRow, Procurement, procurement

Show = Callable[[Amount], Cell]


def blocks(builder: Builder) -> Iterator[Block]:
    data = procurement(builder.ledger)
    packaged_as = builder.packaged("procurement")
    yield from builder.paragraph("procurement.sentence", "政府采购预算安排", procurement=data, packaged_as=packaged_as)
    if packaged_as:
        return
    yield from builder.paragraph("procurement.table.title", "政府采购预算表标题", style="table-title")
    unit = builder.format.tables["procurement"].unit
    form = printed_form(builder.year)
    columns = tuple(form.leaves())
    head = tuple(_head(builder, form, unit))
    body = tuple(_body(builder, data, columns, builder.number))
    yield Table("procurement.table", "政府采购预算", tuple(column.width for column in columns), head, body, unit)


def packaged(builder: Builder, spec: StatutoryTable) -> tuple[tuple[Table, ...], bool]:
    """The same table among the statutory ones, in the form's own columns or in those that the format names."""
    data = procurement(builder.ledger)
    printer = Printer(spec, (amount for row in data.rows for amount in row.cells.values()))
    form = printed_form(builder.year)
    columns = tuple(BY_FORMAT_KEY[leaf.key] for leaf in spec.leaves()) or tuple(form.leaves())
    widths = tuple(leaf.width for leaf in spec.leaves()) or tuple(column.width for column in columns)
    head = head_rows(builder, spec) if spec.columns else tuple(_head(builder, form, spec.unit))
    body = tuple(_body(builder, data, columns, printer.cell))
    return (Table("procurement.table", builder.title_of(spec), widths, head, body, spec.unit),), not data.rows


def _head(builder: Builder, form: ColumnGroup, unit: str) -> Iterator[Row]:
    """The small print, then a row for each level of heads."""
    columns = len(tuple(form.leaves()))
    right = columns // 3
    yield Row(
        (
            builder.label("procurement.head.department", colspan=columns - right, head=False, align="left"),
            builder.label("procurement.head.unit", colspan=right, head=False, align="right", unit=unit),
        )
    )
    for row in form.head_rows():
        yield Row(
            tuple(
                builder.label(f"procurement.head.{cell.key}", colspan=cell.colspan, rowspan=cell.rowspan)
                for cell in row
            )
        )


def _body(builder: Builder, data: Procurement, columns: Sequence[ProcurementColumn], show: Show) -> Iterator[Row]:
    for row in data.rows:
        yield Row(tuple(_cell(row, column, show) for column in columns))
    if data.rows:
        yield Row(tuple(_sum(builder, data, column, show, is_first=not at) for at, column in enumerate(columns)))
        return
    for _ in range(builder.format.tables["procurement"].least_rows):
        yield Row(tuple(Cell(key="procurement.blank", state="blank") for _ in columns))


def _sum(builder: Builder, data: Procurement, column: ProcurementColumn, show: Show, *, is_first: bool) -> Cell:
    if column.key in data.sums:
        return show(data.sums[column.key])
    if is_first:
        return builder.label("procurement.sum.label")
    return Cell(key="procurement.sum", state="not-applicable")


def _cell(row: ItemRow, column: ProcurementColumn, show: Show) -> Cell:
    key = f"procurement.item:{row.number}:{column.key}"
    match column.kind:
        case Kind.ORDINAL:
            return words_cell(key, str(row.number), align="center")
        case Kind.WORDS:
            return words_cell(key, row.words(column), align=column.align)
        case Kind.COUNT:
            value = getattr(row.item, column.key)
            shown = "" if value is None else plain(value)
            return figure_cell(key, f"{row.item.name}·{column.name}", value, shown, row.item.measure)
    return show(row.cells[column.key])
