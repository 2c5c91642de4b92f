"""政府采购预算情况: the table (T11), in the columns of its year, and the total that the sentence names."""

from __future__ import annotations

from decimal import Decimal

from disclosure.reading.hebei.overview import this_years
from disclosure.reading.hebei.sections import SourceSection
from disclosure.reading.layout.blocks import ReadCell, ReadRow
from disclosure.reading.layout.cells import expect, money, number
from disclosure.reading.layout.likeness import is_like
from disclosure.reading.matching.facts import Label, Money, Purchase, SourceFacts
from disclosure.reading.matching.names import figure_named
from procurement.columns import ColumnGroup, Kind, ProcurementColumn, printed_form

_SMALL_PRINT = ("department", "unit")


def read(section: SourceSection, facts: SourceFacts, *, year: int) -> None:
    for words in section.words:
        for amount in this_years(words, year):
            if (ref := figure_named(amount.label, ("procurement",))) and ref not in facts.totals:
                facts.totals[ref] = Money(amount.label, amount.value, words.line)
    rows = [row for table in section.tables for row in table.rows if len(row) > 1]
    form = printed_form(year)
    columns = tuple(form.leaves())
    for row in rows[_head(rows, form, facts) :]:
        if not expect(row, len(columns), "政府采购预算表").is_blank:
            _body(dict(zip(columns, row.cells, strict=True)), facts)


def _head(rows: list[ReadRow], form: ColumnGroup, facts: SourceFacts) -> int:
    """Reads the rows of the head and returns how many there are. The small print above the grid may be missing."""
    position = 0
    for keys in (_SMALL_PRINT, *_heads(form)):
        if position == len(rows):
            break
        row = rows[position]
        if keys is _SMALL_PRINT and len(row) != len(keys) and is_like(row[0].text, "政府采购项目来源"):
            continue
        expect(row, len(keys), "政府采购预算表")
        facts.labels.extend(
            Label(f"procurement.head.{key}", cell.text, cell.line)
            for key, cell in zip(keys, row.cells, strict=True)
            if key
        )
        position += 1
    return position


def _heads(form: ColumnGroup) -> list[list[str | None]]:
    """The keys of the head's cells, row by row; None where a cell reaches down from the row above."""
    rows: list[list[str | None]] = [[] for _ in form.head_rows()]

    def fill(group: ColumnGroup, level: int) -> None:
        for each in group.columns:
            rows[level].append(each.key)
            if isinstance(each, ColumnGroup):
                fill(each, level + 1)
            else:
                for below in rows[level + 1 :]:
                    below.append(None)

    fill(form, 0)
    return rows


def _body(cells: dict[ProcurementColumn, ReadCell], facts: SourceFacts) -> None:
    words = {column.key: " ".join(cell.text.split("\n")) for column, cell in cells.items() if column.kind is Kind.WORDS}
    numbers: dict[str, Decimal] = {}
    for column, cell in cells.items():
        if column.kind is Kind.COUNT:
            value = number(cell, f"采购{column.name}")
        elif column.kind.is_money:
            value = money(cell, "采购表中的")
        else:
            continue
        if value is not None:
            numbers[column.key] = value
    first = next(iter(cells.values()))
    title = " ".join(first.text.split("\n"))
    if is_like(title, "合计") or is_like(title, "总计"):
        facts.labels.append(Label("procurement.sum.label", title, first.line))
        facts.sums.update({column: Money(column, value, first.line) for column, value in numbers.items()})
        return
    facts.purchases.append(Purchase(words, numbers, first.line))
