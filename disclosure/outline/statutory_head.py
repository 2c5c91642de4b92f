"""The nested heads of a statutory table, from the format's tree of columns."""

from __future__ import annotations

from collections.abc import Sequence

from disclosure.document import Cell, Row, Text
from disclosure.formats.statutory import ColumnSpec, StatutoryTable
from disclosure.outline.builder import Builder


def head_rows(builder: Builder, spec: StatutoryTable) -> tuple[Row, ...]:
    """The line of small print (编制部门, 单位), then a row for each level of heads, then the column numbers where the form has them."""
    leaves = len(spec.leaves())
    right = max(1, leaves // 3) if spec.unit else 0
    author = builder.label(
        f"{spec.key}.head.department",
        wording_key="table.head.department",
        colspan=leaves - right,
        head=False,
        align="left",
    )
    unit = (
        (
            builder.label(
                f"{spec.key}.head.unit",
                wording_key="table.head.unit",
                colspan=right,
                head=False,
                align="right",
                unit=spec.unit,
            ),
        )
        if spec.unit
        else ()
    )
    small = Row((author, *unit))
    depth = max(column.depth for column in spec.columns)
    rows: list[list[Cell]] = [[] for _ in range(depth)]
    _fill(builder, spec.key, spec.columns, 0, depth, rows)
    numbers = (_numbers(spec, leaves),) if spec.numbered else ()
    return (small, *(Row(tuple(row)) for row in rows), *numbers)


def _fill(
    builder: Builder, table: str, columns: Sequence[ColumnSpec], level: int, depth: int, rows: list[list[Cell]]
) -> None:
    """A heading may speak of the year, as a title does."""
    for column in columns:
        span = 1 if column.columns else depth - level
        words = builder.fixed_source(column.heading)
        rows[level].append(_head(f"{table}.head.{column.key or words}", words, len(column.leaves()), span))
        if column.columns:
            _fill(builder, table, column.columns, level + 1, depth, rows)


def _head(key: str, words: str, colspan: int, rowspan: int) -> Cell:
    return Cell((Text(words),), key, colspan, rowspan, head=True, align="center")


def _numbers(spec: StatutoryTable, leaves: int) -> Row:
    """栏次 | 1 | 2 | 3 …"""
    words = [spec.numbered, *(str(number) for number in range(1, leaves))]
    return Row(tuple(_head(f"{spec.key}.head.number.{position}", word, 1, 1) for position, word in enumerate(words)))
