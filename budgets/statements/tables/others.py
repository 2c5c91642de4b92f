"""Tables of one subject: projects (T10), “三公” (T07), operating costs of state organs (T16)."""

from __future__ import annotations

from collections.abc import Sequence

from budgets.choices import PROJECT_KINDS
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger
from budgets.statements.operating_costs import operating_costs
from budgets.statements.tables.classified import cell
from budgets.statements.tables.columns import Line, summed
from budgets.statements.tables.grid import Grid, GridRow
from budgets.statements.three_public import ROWS, three_public, three_public_comparison

_UNASSIGNED = "unassigned"


def projects(ledger: Ledger, table: str, columns: Sequence[str]) -> Grid:
    """By project, in the order of the project library; what is not assigned to one stands last (未分列到项目).

    A project has a row where lines or the official table give it money.
    """
    lines = [line for line in ledger.expenditure if line.kind in PROJECT_KINDS]
    groups: dict[int | None, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.project_id, []).append(line)
    rows = []
    stated = ledger.official_tables.get(table, {})
    for project in ledger.projects:
        if project.pk in groups or project.code in stated:
            of_project = groups.get(project.pk, [])
            label = next(
                (line.printed_label for line in of_project if getattr(line, "printed_label", "")), project.name
            )
            rows.append(_project_row(ledger, table, project.code, label, of_project, columns))
    if None in groups or _UNASSIGNED in stated:
        rows.append(_project_row(ledger, table, "", "未分列到项目", groups.get(None, []), columns))
    sums = {column: cell(ledger, table, "total", column, "合计", summed(lines, column)) for column in columns}
    return Grid(table, (*rows, GridRow("total", (), "合计", 0, sums, "total")))


def _project_row(
    ledger: Ledger, table: str, code: str, label: str, lines: list[Line], columns: Sequence[str]
) -> GridRow:
    cells = {
        column: cell(ledger, table, code or _UNASSIGNED, column, label, summed(lines, column)) for column in columns
    }
    return GridRow(code or _UNASSIGNED, (code,), label, 0, cells)


def three_public_rows(ledger: Ledger, table: str, funds: tuple[str, ...]) -> Grid:
    """The six figures of “三公” with last year's, one row each, and 机关运行经费 as a row of its own key."""
    now, comparison = three_public(ledger, funds), three_public_comparison(ledger, funds)
    rows = []
    for key in ROWS:
        compared = comparison[key]
        cells = {"amount": now.row(key)}
        for column in ("previous", "change", "percent"):
            figure: Amount | None = getattr(compared, column)
            if figure is not None:
                cells[column] = figure
        rows.append(
            GridRow(key, (), now.row(key).name, 1 if key in {"vehicle_purchase", "vehicle_operation"} else 0, cells)
        )
    rows.append(GridRow("operating_costs", (), "机关运行经费", 0, {"amount": operating_costs(ledger).total}))
    return Grid(table, tuple(rows))


def operating_cost_rows(ledger: Ledger, table: str) -> Grid:
    """机关运行经费 item by item."""
    costs = operating_costs(ledger)
    rows = [
        GridRow(item.ref.split(".", 1)[1], (), item.name, 0, {"amount": item})
        for item in (*costs.items, *costs.residuals)
    ]
    return Grid(table, (*rows, GridRow("total", (), "合计", 0, {"amount": costs.total}, "total")))


def has_money(grid: Grid) -> bool:
    return bool(total(cell.value for row in grid.rows for cell in row.cells.values()))
