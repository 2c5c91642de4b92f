"""政府采购项目来源: the project that pays, chosen from the budget's projects or written as the source has it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from budgets.models import DepartmentalBudget, Project
from budgets.text import squeeze
from procurement.models import ProcurementItem


@dataclass(frozen=True)
class Sources:
    """by_text: what names a project without doubt: its code, its code and name, its name where no other has it."""

    offered: list[str]
    by_text: dict[str, Project]
    names: Counter[str]

    @classmethod
    def of(cls, budget: DepartmentalBudget) -> Sources:
        projects = list(Project.objects.filter(budget=budget).order_by("ordinal", "pk"))
        names = Counter(squeeze(project.name) for project in projects)
        by_text: dict[str, Project] = {}
        for project in projects:
            if names[squeeze(project.name)] == 1:
                by_text[squeeze(project.name)] = project
        for project in projects:
            by_text[squeeze(project.code)] = by_text[squeeze(str(project))] = project
        return cls([_label(project, names) for project in projects], by_text, names)

    def read(self, typed: str) -> tuple[Project | None, str]:
        """The project that is meant; else none and the words, which are printed as they stand."""
        project = self.by_text.get(squeeze(typed))
        return (project, "") if project else (None, typed)

    def words(self, item: ProcurementItem) -> str:
        """What the cell shows, such that reading it gives the same again."""
        return _label(item.project, self.names) if item.project else item.project_name


def _label(project: Project, names: Counter[str]) -> str:
    return project.name if names[squeeze(project.name)] == 1 else str(project)
