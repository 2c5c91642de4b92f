"""The rows of the statutory tables that are cuts of the ledger (T01–T10, T16, T17): figures of statements into cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import cn2an
import msgspec

from budgets.statements.predecessors import Past
from budgets.statements.tables import classified, others
from budgets.statements.tables.columns import COMPARING, WORD_COLUMNS
from budgets.statements.tables.grid import GridRow, StatementTable
from budgets.statements.tables.two_sided import TwoSided, two_sided
from disclosure.document import Cell, Row, Text
from disclosure.formats.statutory import ColumnSpec, StatutoryTable
from disclosure.outline.builder import Builder
from disclosure.outline.statutory_cells import Printer, words


@dataclass(frozen=True)
class Body:
    """is_empty: no figure speaks, so that the sentence under an empty table is printed.

    moved  the rows under which a note says how last year's document has them
    """

    rows: tuple[Row, ...]
    is_empty: bool
    moved: tuple[tuple[GridRow, Past], ...] = field(default=())


def functional(builder: Builder, spec: StatutoryTable) -> Body:
    grid = classified.functional(
        builder.ledger,
        spec.key,
        _money(spec),
        funds=spec.funds,
        income=spec.income,
        base=builder.format.comparison_base,
    )
    return _classified(spec, grid)


def economic(builder: Builder, spec: StatutoryTable) -> Body:
    grid = classified.economic(
        builder.ledger, spec.key, _money(spec), funds=spec.funds, base=builder.format.comparison_base
    )
    return _classified(spec, grid)


def projects(builder: Builder, spec: StatutoryTable) -> Body:
    return _classified(
        spec, others.projects(builder.ledger, spec.key, _money(spec), base=builder.format.comparison_base)
    )


def operating(builder: Builder, spec: StatutoryTable) -> Body:
    return _classified(spec, others.operating_cost_rows(builder.ledger, spec.key))


def _money(spec: StatutoryTable) -> tuple[str, ...]:
    return tuple(leaf.key for leaf in spec.leaves() if leaf.key not in WORD_COLUMNS)


def _classified(spec: StatutoryTable, grid: StatementTable) -> Body:
    printer = Printer(spec, grid.amounts(), is_empty=grid.is_empty)
    rows = tuple(_row(spec, printer, row, number) for number, row in enumerate(grid.rows, 1))
    return Body(rows, grid.is_empty, grid.moved)


def _row(spec: StatutoryTable, printer: Printer, row: GridRow, number: int) -> Row:
    """A row of a classified table. In the total row the columns of words are one cell."""
    of_words = [leaf for leaf in spec.leaves() if leaf.key in WORD_COLUMNS]
    figures = [printer.cell(row.cells.get(leaf.key)) for leaf in spec.leaves() if leaf.key not in WORD_COLUMNS]
    if row.kind == "total":
        label = Cell((Text(row.label),), f"{spec.key}.total", len(of_words), head=True, align="center")
        return Row((label, *figures))
    return Row((*(_word(spec, row, leaf, number) for leaf in of_words), *figures))


def _word(spec: StatutoryTable, row: GridRow, leaf: ColumnSpec, number: int) -> Cell:
    part = {"code_class": 0, "code_section": 1, "code_item": 2}.get(leaf.key)
    if part is not None:
        text = row.codes[part] if len(row.codes) > part else ""
    elif leaf.key == "code":
        text = "".join(row.codes)
    else:
        text = str(number) if leaf.key == "number" else row.label
    return words(f"{spec.key}.{row.key}.{leaf.key}", text, is_label=leaf.key == "label")


def both_sides(builder: Builder, spec: StatutoryTable) -> Body:
    """Income and expenditure side by side; the shorter side is filled with blanks down to the totals."""
    keys = [leaf.key for leaf in spec.leaves()]
    data = two_sided(
        builder.ledger,
        spec.key,
        sources=[source.key for source in spec.sources],
        columns=[key.removeprefix("right_") for key in keys if key.startswith("right_") and key != "right_label"],
        left_columns=[key.removeprefix("left_") for key in keys if key.removeprefix("left_") in COMPARING],
        fiscal_only=spec.fiscal_only,
        all_classes=spec.all_classes,
        base=builder.format.comparison_base,
    )
    is_empty = data.left.is_empty and data.right.is_empty
    printer = Printer(spec, (*data.left.amounts(), *data.right.amounts()), is_empty=is_empty)
    labels = {source.key: source.label for source in spec.sources}
    left = [(row, labels[row.key]) for row in data.left.rows if row.key in labels]
    spent = [(row, row.label) for row in data.right.rows if row.kind == "row"]
    right = [
        (row, f"{cn2an.an2cn(number)}、{label}")
        for number, (row, label) in enumerate((*spent, *((None, label) for label in spec.further_rows)), 1)
    ]
    rows = []
    for number in range(1, max(len(left), len(right)) + 1):
        income, income_label = left[number - 1] if number <= len(left) else (None, "")
        spending, spending_label = right[number - 1] if number <= len(right) else (None, "")
        rows.append(_pair(spec, printer, number, income, income_label, spending, spending_label))
    for key in ("current", "carried", "total") if spec.carry_over or _is_carried(data) else ("total",):
        of_income, of_spending = data.left.row(key), data.right.row(key)
        if of_income and of_spending:
            number = len(rows) + 1
            rows.append(_pair(spec, printer, number, of_income, of_income.label, of_spending, of_spending.label))
    return Body(tuple(rows), is_empty)


def _is_carried(data: TwoSided) -> bool:
    """A form without a row for what is carried over gets one where something is: its rows would not add up to its total."""
    rows = (data.left.row("carried"), data.right.row("carried"))
    return any(amount for row in rows if row for amount in row.cells.values())


def _pair(
    spec: StatutoryTable,
    printer: Printer,
    number: int,
    income: GridRow | None,
    income_label: str,
    spending: GridRow | None,
    spending_label: str,
) -> Row:
    cells = []
    for leaf in spec.leaves():
        side, _, column = leaf.key.partition("_")
        row = income if side == "left" else spending
        if leaf.key == "number":
            cells.append(words(f"{spec.key}.{number}.number", str(number)))
        elif column == "label":
            text, letter = (income_label, "L") if side == "left" else (spending_label, "R")
            cells.append(words(f"{spec.key}{letter}.{number}.label", text, is_label=True))
        else:
            cells.append(printer.cell(row.cells.get(column)) if row else Cell(state="blank"))
    return Row(tuple(cells))


def three_public_row(builder: Builder, spec: StatutoryTable) -> Body:
    """One row with the six figures and 机关运行经费 (Shanghai)."""
    grid = others.three_public_rows(builder.ledger, spec.key, builder.format.three_public_funds)
    printer = Printer(spec, grid.amounts(), is_empty=grid.is_empty)
    found = [grid.row(leaf.key) for leaf in spec.leaves()]
    return Body((Row(tuple(printer.cell(row.cells["amount"] if row else None) for row in found)),), grid.is_empty)


def three_public_rows(builder: Builder, spec: StatutoryTable) -> Body:
    """A row for each figure, with last year's and the reason."""
    found = others.three_public_rows(builder.ledger, spec.key, builder.format.three_public_funds)
    # 机关运行经费 has no row in this form, so that its figure does not make the table a filled one.
    grid = StatementTable(found.table, tuple(row for row in found.rows if row.key != "operating_costs"))
    printer = Printer(spec, grid.amounts(), is_empty=grid.is_empty)
    # Nothing this year is 0; of last year nothing may be known.
    beside = Printer(msgspec.structs.replace(spec, blank=""), grid.amounts())
    rows = []
    for row in grid.rows:
        cells = []
        for leaf in spec.leaves():
            key = f"{spec.key}.{row.key}"
            if leaf.key == "label":
                label = builder.fixed(f"three_public.row.{row.key}")
                cells.append(words(f"{key}.label", label, is_label=True))
            elif leaf.key == "reason":
                reason = builder.ledger.reasons.get(("three_public", row.key), "")
                cells.append(words(f"{key}.reason", reason, centred=False))
            else:
                cells.append((beside if leaf.key in COMPARING else printer).cell(row.cells.get(leaf.key)))
        rows.append(Row(tuple(cells)))
    return Body(tuple(rows), grid.is_empty)


BODIES: dict[str, Callable[[Builder, StatutoryTable], Body]] = {
    "two-sided": both_sides,
    "functional": functional,
    "economic": economic,
    "projects": projects,
    "operating-costs": operating,
    "three-public-row": three_public_row,
    "three-public-rows": three_public_rows,
}
