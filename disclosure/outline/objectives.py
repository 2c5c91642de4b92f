"""部门整体绩效目标表: the department's objectives by duty as a table (T12), where the form is none of running text."""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.document import Cell, Row, Table
from disclosure.formats.statutory import StatutoryTable
from disclosure.outline.builder import Builder, words_cell
from disclosure.outline.statutory_head import head_rows
from performance.models import Duty
from performance.statements import performance

OVERALL = "performance.overall"
# 预算金额{总额|财政拨款|其他} of a duty. No row says which money serves which duty, so that these cells are left for the hand.
_MONEY = {"budget", "budget_fiscal", "budget_other"}


def packaged(builder: Builder, spec: StatutoryTable) -> tuple[tuple[Table, ...], bool]:
    """The overall objective over the whole width, then a row for each duty in the columns that the format names."""
    duties = performance(builder.ledger).duties
    overall = builder.ledger.prose.get(OVERALL, "")
    widths = tuple(leaf.width for leaf in spec.leaves())
    head = head_rows(builder, spec)
    body = tuple(_body(builder, spec, overall, duties))
    table = Table(spec.key, builder.title_of(spec), widths, head, body)
    return (table,), not duties and not overall.strip()


def _body(builder: Builder, spec: StatutoryTable, overall: str, duties: tuple[Duty, ...]) -> Iterator[Row]:
    columns = [leaf.key for leaf in spec.leaves()]
    yield Row(
        (
            builder.label("objectives.overall.label", colspan=2),
            words_cell(f"{spec.key}.overall", overall, colspan=len(columns) - 2),
        )
    )
    for number, duty in enumerate(duties, 1):
        yield Row(tuple(_cell(spec.key, column, number, duty) for column in columns))
    if not duties:
        yield Row(tuple(Cell(key=f"{spec.key}.blank", state="blank") for _ in columns))


def _cell(table: str, column: str, number: int, duty: Duty) -> Cell:
    key = f"{table}.duty:{number}.{column}"
    if column == "number":
        return words_cell(key, str(number), align="center")
    if column in _MONEY:
        return Cell(key=key, state="blank", align="right")
    return words_cell(key, getattr(duty, column), head=column == "name")
