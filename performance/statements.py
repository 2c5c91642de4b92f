"""The performance rows of a version, in printing order, read once for a ledger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from budgets.models import Project
from budgets.models.selection import rows_of
from budgets.statements.ledger import Ledger
from budgets.statements.memory import once
from performance.choices import LEVEL_ORDER, IndicatorLevel
from performance.models import Duty, Indicator, ProjectObjective, ProjectSheet


@dataclass(frozen=True)
class FilledSheet:
    """A project's sheet with its objectives and its indicators, the latter by 一级指标 and then as entered."""

    sheet: ProjectSheet
    project: Project
    objectives: tuple[ProjectObjective, ...]
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True)
class Performance:
    duties: tuple[Duty, ...]
    sheets: tuple[FilledSheet, ...]


@once
def performance(ledger: Ledger) -> Performance:
    objectives, entered, duties, kept = rows_of(ledger.budget, ProjectObjective, Indicator, Duty, ProjectSheet)
    indicators = sorted(entered, key=lambda indicator: LEVEL_ORDER[IndicatorLevel(indicator.level1)])
    objectives_of, indicators_of = _by_sheet(objectives), _by_sheet(indicators)
    order = {project.pk: position for position, project in enumerate(ledger.projects)}
    sheets = sorted(kept, key=lambda sheet: order[sheet.project_id])
    for sheet in sheets:
        sheet.project = ledger.projects[order[sheet.project_id]]
    return Performance(
        duties=duties,
        sheets=tuple(
            FilledSheet(
                sheet,
                sheet.project,
                tuple(objectives_of.get(sheet.pk, ())),
                tuple(indicators_of.get(sheet.pk, ())),
            )
            for sheet in sheets
        ),
    )


def _by_sheet(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """The rows of each sheet by its key, in their order."""
    groups: dict[int, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.sheet_id, []).append(row)
    return groups
