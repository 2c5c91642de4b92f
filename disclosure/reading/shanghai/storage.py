"""Facts become the rows of a draft: tables as stated cells, the narrative's own figures beside them, words as prose."""

from __future__ import annotations

import re
from typing import Literal

from budgets.choices import Base, CellOrigin, Derivation, MoneyUnit
from budgets.models import BudgetUnit, ChangeReason, DepartmentalBudget, GlossaryTerm, Project, Prose, StatedCell, Unit
from budgets.statements.ledger import Ledger
from budgets.statements.rounding import HALF_IN_TEN_THOUSANDS
from budgets.where import Where
from disclosure.reading.hebei.stated_figures import read_at
from disclosure.reading.matching.facts import SourceText
from disclosure.reading.matching.rows import DraftRows
from disclosure.reading.official import storage as official_storing
from disclosure.reading.official.storage import StoredTables
from disclosure.reading.shanghai.facts import NarratedFigure, NarratedTarget, ShanghaiFacts
from disclosure.reading.shanghai.facts import NarratedProject as ProjectFact
from performance.choices import Symbol
from performance.models import Indicator, ProjectObjective, ProjectSheet
from performance.targets import number_of

_TARGET = re.compile(
    r"^(?P<symbol>≥|≤|＝|=|>|<|>=|<=)(?P<value>-?[\d,]+(?:\.\d+)?)(?:[(（](?P<unit>[^()（）]{1,40})[)）])?$"
)
_SYMBOLS = {
    "≥": Symbol.AT_LEAST,
    "≤": Symbol.AT_MOST,
    "＝": Symbol.EQUAL,
    "=": Symbol.EQUAL,
    ">": Symbol.GREATER,
    "<": Symbol.LESS,
}


def load(budget: DepartmentalBudget, facts: ShanghaiFacts, *, file: str) -> StoredTables:
    """Writes all rows of an empty draft, inside the caller's `editing`."""
    stored = official_storing.store(budget, facts.tables, file=file, origin=CellOrigin.DOCUMENT)
    facts.notes.extend(stored.notes)
    loader = _Loader(budget, facts, file, first_ordinal=stored.cells)
    loader.ground()
    loader.projects()
    loader.figures(Ledger.of(budget))
    return stored


