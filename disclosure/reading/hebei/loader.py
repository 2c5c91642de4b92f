"""Facts become the rows of a draft. What the source does not say stays empty; what it says wrongly is stored as it says it."""

from __future__ import annotations

from budgets.choices import UnitNature
from budgets.models import (
    BudgetUnit,
    ChangeReason,
    DepartmentalBudget,
    GlossaryTerm,
    Prose,
    StatedCell,
    StatedFlag,
    Unit,
)
from budgets.text import squeeze
from budgets.where import Where
from disclosure import formats
from disclosure.outline import wording
from disclosure.reading.hebei.ledger_rows import LedgerRows
from disclosure.reading.hebei.part_rows import add_holdings, add_performance, add_purchases
from disclosure.reading.hebei.stated_figures import read_at
from disclosure.reading.matching.facts import SourceFacts, SourceText
from disclosure.reading.matching.names import nature_named
from disclosure.reading.matching.rows import DraftRows


def load(budget: DepartmentalBudget, facts: SourceFacts, *, file: str) -> None:
    """Writes all rows of an empty draft, inside the caller's `editing`."""
    rows = DraftRows(budget, file=file)
    units = _add_units(rows, facts)
    _add_words(rows, facts)
    _add_last_year(rows, facts, file)
    rows.store(BudgetUnit, Prose, StatedFlag, ChangeReason, GlossaryTerm, StatedCell)
    projects = LedgerRows(rows, facts, units).add()
    add_performance(rows, facts, projects)
    add_purchases(rows, facts, projects)
    add_holdings(rows, facts)


def _add_units(rows: DraftRows, facts: SourceFacts) -> list[BudgetUnit]:
    """Lines belong to a unit: a source without a table of units speaks of the department alone."""
    if not facts.units:
        return [rows.add(BudgetUnit, 0, name=rows.budget.printed_name)]
    known = {unit.name: unit for unit in Unit.objects.filter(department_id=rows.budget.department_id)}
    return [
        rows.add(
            BudgetUnit, unit.line, unit=known.get(unit.name), name=unit.name, nature=(nature := nature_named(unit.nature)),
            nature_words="" if nature and UnitNature(nature).label == unit.nature else unit.nature,
            rank=unit.rank, funding_mode=unit.funding_mode,
        )
        for unit in facts.units
    ]  # fmt: skip


def _add_words(rows: DraftRows, facts: SourceFacts) -> None:
    prose: dict[str, list[SourceText]] = {
        "duties": facts.duties_prose,
        "performance.overall": facts.overall,
        "performance.guarantee": facts.guarantee,
    }
    # The form's own words for having nothing else to say are no words of the department.
    nothing_else = wording.render(formats.load(rows.budget.format_key), "other.none", {})
    if [squeeze(text.text) for text in facts.other] != [squeeze(nothing_else)]:
        prose["other_matters"] = facts.other
    for key, texts in prose.items():
        if texts:
            rows.add(Prose, texts[0].line, key=key, text="\n".join(text.text for text in texts))
    for term in facts.glossary:
        rows.add(GlossaryTerm, term.line, term=term.term, definition=term.definition)
    for flag, line in facts.flags.items():
        rows.add(StatedFlag, line, key=flag)


def _add_last_year(rows: DraftRows, facts: SourceFacts, file: str) -> None:
    for change in facts.changes:
        statement, _, row = change.ref.partition(".")
        if change.previous is not None:
            rows.add(
                StatedCell, change.line, statement=statement, row=row, column="amount", year=rows.budget.fiscal_year - 1,
                value=change.previous, **read_at(file, Where(line=change.line)),
            )  # fmt: skip
        if change.reason:
            rows.add(ChangeReason, change.line, statement=statement, row=row, text=change.reason)
