"""Income on the left, expenditure by 类 on the right: T01 收支总表 and T04 财政拨款收支总表 (C01–C03, C08)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.choices import FISCAL_APPROPRIATION, LineKind, RevenueKind
from budgets.models import FunctionalClass
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger, fund_kind
from budgets.statements.tables.classified import UNNAMED, cell, names
from budgets.statements.tables.columns import Line, summed
from budgets.statements.tables.grid import Grid, GridRow

_TOTALS = (
    ("current", "本年收入合计", "本年支出合计"),
    ("carried", "上年结转结余", "年终结转结余"),
    ("total", "收入总计", "支出总计"),
)


@dataclass(frozen=True)
class TwoSided:
    """left has the column amount; right the columns asked for. Both end with current, carried and total."""

    left: Grid
    right: Grid


def two_sided(
    ledger: Ledger,
    table: str,
    *,
    sources: Sequence[str],
    columns: Sequence[str] = ("total",),
    fiscal_only: bool = False,
    all_classes: bool = False,
) -> TwoSided:
    """sources: column keys that choose the income rows. fiscal_only: 财政拨款 alone (T04). all_classes: every 类 of the list, blank or not."""
    income = [line for line in ledger.revenue if not fiscal_only or fund_kind(line) in FISCAL_APPROPRIATION]
    spending = [line for line in ledger.expenditure if not fiscal_only or fund_kind(line) in FISCAL_APPROPRIATION]
    return TwoSided(_left(ledger, table, income, sources), _right(ledger, table, spending, columns, all_classes))


def _left(ledger: Ledger, table: str, lines: Sequence[Line], sources: Sequence[str]) -> Grid:
    current = [line for line in lines if line.kind == RevenueKind.CURRENT]
    rows = [
        GridRow(
            source, (), "", 0, {"amount": cell(ledger, f"{table}L", source, "amount", "收入", summed(current, source))}
        )
        for source in sources
    ]
    # A row such as 财政拨款收入 contains the rows of its funds, so the total is of the lines, or of stated rows by kind of money.
    in_all = (
        summed(current, "total")
        if current
        else total(row.cells["amount"].stated for row in rows if row.key != "fiscal")
    )
    carried = total(line.amount for line in lines if line.kind == RevenueKind.CARRIED_IN)
    return Grid(f"{table}L", (*rows, *_totals(ledger, f"{table}L", {"amount": (in_all, carried)}, side=1)))


def _right(ledger: Ledger, table: str, lines: Sequence[Line], columns: Sequence[str], all_classes: bool) -> Grid:
    spent = [line for line in lines if line.kind != LineKind.CARRIED_OUT]
    known = names(ledger, FunctionalClass)
    groups: dict[str, list[Line]] = {code: [] for code in known if all_classes and len(code) == 3}
    for line in spent:
        groups.setdefault(line.functional.code[:3] if line.functional else "", []).append(line)
    side = f"{table}R"
    for statement, row, *_ in ledger.stated:
        if statement == side and row not in {key for key, *_ in _TOTALS}:
            groups.setdefault(row, [])
    rows = []
    for code in sorted(groups, key=lambda code: (code == "", code)):
        label = known.get(code, UNNAMED)
        rows.append(
            GridRow(
                code,
                (code,),
                label,
                0,
                {column: cell(ledger, side, code, column, label, summed(groups[code], column)) for column in columns},
            )
        )
    sums = {
        column: (
            summed(spent, column) if spent else total(row.cells[column].stated for row in rows),
            total(line.amount for line in lines if line.kind == LineKind.CARRIED_OUT) if column == "total" else None,
        )
        for column in columns
    }
    return Grid(side, (*rows, *_totals(ledger, side, sums, side=2)))


def _totals(
    ledger: Ledger, table: str, sums: Mapping[str, tuple[Decimal | None, Decimal | None]], *, side: int
) -> list[GridRow]:
    """current, carried over, and both together; each may be stated otherwise."""
    current: dict[str, Amount] = {}
    carried: dict[str, Amount] = {}
    in_all: dict[str, Amount] = {}
    for column, (this_year, over) in sums.items():
        current[column] = cell(ledger, table, "current", column, _TOTALS[0][side], this_year)
        carried[column] = cell(ledger, table, "carried", column, _TOTALS[1][side], over)
        in_all[column] = cell(
            ledger, table, "total", column, _TOTALS[2][side], total([current[column].value, carried[column].value])
        )
    return [
        GridRow("current", (), _TOTALS[0][side], 0, current, "total"),
        GridRow("carried", (), _TOTALS[1][side], 0, carried, "carry-over"),
        GridRow("total", (), _TOTALS[2][side], 0, in_all, "total"),
    ]
