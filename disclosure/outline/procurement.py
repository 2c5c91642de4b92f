"""政府采购预算情况: the sentence and the table of fourteen columns (T11)."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.money import plain
from disclosure.builder import Builder, figure_cell, words_cell
from disclosure.document import Block, Cell, Row, Table
from procurement.statements import ItemRow, Procurement, procurement

_WIDTHS = (12, 9, 11, 9, 5, 5, 8, 9, 9, 9, 8, 8, 8, 8)
_MONEY = (
    "total",
    "current_total",
    "general_public_budget",
    "government_funds",
    "special_fiscal_account",
    "other_revenue",
    "other_channels",
)


def blocks(builder: Builder) -> Iterator[Block]:
    data = procurement(builder.ledger)
    yield from builder.paragraph("procurement.sentence", "政府采购预算安排", procurement=data)
    yield from builder.paragraph("procurement.table.title", "政府采购预算表标题", style="table-title")
    yield Table(
        "procurement.table",
        "政府采购预算",
        _WIDTHS,
        tuple(_head(builder)),
        tuple(_body(builder, data)),
        builder.format.tables["procurement"].unit,
    )


def _head(builder: Builder) -> Iterator[Row]:
    def label(name: str, *, colspan: int = 1, rowspan: int = 1) -> Cell:
        return builder.label(f"procurement.head.{name}", colspan=colspan, rowspan=rowspan)

    yield Row(
        (
            builder.label("procurement.head.department", colspan=10, align="left"),
            builder.label("procurement.head.unit", colspan=4, align="right"),
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


def _body(builder: Builder, data: Procurement) -> Iterator[Row]:
    for row in data.rows:
        yield _item(builder, row)
    if data.rows:
        blank = tuple(Cell(key="procurement.sum", state="not-applicable") for _ in range(6))
        yield Row(
            (builder.label("procurement.sum.label"), *blank, *(builder.number(data.sums[column]) for column in _MONEY))
        )
        return
    for _ in range(builder.format.tables["procurement"].least_rows):
        yield Row(tuple(Cell(key="procurement.blank", state="blank") for _ in _WIDTHS))


def _item(builder: Builder, row: ItemRow) -> Row:
    key = f"procurement.item:{row.number}"
    item = row.item
    quantity = "" if item.quantity is None else plain(item.quantity)
    return Row(
        (
            words_cell(f"{key}:project_name", row.project_name),
            builder.number(row.cells["project_budget"]),
            words_cell(f"{key}:name", item.name),
            words_cell(f"{key}:catalogue_number", item.catalogue_number, align="center"),
            words_cell(f"{key}:measure", item.measure, align="center"),
            figure_cell(f"{key}:quantity", f"{item.name}·数量", item.quantity, quantity, item.measure),
            builder.number(row.cells["unit_price"]),
            *(builder.number(row.cells[column]) for column in _MONEY),
        )
    )
