"""The parts of a budget that this app holds, and its rules."""

from __future__ import annotations

from budgets import parts
from budgets.models import DepartmentalBudget, Project, Prose
from performance.models import Duty, Indicator, ProjectObjective, ProjectSheet

PROSE = {"performance.overall": "总体绩效目标", "performance.guarantee": "工作保障措施"}
_DUTY_FIELDS = {
    "description": "职责描述",
    "goal": "职责目标",
    "objective": "绩效目标",
    "indicators": "绩效指标",
    "standards": "绩效标准",
}


def register() -> None:
    """Called once when Django starts."""
    from performance import checks  # noqa: F401, PLC0415  importing them registers the rules

    parts.register(
        parts.Part(
            key="duties_performance",
            title="部门整体绩效目标",
            order=60,
            url_name="entry-duties",
            sections=("performance",),
            models=(Duty,),
            completeness=_duties,
            texts=PROSE,
        )
    )
    parts.register(
        parts.Part(
            key="sheets",
            title="项目绩效目标表",
            order=65,
            url_name="entry-sheets",
            sections=("performance",),
            models=(ProjectSheet, ProjectObjective, Indicator),
            completeness=_sheets,
        )
    )


def _duties(budget: DepartmentalBudget) -> parts.Completeness:
    prose = dict(Prose.objects.filter(budget=budget, key__in=PROSE).values_list("key", "text"))
    duties = list(Duty.objects.filter(budget=budget).order_by("ordinal", "pk"))
    missing = [name for key, name in PROSE.items() if not prose.get(key, "").strip()]
    if not duties:
        missing.append("分项绩效目标：至少一项职责")
    for duty in duties:
        if absent := [name for field, name in _DUTY_FIELDS.items() if not getattr(duty, field).strip()]:
            missing.append(f"职责“{duty.name}”的{'、'.join(absent)}")
    return parts.Completeness(
        filled=len(duties) + sum(bool(text.strip()) for text in prose.values()), missing=tuple(missing)
    )


def _sheets(budget: DepartmentalBudget) -> parts.Completeness:
    sheets = {sheet.project_id: sheet for sheet in ProjectSheet.objects.filter(budget=budget)}
    projects = Project.objects.filter(budget=budget).order_by("ordinal", "pk")
    missing = tuple(f"项目“{project.name}”的绩效目标表" for project in projects if project.pk not in sheets)
    return parts.Completeness(filled=len(sheets), missing=missing)
