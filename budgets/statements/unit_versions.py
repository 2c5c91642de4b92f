"""The budgets that the units of a department have of their own, and which of them speak for their unit."""

from __future__ import annotations

from collections.abc import Iterable

from budgets.choices import Status
from budgets.models import BudgetUnit, DepartmentalBudget, Unit
from budgets.models.selection import asked, instances
from budgets.statements.ledger import Ledger
from budgets.statements.memory import once
from budgets.text import squeeze

COUNTING = (Status.APPROVED, Status.PUBLISHED)


def unit_of(row: BudgetUnit, units: Iterable[Unit]) -> Unit | None:
    """The unit that a row of the department's version stands for: by its key, else by the same name."""
    if row.unit_id:
        return next((unit for unit in units if unit.pk == row.unit_id), None)
    return next((unit for unit in units if squeeze(unit.name) == squeeze(row.name)), None)


def versions_of_units(budget: DepartmentalBudget, *, counting: bool = True) -> dict[int, DepartmentalBudget]:
    """Each unit's newest version for the same year, by the unit's key. counting: only those approved or published."""
    versions = DepartmentalBudget.objects.filter(
        region=budget.region_id, department=budget.department_id, unit__isnull=False,
        fiscal_year=budget.fiscal_year, phase=budget.phase,
    ).select_related("region", "department", "unit")  # fmt: skip
    if counting:
        versions = versions.filter(status__in=COUNTING)
    return {version.unit_id: version for version in versions.order_by("version") if version.unit_id}


@once
def counting_versions(ledger: Ledger) -> tuple[list[Unit], dict[int, DepartmentalBudget]]:
    """The department's units and those of their own versions that count."""
    budget = ledger.budget
    if budget.unit_id:
        return [], {}
    (values,) = asked([(Unit, "department_id = %s ORDER BY code", [budget.department_id])])
    units = instances(Unit, values)
    return units, versions_of_units(budget) if units else {}
