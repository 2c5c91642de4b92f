"""Tables whose rows are a classification: 类, 款, 项 of functions (T02, T03, T05, T08, T09, T17) or 类, 款 of economic classes (T06)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal

from budgets.choices import Base, FundKind, LineKind, RevenueKind
from budgets.models import EconomicClass, FunctionalClass
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger, fund_kind
from budgets.statements.lines import SpentLine
from budgets.statements.memory import once
from budgets.statements.tables.columns import CHOICES, COMPARING, Line, summed
from budgets.statements.tables.comparison import Before, before, compared
from budgets.statements.tables.grid import GridRow, StatementTable

_FUNCTIONAL_LENGTHS = (3, 5, 7)
_ECONOMIC_LENGTHS = (3, 5)
UNNAMED = "未注明科目"


def functional(
    ledger: Ledger,
    table: str,
    columns: Sequence[str],
    *,
    funds: Sequence[str] = (),
    income: bool = False,
    base: str = Base.BUDGET,
) -> StatementTable:
    """By 支出功能分类科目. funds: only lines of those funds; none named means all. income: what is received for each item.

    base: what last year's figure counts, in the columns that compare.
    """
    lines = (
        _income_lines(ledger) if income else [line for line in ledger.expenditure if line.kind != LineKind.CARRIED_OUT]
    )
    return _grid(
        ledger,
        table,
        columns,
        _of_funds(lines, funds),
        _FUNCTIONAL_LENGTHS,
        _functional_code,
        names(ledger, FunctionalClass),
        lambda current: before(
            ledger,
            table,
            columns,
            lambda past: functional(past, table, ("total",), funds=funds, income=income),
            base=base,
            model=FunctionalClass,
            current=current,
        ),
    )


def economic(
    ledger: Ledger,
    table: str,
    columns: Sequence[str],
    *,
    funds: Sequence[str] = (),
    basic_only: bool = True,
    base: str = Base.BUDGET,
) -> StatementTable:
    """By 部门预算支出经济分类科目. basic_only: 基本支出, which is what T06 shows."""
    lines = [line for line in ledger.expenditure if line.kind != LineKind.CARRIED_OUT]
    if basic_only:
        lines = [line for line in lines if CHOICES["basic"](line)]
    return _grid(
        ledger,
        table,
        columns,
        _of_funds(lines, funds),
        _ECONOMIC_LENGTHS,
        _economic_code,
        names(ledger, EconomicClass),
        lambda current: before(
            ledger,
            table,
            columns,
            lambda past: economic(past, table, ("total",), funds=funds, basic_only=basic_only),
            base=base,
            model=EconomicClass,
            current=current,
        ),
    )


@once
def names(ledger: Ledger, model: type[FunctionalClass] | type[EconomicClass]) -> dict[str, str]:
    """Names of all codes of the list that holds in the ledger's year, for the rows above the lines' own classes."""
    return dict(model.objects.valid_in(ledger.year).values_list("code", "name"))


def _income_lines(ledger: Ledger) -> list[Line]:
    """Income by function. Where the income lines name no function, income follows what the money is spent on (C04).

    Where money is carried over, spending is not this year's income: a fund whose sums differ shows its income without an
    item, until its lines name one.
    """
    income = [line for line in ledger.revenue if line.kind == RevenueKind.CURRENT]
    spending = [line for line in ledger.expenditure if line.kind != LineKind.CARRIED_OUT]
    if income and all(line.functional_id for line in income):
        return list(income)
    if not income or _sum(income) == _sum(spending):
        return list(spending)
    found: list[Line] = []
    for fund in dict.fromkeys(fund_kind(line) for line in income):
        received = [line for line in income if fund_kind(line) == fund]
        spent = [line for line in spending if fund_kind(line) == fund]
        follows = not all(line.functional_id for line in received) and _sum(received) == _sum(spent)
        found.extend(spent if follows else received)
    return found


def _sum(lines: Iterable[Line]) -> Decimal:
    return total(line.amount for line in lines) or Decimal(0)


def _of_funds(lines: Iterable[Line], funds: Sequence[str]) -> list[Line]:
    return [line for line in lines if not funds or fund_kind(line) in funds]


def _functional_code(line: Line) -> tuple[str, str]:
    return (line.functional.code, line.functional.name) if line.functional else ("", UNNAMED)


def _economic_code(line: Line) -> tuple[str, str]:
    economic = line.economic if isinstance(line, SpentLine) else None
    return (economic.code, economic.name) if economic else ("", UNNAMED)


def _grid(
    ledger: Ledger,
    table: str,
    columns: Sequence[str],
    lines: list[Line],
    lengths: tuple[int, ...],
    code_of: Callable[[Line], tuple[str, str]],
    known: dict[str, str],
    before_of: Callable[[Collection[str]], Before],
) -> StatementTable:
    groups: dict[str, list[Line]] = {}
    labels: dict[str, str] = dict(known)
    for line in lines:
        code, name = code_of(line)
        labels[code] = name
        for prefix in _prefixes(code, lengths):
            groups.setdefault(prefix, []).append(line)
    for statement, row, *_ in ledger.stated:
        if statement == table and row != "total":
            groups.setdefault(row, [])
    past = before_of(tuple(groups))
    for row in past.keys:
        if row != "total":
            groups.setdefault(row, [])
    rows = []
    for code in sorted(groups, key=lambda code: (code == "", code)):
        label = labels.get(code, "") or past.of(code).name
        cells = _cells(ledger, table, code, label, groups[code], columns, past)
        rows.append(GridRow(code, _split(code, lengths), label, _level(code, lengths), cells))
    in_all = _totals(ledger, table, columns, lines, rows, past)
    moved = [(row, past.of(row.key)) for row in rows if past.of(row.key).moved or past.of(row.key).obstacle]
    # What is said of 信访业务 need not be said again of the 款 and 类 above it.
    lowest = [
        (row, then)
        for row, then in moved
        if not any(row.key != other.key and other.key.startswith(row.key) for other, _ in moved)
    ]
    return StatementTable(table, (*rows, GridRow("total", (), "合计", 0, in_all, "total")), tuple(lowest))


def _prefixes(code: str, lengths: tuple[int, ...]) -> list[str]:
    """201, 20103, 2010308: the rows that a line of 2010308 counts in. A composite class stands whole under its 类."""
    if "+" in code:
        return [code[:3], code]
    return [code[:length] for length in lengths if len(code) >= length] or [code]


def _split(code: str, lengths: tuple[int, ...]) -> tuple[str, ...]:
    if "+" in code or not code:
        return (code,)
    starts = (0, *lengths)
    return tuple(code[start:end] for start, end in zip(starts, lengths, strict=False) if len(code) >= end)


def _level(code: str, lengths: tuple[int, ...]) -> int:
    if "+" in code:
        return 1
    return max(0, sum(len(code) >= length for length in lengths) - 1)


def _cells(
    ledger: Ledger,
    table: str,
    row: str,
    label: str,
    lines: list[Line],
    columns: Sequence[str],
    past: Before,
) -> dict[str, Amount]:
    cells = {
        column: cell(ledger, table, row, column, f"{label}·{_COLUMN_NAMES.get(column, column)}", summed(lines, column))
        for column in columns
        if column not in COMPARING
    }
    in_all = cells.get("total") or cell(ledger, table, row, "total", label, summed(lines, "total"))
    return cells | compared(ledger, table, row, label, in_all.value, past, columns)


def cell(ledger: Ledger, table: str, row: str, column: str, name: str, computed: Decimal | None) -> Amount:
    """A figure of a table: the stated one where the official table was read in, with the lines' beside it."""
    return Amount(f"{table}.{row}.{column}", name, computed, ledger.cell(table, row, column=column), part="ledger")


def _totals(
    ledger: Ledger,
    table: str,
    columns: Sequence[str],
    lines: list[Line],
    rows: list[GridRow],
    past: Before,
) -> dict[str, Amount]:
    """The last row. Without lines, the sum of the stated rows of the first level."""
    result = {}
    for column in columns:
        if column in COMPARING:
            continue
        computed = summed(lines, column)
        if not lines:
            computed = total(row.cells[column].value for row in rows if row.level == 0)
        result[column] = cell(ledger, table, "total", column, f"合计·{_COLUMN_NAMES.get(column, column)}", computed)
    in_all = result.get("total") or cell(ledger, table, "total", "total", "合计", summed(lines, "total"))
    return result | compared(ledger, table, "total", "合计", in_all.value, past, columns)


_COLUMN_NAMES = {
    "total": "合计",
    "basic": "基本支出",
    "personnel": "人员经费",
    "operating": "公用经费",
    "project": "项目支出",
    "fiscal": "财政拨款",
    "unit_funds": "单位资金",
} | {kind.value: str(kind.label) for kind in FundKind}
