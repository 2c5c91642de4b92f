"""部门预算公开表: each table of the package with its title, heads, rows, and the sentence under an empty one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import cn2an

from budgets.choices import TablesMode
from budgets.money import plain, round_yuan
from budgets.statements.amounts import Amount
from budgets.statements.tables import classified, others
from budgets.statements.tables.columns import WORD_COLUMNS
from budgets.statements.tables.grid import Grid, GridRow
from budgets.statements.tables.two_sided import TwoSided, two_sided
from disclosure.builder import Builder
from disclosure.document import Block, Cell, Figure, Row, Table, Text
from disclosure.formats.statutory import ColumnSpec, StatutoryTable
from disclosure.outline.statutory_head import head_rows

_TEN_THOUSAND = Decimal(10_000)


def printed_tables(builder: Builder) -> list[StatutoryTable]:
    """Every table that the format prints in this year, in order; none where the version prints none."""
    if builder.ledger.budget.tables_mode == TablesMode.NONE:
        return []
    return [spec for spec in builder.format.statutory if spec.first_year <= builder.year <= spec.last_year]


def table_blocks(builder: Builder, spec: StatutoryTable) -> Iterator[Block]:
    body, is_empty = _BODIES[spec.shape](builder, spec)
    yield from builder.paragraph(f"{spec.key}.title", "公开表标题", style="table-title", source=spec.title)
    widths = tuple(leaf.width for leaf in spec.leaves())
    title = "".join(builder.fixed_source(spec.title).split())
    yield Table(spec.key, title, widths, head_rows(builder, spec), tuple(body), spec.unit)
    if is_empty and spec.empty_note:
        yield from builder.paragraph(f"{spec.key}.note", f"空表说明：{title}", style="note", source=spec.empty_note)


def figure_cell(spec: StatutoryTable, amount: Amount | None, *, blank: str | None = None) -> Cell:
    """A figure in the table's unit. A column that does not apply to the row stays empty; a blank prints as the format says."""
    blank = spec.blank if blank is None else blank
    if amount is None:
        return Cell(state="not-applicable", align="right")
    if amount.value is None:
        return Cell((Text(blank),) if blank else (), amount.ref, state="blank", align="right")
    value = amount.value / _TEN_THOUSAND if spec.unit == "万元" and amount.unit == "元" else amount.value
    unit = spec.unit if amount.unit == "元" else amount.unit
    return Cell(
        (Figure(amount.ref, amount.name, plain(value), unit, shown(spec, value)),),
        amount.ref,
        state="number",
        align="right",
    )


def shown(spec: StatutoryTable, value: Decimal) -> str:
    """Grouped, with at least the table's decimals; cents of 元 are kept, 万元 is rounded to two places."""
    if spec.unit == "万元":
        return f"{round_yuan(value, 2):,.{2}f}"
    places = spec.decimals if value == value.to_integral_value() else 2
    return f"{value:,.{places}f}"


def _classified(builder: Builder, spec: StatutoryTable, grid: Grid) -> tuple[list[Row], bool]:
    rows = [_row(spec, row, blank="" if grid.is_empty else spec.blank) for row in grid.rows]
    return rows, grid.is_empty


def _functional(builder: Builder, spec: StatutoryTable) -> tuple[list[Row], bool]:
    return _classified(
        builder,
        spec,
        classified.functional(builder.ledger, spec.key, _money(spec), funds=spec.funds, income=spec.income),
    )


def _economic(builder: Builder, spec: StatutoryTable) -> tuple[list[Row], bool]:
    return _classified(builder, spec, classified.economic(builder.ledger, spec.key, _money(spec), funds=spec.funds))


def _projects(builder: Builder, spec: StatutoryTable) -> tuple[list[Row], bool]:
    return _classified(builder, spec, others.projects(builder.ledger, spec.key, _money(spec)))


def _operating(builder: Builder, spec: StatutoryTable) -> tuple[list[Row], bool]:
    return _classified(builder, spec, others.operating_cost_rows(builder.ledger, spec.key))


def _money(spec: StatutoryTable) -> tuple[str, ...]:
    return tuple(leaf.key for leaf in spec.leaves() if leaf.key not in WORD_COLUMNS)


def _row(spec: StatutoryTable, row: GridRow, *, blank: str) -> Row:
    """A row of a classified table. In the total row the columns of words are one cell."""
    words = [leaf for leaf in spec.leaves() if leaf.key in WORD_COLUMNS]
    figures = [
        figure_cell(spec, row.cells.get(leaf.key), blank=blank)
        for leaf in spec.leaves()
        if leaf.key not in WORD_COLUMNS
    ]
    if row.kind == "total":
        return Row((Cell((Text(row.label),), f"{spec.key}.total", len(words), head=True, align="center"), *figures))
    return Row((*(_word(spec, row, leaf) for leaf in words), *figures))


