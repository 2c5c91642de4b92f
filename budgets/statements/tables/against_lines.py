"""Official tables that were read in beside the same tables as the lines yield them, cell by cell.

Lines may be too coarse for a table (no functional item, no economic class): then only its total is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from budgets.choices import BASIC_KINDS, FISCAL_APPROPRIATION, READ_ORIGINS, Base, CellOrigin, FundKind, LineKind
from budgets.statements import official
from budgets.statements.amounts import Amount
from budgets.statements.appropriation import appropriation
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger, fund_kind
from budgets.statements.lines import SpentLine
from budgets.statements.operating_costs import operating_costs
from budgets.statements.revenue import revenue
from budgets.statements.tables import classified, others
from budgets.statements.tables.columns import CHOICES
from budgets.statements.tables.grid import StatementTable
from budgets.statements.tables.two_sided import two_sided
from budgets.statements.three_public import three_public

_FUNDS_OF: dict[str, tuple[FundKind, ...]] = {
    "T03": (),
    "T05": (FundKind.GENERAL_PUBLIC_BUDGET,),
    "T08": (FundKind.GOVERNMENT_FUNDS,),
    "T09": (FundKind.STATE_CAPITAL,),
    "T17": FISCAL_APPROPRIATION,
}
# Compared with the lines of revenue; the others with those of expenditure. A side without any lines was not entered and cannot differ.
_INCOME = ("T01L", "T02", "T04L")


def differences(ledger: Ledger) -> list[Amount]:
    """The figures of official tables that the lines yield otherwise, each with both values. Empty where no line was entered."""
    return [
        amount
        for table in ledger.official_tables
        if (ledger.revenue if table in _INCOME else ledger.expenditure)
        for amount in _compared(ledger, table)
        if abs((amount.computed or Decimal(0)) - (amount.stated or Decimal(0))) > _tolerance(ledger, amount)
    ]


def typed_otherwise(ledger: Ledger) -> list[Amount]:
    """The figures for which another value was typed than an official table prints: stated is the typed one, computed the table's.

    Last year's among them, for which the table speaks and the typed value is not printed.
    """
    found = []
    before = ledger.year - 1
    for amount in (
        *revenue(ledger).amounts(),
        *expenditure(ledger).amounts(),
        *appropriation(ledger).amounts(),
        *three_public(ledger).amounts(),
        operating_costs(ledger).total,
    ):
        statement, row = amount.ref.split(".", 1)
        typed = ledger.cell(statement, row)
        printed = official.figure(amount.ref, lambda at: ledger.cell(at[0], at[1], column=at[2]))
        if typed is not None and printed is not None and typed != printed:
            found.append(Amount(amount.ref, amount.name, printed, typed, part=amount.part, anchor=amount.anchor))
        typed = ledger.cell(statement, row, year=before, origins=[CellOrigin.TYPED])
        printed = None if typed is None else ledger.printed(amount.ref, year=before, origins=READ_ORIGINS)
        if printed is not None and typed != printed:
            name = f"{amount.name}（{before}年）"
            found.append(Amount(f"{amount.ref}@{before}", name, printed, typed, part=_part_of_last_year(statement)))
    return found


def _part_of_last_year(statement: str) -> str:
    """Where last year's figures of a statement are typed."""
    return "three_public" if statement == "three_public" else "comparison"


def _tolerance(ledger: Ledger, amount: Amount) -> Decimal:
    table, row, column = amount.ref.split(".", 2)
    cell = ledger.stated.get((table, row, column, ledger.year, Base.BUDGET))
    return official.tolerance(cell) if cell else Decimal(0)


def _compared(ledger: Ledger, table: str) -> Iterator[Amount]:
    """Every cell of a table that both sides can speak of; a row or cell that only one side has counts as nothing on the other."""
    if table in {"T07", "T16"}:
        yield from _single_figures(ledger, table)
        return
    made = _grid(ledger, table)
    if made is None:
        return
    grid, is_reached = made
    for row in grid.rows:
        if row.kind == "row":
            yield from row.cells.values() if is_reached else ()
        else:
            # A form need not have every sum.
            yield from (amount for amount in row.cells.values() if amount.stated is not None)


def _grid(ledger: Ledger, table: str) -> tuple[StatementTable, bool] | None:
    """The table as the lines yield it, in the columns that the official one has, and whether the lines reach its rows."""
    columns = tuple(
        sorted({column for row in ledger.official_tables[table].values() for column in row if column in CHOICES})
    )
    spent = [line for line in ledger.expenditure if line.kind != LineKind.CARRIED_OUT]
    if table == "T02":
        return classified.functional(ledger, table, columns, income=True), _have_items(spent)
    if table in _FUNDS_OF:
        funds = _FUNDS_OF[table]
        lines = [line for line in spent if not funds or fund_kind(line) in funds]
        return classified.functional(ledger, table, columns, funds=funds), _have_items(lines)
    if table == "T06":
        basic = [line for line in spent if line.kind in BASIC_KINDS]
        grid = classified.economic(ledger, table, columns, funds=(FundKind.GENERAL_PUBLIC_BUDGET,))
        return grid, all(line.economic for line in basic)
    if table == "T10":
        return others.projects(ledger, table, columns), True
    if table[:3] in {"T01", "T04"}:
        return _side(ledger, table, columns), _have_items(spent)
    return None


def _have_items(lines: Iterable[SpentLine]) -> bool:
    return all(line.functional for line in lines)


def _side(ledger: Ledger, table: str, columns: tuple[str, ...]) -> StatementTable:
    sources = [row for row in ledger.official_tables[table] if row in CHOICES] if table.endswith("L") else []
    both = two_sided(
        ledger, table[:3], sources=sources, columns=columns or ("total",), fiscal_only=table.startswith("T04")
    )
    return both.left if table.endswith("L") else both.right


def _single_figures(ledger: Ledger, table: str) -> Iterator[Amount]:
    """“三公” and 机关运行经费, where the lines are fine enough."""
    lines = three_public(ledger)
    figures = {amount.ref.split(".", 1)[1]: amount for amount in lines.amounts() if amount.reached}
    costs = operating_costs(ledger)
    figures |= (
        {"operating_costs": costs.total, "total": costs.total} if table == "T16" else {"operating_costs": costs.total}
    )
    figures |= (
        {amount.ref.split(".", 1)[1]: amount for amount in (*costs.items, *costs.residuals)} if table == "T16" else {}
    )
    for row in ledger.official_tables[table]:
        amount = figures.get(row)
        if amount is not None and amount.computed is not None:
            printed = ledger.cell(table, row)
            yield Amount(f"{table}.{row}.amount", amount.name, amount.computed, printed, part=amount.part)
