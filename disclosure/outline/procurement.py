"""政府采购预算情况: the sentence and the table of fourteen columns (T11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from budgets.money import plain
from budgets.statements.amounts import Amount
from disclosure.builder import Builder, figure_cell, words_cell
from disclosure.document import Block, Cell, Row, Table
from disclosure.formats.statutory import StatutoryTable
from disclosure.outline.statutory_cells import Printer
from disclosure.outline.statutory_head import head_rows
from procurement.statements import ItemRow, Procurement, procurement

_WIDTHS = {
    "project_name": 12,
    "project_budget": 9,
    "item_name": 11,
    "catalogue_number": 9,
    "measure": 5,
    "quantity": 5,
    "unit_price": 8,
    "total": 9,
    "current_total": 9,
    "general_public_budget": 9,
    "government_funds": 8,
    "special_fiscal_account": 8,
    "other_revenue": 8,
    "other_channels": 8,
}
_MONEY = tuple(_WIDTHS)[7:]
Show = Callable[[Amount], Cell]


def blocks(builder: Builder) -> Iterator[Block]:
    data = procurement(builder.ledger)
    packaged_as = builder.packaged("procurement")
    yield from builder.paragraph("procurement.sentence", "政府采购预算安排", procurement=data, packaged_as=packaged_as)
    if packaged_as:
        return
    yield from builder.paragraph("procurement.table.title", "政府采购预算表标题", style="table-title")
    unit = builder.format.tables["procurement"].unit
    head = tuple(_head(builder, unit))
    body = tuple(_body(builder, data, tuple(_WIDTHS), builder.number))
    yield Table("procurement.table", "政府采购预算", tuple(_WIDTHS.values()), head, body, unit)


def packaged(builder: Builder, spec: StatutoryTable) -> tuple[tuple[Table, ...], bool]:
    """The same table among the statutory ones, in the form's fourteen columns or in those that the format names."""
    data = procurement(builder.ledger)
    printer = Printer(spec, (amount for row in data.rows for amount in row.cells.values()))
    columns = tuple(leaf.key for leaf in spec.leaves()) or tuple(_WIDTHS)
    widths = tuple(leaf.width for leaf in spec.leaves()) or tuple(_WIDTHS.values())
    head = head_rows(builder, spec) if spec.columns else tuple(_head(builder, spec.unit))
    body = tuple(_body(builder, data, columns, printer.cell))
    return (Table("procurement.table", builder.title_of(spec), widths, head, body, spec.unit),), not data.rows


def _head(builder: Builder, unit: str) -> Iterator[Row]:
    def label(name: str, *, colspan: int = 1, rowspan: int = 1) -> Cell:
        return builder.label(f"procurement.head.{name}", colspan=colspan, rowspan=rowspan)

    yield Row(
        (
            builder.label("procurement.head.department", colspan=10, head=False, align="left"),
            builder.label("procurement.head.unit", colspan=4, head=False, align="right", unit=unit),
        )
    )
    yield Row(
        (
            label("source", colspan=2),
            *(label(name, rowspan=3) for name in ("name", "catalogue_number", "measure", "quantity", "unit_price")),
            label("money", colspan=7),
        )
    )
    yield Row(
        (
            label("project_name", rowspan=2),
            label("project_budget", rowspan=2),
            label("total", rowspan=2),
            label("current", colspan=5),
            label("other_channels", rowspan=2),
        )
    )
    yield Row(tuple(label(name) for name in _MONEY[1:-1]))


def _body(builder: Builder, data: Procurement, columns: Sequence[str], show: Show) -> Iterator[Row]:
    for row in data.rows:
        cells = _cells(row, show)
        yield Row(tuple(cells[column] for column in columns))
    if data.rows:
        yield Row(tuple(_sum(builder, data, column, show, at) for at, column in enumerate(columns)))
        return
    for _ in range(builder.format.tables["procurement"].least_rows):
        yield Row(tuple(Cell(key="procurement.blank", state="blank") for _ in columns))


def _sum(builder: Builder, data: Procurement, column: str, show: Show, at: int) -> Cell:
    if column in data.sums:
        return show(data.sums[column])
    return Cell(key="procurement.sum", state="not-applicable") if at else builder.label("procurement.sum.label")


def _cells(row: ItemRow, show: Show) -> dict[str, Cell]:
    key = f"procurement.item:{row.number}"
    item = row.item
    quantity = "" if item.quantity is None else plain(item.quantity)
    return {
        "number": words_cell(f"{key}:number", str(row.number), align="center"),
        "project_name": words_cell(f"{key}:project_name", row.project_name),
        "item_name": words_cell(f"{key}:name", item.name),
        "catalogue_number": words_cell(f"{key}:catalogue_number", item.catalogue_number, align="center"),
        "measure": words_cell(f"{key}:measure", item.measure, align="center"),
        "quantity": figure_cell(f"{key}:quantity", f"{item.name}·数量", item.quantity, quantity, item.measure),
        **{column: show(amount) for column, amount in row.cells.items()},
    }