def _word(spec: StatutoryTable, row: GridRow, leaf: ColumnSpec) -> Cell:
    part = {"code_class": 0, "code_section": 1, "code_item": 2}.get(leaf.key)
    if part is not None:
        text = row.codes[part] if len(row.codes) > part else ""
    elif leaf.key == "code":
        text = "".join(row.codes)
    else:
        text = row.label
    is_label = leaf.key == "label"
    return Cell(
        (Text(text),) if text else (),
        f"{spec.key}.{row.key}.{leaf.key}",
        head=is_label,
        state="text" if text else "blank",
        align="left" if is_label else "center",
    )


def _two_sided(builder: Builder, spec: StatutoryTable) -> tuple[list[Row], bool]:
    """Income and expenditure side by side; the shorter side is filled with blanks down to the totals."""
    right_columns = tuple(
        leaf.key.removeprefix("right_")
        for leaf in spec.leaves()
        if leaf.key.startswith("right_") and leaf.key != "right_label"
    )
    data = two_sided(
        builder.ledger,
        spec.key,
        sources=[source.key for source in spec.sources],
        columns=right_columns,
        fiscal_only=spec.fiscal_only,
        all_classes=spec.all_classes,
    )
    labels = {source.key: source.label for source in spec.sources}
    left = [row for row in data.left.rows if row.key in labels]
    right = [row for row in data.right.rows if row.kind == "row"]
    rows = []
    for position in range(max(len(left), len(right))):
        income = left[position] if position < len(left) else None
        spending = right[position] if position < len(right) else None
        number = f"{cn2an.an2cn(position + 1)}、"
        rows.append(
            _pair(
                spec,
                position + 1,
                income,
                labels.get(income.key, "") if income else "",
                spending,
                f"{number}{spending.label}" if spending else "",
            )
        )
    for key in ("current", "carried", "total") if spec.carry_over else ("total",):
        income, spending = data.left.row(key), data.right.row(key)
        if income and spending:
            rows.append(_pair(spec, len(rows) + 1, income, income.label, spending, spending.label))
    return rows, _is_empty(data)


def _is_empty(data: TwoSided) -> bool:
    return data.left.is_empty and data.right.is_empty


def _pair(
    spec: StatutoryTable,
    number: int,
    income: GridRow | None,
    income_label: str,
    spending: GridRow | None,
    spending_label: str,
) -> Row:
    cells = []
    for leaf in spec.leaves():
        if leaf.key == "number":
            cells.append(Cell((Text(str(number)),), f"{spec.key}.{number}.number", align="center"))
        elif leaf.key == "left_label":
            cells.append(_label(f"{spec.key}L.{number}", income_label))
        elif leaf.key == "right_label":
            cells.append(_label(f"{spec.key}R.{number}", spending_label))
        elif leaf.key == "left_amount":
            cells.append(figure_cell(spec, income.cells["amount"]) if income else Cell(state="blank"))
        else:
            cells.append(
                figure_cell(spec, spending.cells.get(leaf.key.removeprefix("right_")))
                if spending
                else Cell(state="blank")
            )
    return Row(tuple(cells))


def _label(key: str, words: str) -> Cell:
    return Cell((Text(words),) if words else (), f"{key}.label", head=bool(words), state="text" if words else "blank")


def _three_public_row(builder: Builder, spec: StatutoryTable) -> tuple[list[Row], bool]:
    """One row with the six figures and 机关运行经费 (Shanghai)."""
    grid = others.three_public_rows(builder.ledger, spec.key, builder.format.three_public_funds)
    cells = []
    for leaf in spec.leaves():
        row = grid.row(leaf.key)
        cells.append(figure_cell(spec, row.cells["amount"] if row else None))
    return [Row(tuple(cells))], grid.is_empty


def _three_public_rows(builder: Builder, spec: StatutoryTable) -> tuple[list[Row], bool]:
    """A row for each figure, with last year's and the reason."""
    grid = others.three_public_rows(builder.ledger, spec.key, builder.format.three_public_funds)
    rows = []
    for row in grid.rows:
        if row.key == "operating_costs":
            continue
        cells = []
        for leaf in spec.leaves():
            if leaf.key == "label":
                cells.append(_label(f"{spec.key}.{row.key}", builder.fixed(f"three_public.row.{row.key}")))
            elif leaf.key == "reason":
                text = builder.ledger.reasons.get(("three_public", row.key), "")
                cells.append(
                    Cell(
                        (Text(text),) if text else (), f"{spec.key}.{row.key}.reason", state="text" if text else "blank"
                    )
                )
            else:
                cells.append(figure_cell(spec, row.cells.get(leaf.key)))
        rows.append(Row(tuple(cells)))
    return rows, grid.is_empty


_BODIES: dict[str, Callable[[Builder, StatutoryTable], tuple[list[Row], bool]]] = {
    "two-sided": _two_sided,
    "functional": _functional,
    "economic": _economic,
    "projects": _projects,
    "operating-costs": _operating,
    "three-public-row": _three_public_row,
    "three-public-rows": _three_public_rows,
}
