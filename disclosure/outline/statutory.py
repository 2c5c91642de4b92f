"""部门预算公开表: each table of the package with its title, heads, rows, and the sentence under an empty one.

The tables of procurement, objectives, assets and organisation are those of the narrative, printed here instead of there;
where the form has them in the narrative (`stands_in`), they are not printed again. Their blocks have the same keys in either place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from budgets.models import DepartmentalBudget
from budgets.statements.predecessors import Past
from budgets.statements.tables.grid import GridRow
from disclosure import formats
from disclosure.document import Block, Document, Table
from disclosure.formats.statutory import StatutoryTable
from disclosure.outline import assets, objectives, organisation, procurement, sheet
from disclosure.outline.builder import Builder
from disclosure.outline.statutory_bodies import BODIES, Body
from disclosure.outline.statutory_head import head_rows

# The tables of a shape, and whether they are empty.
_OWN: dict[str, Callable[[Builder, StatutoryTable], tuple[tuple[Table, ...], bool]]] = {
    "procurement": procurement.packaged,
    "objectives": objectives.packaged,
    "sheets": sheet.packaged,
    "assets": assets.packaged,
    "organisation": organisation.packaged,
}


def printed_tables(builder: Builder) -> list[StatutoryTable]:
    """Every table of the package in this year, in order; none where the version prints none, and none that stands in the narrative."""
    return list(builder.package)


def table_blocks(builder: Builder, spec: StatutoryTable) -> Iterator[Block]:
    yield from builder.paragraph(f"{spec.key}.title", "公开表标题", style="table-title", source=spec.title)
    moved: tuple[tuple[GridRow, Past], ...] = ()
    if spec.shape in _OWN:
        tables, is_empty = _OWN[spec.shape](builder, spec)
    else:
        body = BODIES[spec.shape](builder, spec)
        tables, is_empty, moved = (_table(builder, spec, body),), body.is_empty, body.moved
    yield from tables
    for row, then in moved:
        yield from builder.paragraph(
            f"{spec.key}.moved.{row.key}", f"科目调整说明：{row.label}", style="note", wording_key="comparison.note",
            row=row.label, moved=then.moved_words, obstacle=then.obstacle,
        )  # fmt: skip
    if is_empty and spec.empty_note:
        yield from builder.paragraph(
            f"{spec.key}.note", f"空表说明：{builder.title_of(spec)}", style="note", source=spec.empty_note
        )


def _table(builder: Builder, spec: StatutoryTable, body: Body) -> Table:
    widths = tuple(leaf.width for leaf in spec.leaves())
    return Table(spec.key, builder.title_of(spec), widths, head_rows(builder, spec), body.rows, spec.unit)


# In which section of the text the tables of a shape stand where the package does not have them.
_AT_HOME = {
    "procurement": "procurement",
    "objectives": "performance",
    "sheets": "performance",
    "assets": "assets",
    "organisation": "organisation",
}


def tables_of(budget: DepartmentalBudget, sections: Collection[str]) -> list[str]:
    """The sections of the package whose tables belong to those sections of the text: a page shows them with its own text."""
    package = formats.load(budget.format_key).package(budget.fiscal_year, is_unit=budget.unit_id is not None)
    return [f"tables.{spec.key}" for spec in package if _AT_HOME.get(spec.shape) in sections]


def packaged_keys(document: Document) -> list[str]:
    """The keys (T01 …) of the tables in a document's package, in order: a section for each, whatever its blocks are called."""
    return [
        section.key.removeprefix("tables.")
        for section in document.sections
        if section.key.startswith("tables.") and any(isinstance(block, Table) for block in section.blocks)
    ]
