"""政府采购预算情况: the table of fourteen columns (T11) and the total that the sentence names."""

from __future__ import annotations

from decimal import Decimal

from disclosure.reading.blocks import Row
from disclosure.reading.cells import expect, money, number
from disclosure.reading.facts import Facts, Label, Money, Purchase
from disclosure.reading.likeness import is_like
from disclosure.reading.names import figure_named
from disclosure.reading.overview import this_years
from disclosure.reading.sections import SourceSection

_HEADS: tuple[tuple[str | None, ...], ...] = (
    ("department", "unit"),
    ("source", "name", "catalogue_number", "measure", "quantity", "unit_price", "money"),
    ("project_name", "project_budget", None, None, None, None, None, "total", "current", "other_channels"),
    (
        *(None,) * 8,
        "current_total",
        "general_public_budget",
        "government_funds",
        "special_fiscal_account",
        "other_revenue",
        None,
    ),
)
_NUMBERS = {
    1: "project_budget",
    5: "quantity",
    6: "unit_price",
    7: "total",
    8: "current_total",
    9: "general_public_budget",
    10: "government_funds",
    11: "special_fiscal_account",
    12: "other_revenue",
    13: "other_channels",
}
COLUMNS = 14


def read(section: SourceSection, facts: Facts, *, year: int) -> None:
    for words in section.words:
        for amount in this_years(words, year):
            if (ref := figure_named(amount.label, ("procurement",))) and ref not in facts.totals:
                facts.totals[ref] = Money(amount.label, amount.value, words.line)
    rows = [row for table in section.tables for row in table.rows if len(row) > 1]
    for row in rows[_head(rows, facts) :]:
        if not expect(row, COLUMNS, "政府采购预算表").is_blank:
            _body(row, facts)


def _head(rows: list[Row], facts: Facts) -> int:
    """Reads the rows of the head and returns how many there are. The small print above the grid may be missing."""
    position = 0
    for keys in _HEADS:
        if position == len(rows):
            break
        row = rows[position]
        if len(keys) == 2 and len(row) != 2 and is_like(row[0].text, "政府采购项目来源"):
            continue
        expect(row, len(keys), "政府采购预算表")
        facts.labels.extend(
            Label(f"procurement.head.{key}", cell.text, cell.line)
            for key, cell in zip(keys, row.cells, strict=True)
            if key
        )
        position += 1
    return position


def _body(row: Row, facts: Facts) -> None:
    texts = [" ".join(cell.text.split("\n")) for cell in row.cells]
    numbers: dict[str, Decimal] = {}
    for position, column in _NUMBERS.items():
        read_cell = number if column == "quantity" else money
        value = read_cell(row[position], "采购表中的" if column != "quantity" else "采购数量")
        if value is not None:
            numbers[column] = value
    if is_like(texts[0], "合计") or is_like(texts[0], "总计"):
        facts.labels.append(Label("procurement.sum.label", texts[0], row.line))
        facts.sums.update({column: Money(column, value, row.line) for column, value in numbers.items()})
        return
    facts.purchases.append(Purchase(texts[0], texts[2], texts[3], texts[4], numbers, row.line))
