"""Income on the left, expenditure by 类 on the right: T01 收支总表 and T04 财政拨款收支总表 (C01–C03, C08)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from budgets.choices import FISCAL_APPROPRIATION, Base, LineKind, RevenueKind
from budgets.models import FunctionalClass
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger, fund_kind
from budgets.statements.tables.classified import UNNAMED, cell, names
from budgets.statements.tables.columns import COMPARING, Line, summed
from budgets.statements.tables.comparison import Before, before, compared
from budgets.statements.tables.grid import GridRow, StatementTable

_TOTALS = (
    ("current", "本年收入合计", "本年支出合计"),
    ("carried", "上年结转结余", "年终结转结余"),
    ("total", "收入总计", "支出总计"),
)
_TOTAL_KEYS = tuple(key for key, *_ in _TOTALS)


@dataclass(frozen=True)
class TwoSided:
    """left has the column amount; right the columns asked for; both the comparing ones. Both end with current, carried and total."""

    left: StatementTable
    right: StatementTable


def two_sided(
    ledger: Ledger,
    table: str,
    *,
    sources: Sequence[str],
    columns: Sequence[str] = ("total",),
    left_columns: Sequence[str] = (),
    fiscal_only: bool = False,
    all_classes: bool = False,
    base: str = Base.BUDGET,
) -> TwoSided:
    """sources: column keys that choose the income rows. fiscal_only: 财政拨款 alone (T04). all_classes: every 类 of the list, blank or not.

    left_columns: the comparing columns of the income side. base: what last year's figure counts in such columns.
    """

    def past_side(past: Ledger, side: str) -> StatementTable:
        both = two_sided(past, table, sources=sources, fiscal_only=fiscal_only)
        return both.left if side == "L" else both.right

    def past_of(side: str, compares: Sequence[str], column: str, current: Collection[str]) -> Before:
        return before(
            ledger,
            f"{table}{side}",
            compares,
            lambda past: past_side(past, side),
            column=column,
            base=base,
            model=FunctionalClass if side == "R" else None,
            current=current,
        )

    income = [line for line in ledger.revenue if not fiscal_only or fund_kind(line) in FISCAL_APPROPRIATION]
    spending = [line for line in ledger.expenditure if not fiscal_only or fund_kind(line) in FISCAL_APPROPRIATION]
    return TwoSided(
        _left(ledger, table, income, sources, left_columns, past_of("L", left_columns, "amount", ())),
        _right(ledger, table, spending, columns, all_classes, lambda current: past_of("R", columns, "total", current)),
    )


def _left(
    ledger: Ledger,
    table: str,
    lines: Sequence[Line],
    sources: Sequence[str],
    columns: Sequence[str],
    past: Before,
) -> StatementTable:
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
    rows.extend(_totals(ledger, f"{table}L", {"amount": (in_all, carried)}, side=1))
    return StatementTable(f"{table}L", _with_last_year(ledger, f"{table}L", rows, "amount", columns, past))


def _right(
    ledger: Ledger,
    table: str,
    lines: Sequence[Line],
    columns: Sequence[str],
    all_classes: bool,
    before_of: Callable[[Collection[str]], Before],
) -> StatementTable:
    spent = [line for line in lines if line.kind != LineKind.CARRIED_OUT]
    carried_out = [line for line in lines if line.kind == LineKind.CARRIED_OUT]
    known = names(ledger, FunctionalClass)
    groups: dict[str, list[Line]] = {code: [] for code in known if all_classes and len(code) == 3}
    for line in spent:
        groups.setdefault(line.functional.code[:3] if line.functional else "", []).append(line)
    side = f"{table}R"
    for statement, row, *_ in ledger.stated:
        if statement == side and row not in _TOTAL_KEYS:
            groups.setdefault(row, [])
    past = before_of(tuple(groups))
    for row in past.keys:
        if row not in _TOTAL_KEYS:
            groups.setdefault(row, [])
    shown, compares = [key for key in columns if key not in COMPARING], set(columns) & set(COMPARING)
    if compares and "total" not in shown:
        shown.append("total")
    rows = []
    for code in sorted(groups, key=lambda code: (code == "", code)):
        label = known.get(code, UNNAMED)
        rows.append(
            GridRow(
                code,
                (code,),
                label,
                0,
                {column: cell(ledger, side, code, column, label, summed(groups[code], column)) for column in shown},
            )
        )
    sums = {
        column: (
            summed(spent, column) if spent else total(row.cells[column].stated for row in rows),
            summed(carried_out, column),
        )
        for column in shown
    }
    rows.extend(_totals(ledger, side, sums, side=2))
    return StatementTable(side, _with_last_year(ledger, side, rows, "total", columns, past))


def _with_last_year(
    ledger: Ledger, side: str, rows: Sequence[GridRow], column: str, columns: Sequence[str], past: Before
) -> tuple[GridRow, ...]:
    """The rows with the comparing columns that the side has."""
    if not set(columns) & set(COMPARING):
        return tuple(rows)
    return tuple(
        replace(
            row,
            cells=row.cells
            | compared(
                ledger, side, row.key, row.label or row.cells[column].name, row.cells[column].value, past, columns
            ),
        )
        for row in rows
    )


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
