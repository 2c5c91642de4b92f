"""国有资产信息: the sentence and the table of fixed assets at the end of last year (T14)."""

from __future__ import annotations

from collections.abc import Iterator

from assets.choices import AssetCategory
from assets.statements import Assets, assets
from disclosure.builder import Builder
from disclosure.document import Block, Row, Table


def blocks(builder: Builder) -> Iterator[Block]:
    data = assets(builder.ledger)
    yield from builder.paragraph("assets.sentence", "国有资产占用", assets=data)
    yield from builder.paragraph("assets.table.title", "固定资产占用情况表标题", style="table-title")
    yield Table(
        "assets.table", "固定资产占用情况", (50, 20, 30), tuple(_head(builder)), tuple(_body(builder, data)), "元"
    )


def _head(builder: Builder) -> Iterator[Row]:
    yield Row(
        (
            builder.label("assets.head.department", prefix="assets.head.department.label", align="left"),
            builder.label("assets.head.cutoff", colspan=2, align="right"),
        )
    )
    yield Row(tuple(builder.label(f"assets.head.{name}") for name in ("item", "quantity", "value")))


def _body(builder: Builder, data: Assets) -> Iterator[Row]:
    yield Row(
        (
            builder.label("assets.total.label", align="left"),
            builder.label_blank("assets.total:quantity"),
            builder.number(data.total),
        )
    )
    for number, row in enumerate(data.rows, 1):
        words = row.name if row.category == AssetCategory.ADDED else builder.fixed(f"assets.row.{row.category.value}")
        yield Row(
            (
                builder.label(
                    f"assets.row.{number}.label",
                    wording_key="assets.row.label",
                    align="left",
                    number=number,
                    label=words,
                ),
                builder.number(row.quantity, key=f"assets.row.{number}.quantity"),
                builder.number(row.value, key=f"assets.row.{number}.value"),
            )
        )
