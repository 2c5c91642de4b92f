"""The rows of the siblings: duties and project sheets, purchases, assets."""

from __future__ import annotations

import re
from decimal import Decimal

from assets.choices import AssetCategory
from assets.models import AssetHolding
from budgets.models import Project
from budgets.text import squeeze
from disclosure.reading.hebei.ledger_rows import Projects
from disclosure.reading.matching.facts import SourceFacts
from disclosure.reading.matching.rows import DraftRows
from performance.choices import PLAN_MONTHS
from performance.models import Duty, Indicator, ProjectObjective, ProjectSheet
from performance.targets import number_of
from procurement.columns import COLUMNS
from procurement.models import ProcurementItem

_NUMBERED = re.compile(r"^\d{1,2}[、.．]\s*")


def add_performance(rows: DraftRows, facts: SourceFacts, projects: Projects) -> None:
    for duty in facts.duties:
        rows.add(
            Duty, duty.line, name=duty.name, description=duty.description, goal=duty.goal, objective=duty.objective,
            indicators=duty.indicators, standards=duty.standards,
        )  # fmt: skip
    by_code = {fact.code: project for fact, project in projects}
    sheets = [
        rows.add(
            ProjectSheet, sheet.line, project=by_code[sheet.code], template=sheet.template, purpose=sheet.purpose,
            **dict(zip(PLAN_MONTHS, sheet.plan, strict=True)),
        )
        for sheet in facts.sheets
    ]  # fmt: skip
    rows.store(Duty, ProjectSheet)
    for fact, sheet in zip(facts.sheets, sheets, strict=True):
        for objective in fact.objectives:
            rows.add(ProjectObjective, objective.line, sheet=sheet, text=objective.text)
        for each in fact.indicators:
            rows.add(
                Indicator, each.line, sheet=sheet, level1=each.level1, level2=each.level2, name=each.name, description=each.description,
                symbol=each.symbol, value_text=each.value, value_number=number_of(each.value), unit=each.unit, basis=each.basis,
            )  # fmt: skip
    rows.store(ProjectObjective, Indicator)


def add_purchases(rows: DraftRows, facts: SourceFacts, projects: Projects) -> None:
    for purchase in facts.purchases:
        numbers = {key: value for key, value in purchase.numbers.items() if COLUMNS[key].kind.is_entered}
        project = _project_of(purchase.words["project_name"], numbers, projects)
        printed: dict[str, str | Decimal] = {**purchase.words, **numbers}
        if project:
            printed["project_name"] = ""
            del printed["project_budget"]
        rows.add(ProcurementItem, purchase.line, project=project, **printed)
    rows.store(ProcurementItem)


def _project_of(name: str, numbers: dict[str, Decimal], projects: Projects) -> Project | None:
    """The project of that name, where the row prints the budget that the ledger has for it; else the row says what it says."""
    for fact, project in projects:
        if squeeze(fact.name) == squeeze(name):
            return project if fact.amount is not None and numbers.get("project_budget") == fact.amount else None
    return None


def add_holdings(rows: DraftRows, facts: SourceFacts) -> None:
    """A row of the form that is blank in the source has no row; one that the department added always has."""
    for holding in facts.holdings:
        added = holding.category == AssetCategory.ADDED
        if added or holding.quantity is not None or holding.value is not None:
            name = _NUMBERED.sub("", holding.name) if added else ""
            rows.add(
                AssetHolding, holding.line, category=holding.category, name=name, quantity=holding.quantity, value=holding.value
            )  # fmt: skip
    rows.store(AssetHolding)