class _Loader:
    def __init__(self, budget: DepartmentalBudget, facts: ShanghaiFacts, file: str, *, first_ordinal: int) -> None:
        self.budget, self.facts, self.file = budget, facts, file
        self.first_ordinal = first_ordinal
        self.rows = DraftRows(budget)

    def ground(self) -> None:
        facts, rows = self.facts, self.rows
        known = {unit.name: unit for unit in Unit.objects.filter(department_id=self.budget.department_id)}
        for unit in facts.units:
            rows.add(BudgetUnit, unit.line, unit=known.get(unit.name), name=unit.name, nature=unit.nature)
        if not facts.units:
            rows.add(BudgetUnit, 0, name=self.budget.printed_name)
        self._prose("duties", facts.duties)
        for item in facts.items:
            if item.code and item.purpose:
                self._prose(f"item:{item.code}.purpose", [SourceText(item.purpose, item.line)])
            if item.code:
                facts.reason(f"item.{item.code}", item.reason, item.line)
        for term in facts.glossary:
            rows.add(GlossaryTerm, term.line, term=term.term, definition=term.definition)
        for (statement, row), reason in facts.reasons.items():
            rows.add(ChangeReason, reason.line, statement=statement, row=row, text=reason.text)
        rows.store(BudgetUnit, GlossaryTerm, ChangeReason)

    def projects(self) -> None:
        rows = self.rows
        sheets: list[tuple[ProjectFact, ProjectSheet]] = []
        for fact in self.facts.projects:
            project = rows.add(Project, fact.line, code=fact.code, name=fact.name)
            for aspect, texts in fact.notes.items():
                self._prose(f"project:{fact.code}.{aspect}", texts)
            if fact.has_sheet:
                sheets.append((fact, rows.add(ProjectSheet, fact.line, project=project)))
        rows.store(Project, Prose, ProjectSheet)
        for fact, sheet in sheets:
            for objective in fact.objectives:
                rows.add(ProjectObjective, objective.line, sheet=sheet, text=objective.text)
            for target in fact.targets:
                rows.add(Indicator, target.line, sheet=sheet, **_indicator(target))
        rows.store(ProjectObjective, Indicator)

    def figures(self, ledger: Ledger) -> None:
        """What the tables do not show is stated; what they show otherwise than the narrative is said."""
        facts = self.facts
        for said in facts.said:
            printed = ledger.printed(said.ref)
            if printed is None:
                self._state(said)
            elif abs(printed - said.value) > (HALF_IN_TEN_THOUSANDS if said.rounded else 0):
                facts.note(
                    said.line,
                    f"说明中的 {said.ref} 与公开表不一致：公开表折合 {printed} 元，说明为 {said.value} 元，打印公开表的数",
                )
        for fact in facts.projects:
            if fact.amount is not None:
                self._state(NarratedFigure(f"expenditure.project:{fact.code}", fact.amount, fact.line))
        self._unassigned(ledger)
        for change in facts.changes:
            now = ledger.printed(change.ref)
            current = change.printed if now is None or abs(now - change.printed) > HALF_IN_TEN_THOUSANDS else now
            self._state(
                NarratedFigure(change.ref, current - change.change, change.line, years_back=1, rounded=True),
                derived=Derivation.FROM_CHANGE,
            )
        for item in facts.items:
            if item.code and item.execution is not None:
                ref = f"item.{item.code}"
                self._state(
                    NarratedFigure(ref, item.execution, item.line, years_back=1, base=Base.EXECUTION, rounded=True)
                )
        cells = self.rows.of(StatedCell)
        for number, cell in enumerate(cells, self.first_ordinal):
            cell.ordinal = number
        self.rows.store(StatedCell)

    def _unassigned(self, ledger: Ledger) -> None:
        """What of the project expenditure no project of the source gets."""
        given = [fact.amount for fact in self.facts.projects if fact.amount is not None]
        in_all = ledger.printed("expenditure.project")
        table = self.facts.table("T03")
        if given and table and in_all is not None and in_all > sum(given):
            lines = (cell.where.line for cell in table.cells if cell.column == "project" and cell.row == "total")
            rest = NarratedFigure("expenditure.unassigned", in_all - sum(given), next(lines, 0))
            self._state(rest, derived=Derivation.REST_OF_PROJECTS)

    def _state(self, said: NarratedFigure, *, derived: Derivation | Literal[""] = "") -> None:
        statement, _, row = said.ref.partition(".")
        self.rows.add(
            StatedCell,
            said.line,
            statement=statement,
            row=row,
            year=self.budget.fiscal_year - said.years_back,
            base=said.base,
            value=said.value,
            derived=derived,
            printed_in=MoneyUnit.TEN_THOUSAND if said.rounded else MoneyUnit.YUAN,
            **read_at(self.file, Where(line=said.line)),
        )

    def _prose(self, key: str, texts: list[SourceText]) -> None:
        if texts:
            self.rows.add(Prose, texts[0].line, key=key, text="\n".join(text.text for text in texts))


def _indicator(target: NarratedTarget) -> dict[str, object]:
    """≥13459.00(平方米) is a symbol, a number and a unit; other words are the target as it was written."""
    found = _TARGET.match("".join(target.value.split()))
    value = found["value"] if found else target.value
    return {
        "level1": target.level1,
        "level2": target.level2,
        "name": target.name,
        "symbol": _SYMBOLS[found["symbol"]] if found else "",
        "value_text": value[:100],
        "value_number": number_of(value),
        "unit": (found["unit"] or "") if found else "",
    }
