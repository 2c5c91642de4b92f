"""How far a project's sheet is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from budgets.models import DepartmentalBudget, Project
from budgets.statements.amounts import Amount
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from performance.choices import PLAN_MONTHS
from performance.models import ProjectSheet


@dataclass(frozen=True)
class SheetState:
    """A project in the list. anchors: the ids by which findings point at it or at rows of its sheet."""

    project: Project
    amount: Decimal | None
    missing: tuple[str, ...]
    has_sheet: bool
    anchors: frozenset[str]

    @property
    def words(self) -> str:
        if not self.has_sheet:
            return "未填写"
        return f"还缺：{'、'.join(self.missing)}" if self.missing else "已填写"

    @property
    def is_done(self) -> bool:
        return self.has_sheet and not self.missing


def states(budget: DepartmentalBudget) -> list[SheetState]:
    """Every project of the version with its sheet, in the order of the document."""
    sheets = ProjectSheet.objects.prefetch_related("objectives", "indicators")
    projects = Project.objects.filter(budget=budget).order_by("ordinal", "pk")
    spending = expenditure(Ledger.of(budget))
    return [
        state_of(project, spending.of_project(project.pk))
        for project in projects.prefetch_related(Prefetch("performance_sheet", queryset=sheets))
    ]


def state_of(project: Project, amount: Amount | None) -> SheetState:
    sheet: ProjectSheet | None = getattr(project, "performance_sheet", None)
    missing = missing_in(sheet) if sheet else ()
    return SheetState(project, amount.value if amount else None, missing, sheet is not None, anchors_of(project))


def anchors_of(project: Project) -> frozenset[str]:
    """The ids by which findings point at a project's sheet and its rows."""
    sheet: ProjectSheet | None = getattr(project, "performance_sheet", None)
    objectives = sheet.objectives.all() if sheet else ()
    indicators = sheet.indicators.all() if sheet else ()
    return frozenset({
        f"project-{project.pk}",
        *(f"objective-{each.pk}" for each in objectives),
        *(f"indicator-{each.pk}" for each in indicators),
    })  # fmt: skip


def missing_in(sheet: ProjectSheet) -> tuple[str, ...]:
    missing = []
    if not sheet.purpose.strip():
        missing.append("资金用途")
    if any(getattr(sheet, month) is None for month in PLAN_MONTHS):
        missing.append("资金支出计划")
    if not sheet.objectives.all():
        missing.append("绩效目标")
    if not sheet.indicators.all():
        missing.append("绩效指标")
    return tuple(missing)
