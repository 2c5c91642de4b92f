"""Of a page that does not say what is a cell, a table is believed where its sums come out: then each figure stands in its row and column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from disclosure.reading.official.tables import Doubt, OfficialTable, Printed

# Under 财政拨款收入; they are its parts and no further income.
_PARTS_OF_FISCAL = ("general_public_budget", "government_funds", "state_capital")
_SUMS = ("total", "current")
_REMEDY = "这份 PDF 没有标明行和列，不能确定读对了"


def unproved(table: OfficialTable) -> Iterator[Doubt]:
    """What does not come out in 收支总表, 财政拨款收支总表 or the row of “三公”经费."""
    if table.key in {"T01", "T04"}:
        for side in ("L", "R"):
            yield from _side(table, [cell for cell in table.cells if cell.side == side])
    elif table.key == "T07" and table.cells:
        parts = ("overseas_trips", "official_receptions", "vehicles")
        yield from _sum(table, "合计", _at(table, "total"), [_at(table, each) for each in parts])
        halves = ("vehicle_purchase", "vehicle_operation")
        yield from _sum(table, "公务用车购置及运行费", _at(table, "vehicles"), [_at(table, each) for each in halves])


def _at(table: OfficialTable, row: str) -> Decimal | None:
    return table.figure(row, "amount")


def _side(table: OfficialTable, cells: Sequence[Printed]) -> Iterator[Doubt]:
    columns = list(dict.fromkeys(cell.column for cell in cells))
    rows: dict[str, dict[str, Decimal]] = {}
    for cell in cells:
        rows.setdefault(cell.row, {})[cell.column] = cell.value
    nested = _PARTS_OF_FISCAL if "fiscal" in rows else ()
    for column in columns:
        items = [row.get(column) for key, row in rows.items() if key not in (*_SUMS, *nested)]
        yield from _sum(table, "总计", rows.get("total", {}).get(column), items)
    if nested and any(key in rows for key in nested):
        parts = [rows[key].get("amount") for key in nested if key in rows]
        yield from _sum(table, "财政拨款收入", rows["fiscal"].get("amount"), parts)
    if columns[:1] == ["total"] and len(columns) > 1:
        for row in rows.values():
            yield from _sum(table, "一行的合计", row.get("total"), [row.get(column) for column in columns[1:]])


def _sum(table: OfficialTable, name: str, in_all: Decimal | None, parts: Sequence[Decimal | None]) -> Iterator[Doubt]:
    found = sum((part for part in parts if part is not None), Decimal(0))
    if (in_all or Decimal(0)) != found:
        yield Doubt("", f"{name}是 {in_all or 0:,} 元，各项相加是 {found:,} 元，{_REMEDY}")
