"""What tests of the import share: codes at hand, an import from bytes to lines, and lines as plain texts."""

from __future__ import annotations

from typing import Any

from budgets.importers.application import import_lines
from budgets.importers.mapping import Choices, headers_of, propose_choices
from budgets.importers.proposal import Proposal, propose
from budgets.importers.reader import FileSheet, read_file
from budgets.models import DepartmentalBudget, ExpenditureLine
from tests.database import fill_codes


def load_codes() -> None:
    fill_codes("budgets.FunctionalClass", "budgets.EconomicClass", "budgets.FundSource")


def choices_for(
    budget: DepartmentalBudget, sheets: list[FileSheet], *, mode: str = "replace", unit: str = ""
) -> Choices:
    choices = propose_choices(headers_of(sheets), budget.department)
    choices.mode = mode  # type: ignore[assignment]
    for table in choices.tables.values():
        table.unit_of_money = table.unit_of_money or unit
    return choices


def proposed(budget: DepartmentalBudget, content: bytes, **how: Any) -> Proposal:
    sheets = read_file(content)
    return propose(budget, sheets, choices_for(budget, sheets, **how))


def imported(
    budget: DepartmentalBudget, content: bytes, *, by: Any = "import", create: bool = True, **how: Any
) -> Proposal:
    sheets = read_file(content)
    return import_lines(
        budget, sheets, choices_for(budget, sheets, **how), by=by, create_units=create, create_projects=create
    )


def lines_of(budget: DepartmentalBudget) -> list[tuple[str, ...]]:
    """In the order in which each kind is printed."""
    rows = ExpenditureLine.objects.filter(budget=budget).select_related(
        "unit", "project", "functional", "economic", "fund"
    )
    return [
        (
            line.unit.name, line.kind, line.project.code if line.project else "", line.functional.code if line.functional else "",
            line.economic.code if line.economic else "", line.fund.code if line.fund else "", str(line.amount), line.printed_label,
        )
        for line in rows.order_by("kind", "ordinal", "pk")
    ]  # fmt: skip
