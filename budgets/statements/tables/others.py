"""Tables of one subject: projects (T10), “三公” (T07), operating costs of state organs (T16)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from budgets.choices import PROJECT_KINDS, Base
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger
from budgets.statements.operating_costs import operating_costs
from budgets.statements.tables.classified import cell
from budgets.statements.tables.columns import COMPARING, Line, summed
from budgets.statements.tables.comparison import NOT_COMPARED, Before, before, compared, percent
from budgets.statements.tables.grid import GridRow, StatementTable
from budgets.statements.three_public import ROWS, three_public, three_public_comparison

_UNASSIGNED = "unassigned"
_CODE = re.compile(r"item:([\d+]+)$")


def projects(ledger: Ledger, table: str, columns: Sequence[str], *, base: str = Base.BUDGET) -> StatementTable:
    """By project, in the order of the project library; what is not assigned to one stands last (未分列到项目).

    A project has a row where lines or the official table give it money, or where last year's table did, beside which it stands.
    """
    lines = [line for line in ledger.expenditure if line.kind in PROJECT_KINDS]
    groups: dict[int | None, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.project_id, []).append(line)
    rows = []
    stated = ledger.official_tables.get(table, {})
    past = before(ledger, table, columns, lambda of: projects(of, table, ("total",)), base=base)
    for project in ledger.projects:
        if project.pk in groups or project.code in stated or past.figure(project.code) is not None:
            of_project = groups.get(project.pk, [])
            label = next(
                (line.printed_label for line in of_project if getattr(line, "printed_label", "")), project.name
            )
            rows.append(_project_row(ledger, table, project.code, label, of_project, columns, past))
    known = {row.key for row in rows} | {_UNASSIGNED, "total"}
    rows.extend(
        _project_row(ledger, table, code, past.of(code).name or code, [], columns, past)
        for code in past.keys
        if code not in known and past.figure(code) is not None
    )
    if None in groups or _UNASSIGNED in stated or past.figure(_UNASSIGNED) is not None:
        rows.append(_project_row(ledger, table, "", "未分列到项目", groups.get(None, []), columns, past))
    sums = _project_cells(ledger, table, "total", "合计", lines, columns, past)
    return StatementTable(table, (*rows, GridRow("total", (), "合计", 0, sums, "total")))


def _project_row(
    ledger: Ledger, table: str, code: str, label: str, lines: list[Line], columns: Sequence[str], past: Before
) -> GridRow:
    key = code or _UNASSIGNED
    return GridRow(key, (code,), label, 0, _project_cells(ledger, table, key, label, lines, columns, past))


def _project_cells(
    ledger: Ledger,
    table: str,
    key: str,
    label: str,
    lines: Sequence[Line],
    columns: Sequence[str],
    past: Before = NOT_COMPARED,
) -> dict[str, Amount]:
    cells = {
        column: cell(ledger, table, key, column, label, summed(lines, column))
        for column in columns
        if column not in COMPARING
    }
    in_all = cells.get("total") or cell(ledger, table, key, "total", label, summed(lines, "total"))
    return cells | compared(ledger, table, key, label, in_all.value, past, columns)


def three_public_rows(ledger: Ledger, table: str, funds: tuple[str, ...]) -> StatementTable:
    """The six figures of “三公” with last year's, one row each, and 机关运行经费 as a row of its own key."""
    now, comparison = three_public(ledger, funds), three_public_comparison(ledger, funds)
    rows = []
    for key in ROWS:
        amount, previous = now.row(key), comparison[key].previous
        cells = {"amount": amount}
        if previous is not None:
            cells["previous"] = previous
            cells |= _signed(table, key, amount, previous.number)
        rows.append(GridRow(key, (), amount.name, 1 if key in {"vehicle_purchase", "vehicle_operation"} else 0, cells))
    rows.append(GridRow("operating_costs", (), "机关运行经费", 0, {"amount": operating_costs(ledger).total}))
    return StatementTable(table, tuple(rows))


def _signed(table: str, row: str, amount: Amount, before: Decimal) -> dict[str, Amount]:
    """A column has no words beside it that would say 减少: its changes have their sign."""
    change = amount.number - before
    return {
        "change": Amount(f"{table}.{row}.change", f"{amount.name}增减额（表）", change, part=amount.part),
        "percent": Amount(
            f"{table}.{row}.percent",
            f"{amount.name}增减幅度（表）",
            percent(change, before),
            unit="%",
            part=amount.part,
        ),
    }


def operating_cost_rows(ledger: Ledger, table: str) -> StatementTable:
    """机关运行经费 item by item, in the order of the classes; items of no class stand last."""
    costs = operating_costs(ledger)
    rows = []
    for item in (*costs.items, *costs.residuals):
        key = item.ref.split(".", 1)[1]
        code = _CODE.match(key)
        rows.append(GridRow(key, (code[1],) if code else (), item.name, 0, {"amount": item}))
    rows.sort(key=lambda row: row.codes or ("~",))
    return StatementTable(table, (*rows, GridRow("total", (), "合计", 0, {"amount": costs.total}, "total")))
