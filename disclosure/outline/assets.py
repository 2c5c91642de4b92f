"""国有资产信息: the sentence and the table of fixed assets at the end of last year (T14)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assets.choices import AssetCategory
from assets.statements import Assets, HoldingRow, assets
from disclosure.document import Block, Cell, Row, Table
from disclosure.formats.statutory import IN_THE_TEXT, StatutoryTable
from disclosure.outline.builder import Builder
from disclosure.outline.statutory_cells import Printer
from disclosure.outline.statutory_head import head_rows

_WIDTHS = IN_THE_TEXT["assets"]


def blocks(builder: Builder) -> Iterator[Block]:
    data = assets(builder.ledger)
    packaged_as = builder.packaged("assets")
    yield from builder.paragraph("assets.sentence", "国有资产占用", assets=data, packaged_as=packaged_as)
    if packaged_as:
        return
    yield from builder.paragraph("assets.table.title", "固定资产占用情况表标题", style="table-title")
    unit = builder.format.tables["assets"].unit
    head = tuple(_head(builder, unit))
    body = tuple(_body(builder, data, tuple(_WIDTHS), None))
    yield Table("assets.table", "固定资产占用情况", tuple(_WIDTHS.values()), head, body, unit)


def packaged(builder: Builder, spec: StatutoryTable) -> tuple[tuple[Table, ...], bool]:
    """The same table among the statutory ones."""
    data = assets(builder.ledger)
    columns = tuple(leaf.key for leaf in spec.leaves()) or tuple(_WIDTHS)
    widths = tuple(leaf.width for leaf in spec.leaves()) or tuple(_WIDTHS.values())
    head = head_rows(builder, spec) if spec.columns else tuple(_head(builder, spec.unit))
    body = tuple(_body(builder, data, columns, Printer(spec, data.amounts())))
    is_empty = all(amount.value is None for amount in data.amounts())
    return (Table("assets.table", builder.title_of(spec), widths, head, body, spec.unit),), is_empty


def _head(builder: Builder, unit: str) -> Iterator[Row]:
    yield Row(
        (
            builder.label("assets.head.department", prefix="assets.head.department.label", head=False, align="left"),
            builder.label("assets.head.cutoff", colspan=2, head=False, align="right"),
        )
    )
    yield Row(tuple(builder.label(f"assets.head.{name}", unit=unit) for name in ("item", "quantity", "value")))


def _body(builder: Builder, data: Assets, columns: Sequence[str], printer: Printer | None) -> Iterator[Row]:
    """printer: how the package shows figures; without it they are shown as the narrative shows them."""
    of_total = {
        "label": builder.label("assets.total.label", align="left"),
        "quantity": builder.label_blank("assets.total:quantity"),
        "value": printer.cell(data.total) if printer else builder.number(data.total),
    }
    yield Row(tuple(of_total[column] for column in columns))
    for number, row in enumerate(data.rows, 1):
        cells = _cells(builder, row, number, printer)
        yield Row(tuple(cells[column] for column in columns))


def _cells(builder: Builder, row: HoldingRow, number: int, printer: Printer | None) -> dict[str, Cell]:
    key = f"assets.row.{number}"
    words = row.name if row.category == AssetCategory.ADDED else builder.fixed(f"assets.row.{row.category.value}")
    label = builder.label(f"{key}.label", wording_key="assets.row.label", align="left", number=number, label=words)
    figures = {"quantity": row.quantity, "value": row.value}
    return {"label": label} | {
        column: printer.cell(amount) if printer else builder.number(amount, key=f"{key}.{column}")
        for column, amount in figures.items()
    }
