"""Projects and what each of them gets. A line without a project is 未分列到项目; a project without a line has no amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict

from budgets.choices import PROJECT_KINDS, LineKind
from budgets.entry.forms.columns import Column, PickColumn
from budgets.entry.forms.expenditure import LineGrid, line_options, usual_functional_class
from budgets.entry.forms.grid import Grid
from budgets.entry.forms.options import Options, of_choices, usual_fund
from budgets.entry.forms.sketch import NotCounted
from budgets.models import DepartmentalBudget, Project
from budgets.versions.project_codes import carry_over

DIVIDED_SINCE = 2021  # projects are 其他运转类 or 特定目标类


class ProjectGrid(Grid):
    model = Project
    name = "projects"
    anchor = "project"
    title = "项目"
    help = "填写项目库中的编码和名称。项目金额在下一张表填写；没有金额的项目也可以列出。"
    columns = (Column("code"), Column("name"))
    identity = "code"

    def save_rows(self, budget: DepartmentalBudget) -> None:
        before = {row.stored.pk: row.stored.code for row in self.touched if row.stored is not None}
        super().save_rows(budget)
        if before:
            now = Project.objects.filter(budget=budget, pk__in=before).values_list("pk", "code")
            carry_over(budget, {before[pk]: code for pk, code in now if before[pk] != code})

    def choices(self) -> Iterator[ProjectChoice]:
        """The projects as they will be when this page is saved, for the lines of the same page."""
        rows = self.touched if self.is_bound else []
        staying = [row for row in rows if not row.is_removed]
        typed = {row.instance.code for row in staying}
        for row in staying:
            before = row.stored
            is_free = before is not None and (before.code == row.instance.code or before.code not in typed)
            names = (before.code, before.name) if before is not None and is_free else ("", "")
            yield ProjectChoice(row.instance.code, row.instance.name, *names)
        others = self.queryset().exclude(pk__in={row.stored.pk for row in rows if row.stored is not None})
        yield from (ProjectChoice(code, name) for code, name in others.values_list("code", "name"))

    def going(self) -> set[int]:
        """The projects that leave or get another code with this save: their lines name them anew."""
        return {
            row.stored.pk
            for row in (self.touched if self.is_bound and not self.is_sketch else ())
            if row.stored is not None and (row.is_removed or row.stored.code != row.instance.code)
        }


@dataclass(frozen=True)
class ProjectChoice:
    """before, name_before: under which it is still stored; empty where another row has taken that code."""

    code: str
    name: str
    before: str = ""
    name_before: str = ""

    @property
    def texts_before(self) -> tuple[str, ...]:
        """As the lines of the page still name it. A code need not begin with a digit or letter: 未编码-3F2A08C1."""
        return (self.before, f"{self.before} {self.name_before}".strip()) if self.before else ()


class ProjectColumn(PickColumn):
    """A project is named by its code: it may have been typed a moment ago and have no row yet."""

    grid: ProjectLineGrid

    def value(self, row: Any) -> Any:
        typed = getattr(row, "typed_project", None)
        if typed is None:
            return ProjectChoice(row.project.code, row.project.name) if row.project_id else None
        # One that leaves with this save is still what the line has had: an emptied cell is a change.
        return (self.grid.choices.get(typed) or ProjectChoice(typed, "")) if typed else None

    def is_same(self, row: Any, other: Any) -> bool:
        return bool(row.project_id == other.project_id)

    def read(self, text: str, stored: Any) -> Any:
        """What the line has had means what has become of it: another code, or nothing any more."""
        text = text.strip()
        had = self.text(stored) if stored is not None else ""
        if text and text == had and stored.project_id not in self.grid.projects.going():
            return self.value(stored)
        return self.options.find(text) if text else None

    def put(self, row: Any, value: Any) -> None:
        row.typed_project = value.code if value else ""


class ProjectLineGrid(LineGrid):
    name = "lines"
    title = "项目支出金额"
    help = "每一笔项目资金填一行，从上表选择项目。尚未分列到项目的，“项目”留空。说明中使用的名称与项目名称不同时，在“打印名称”中写明。"
    columns = (
        PickColumn("unit", "单位", required=True),
        ProjectColumn(
            "project_code", "项目", list_name="project-choices",
            search=("project__code__icontains", "project__name__icontains"),
        ),
        PickColumn("kind", "类别", required=True, empty=""),
        Column("amount", sums=True),
        PickColumn("economic", "经济分类科目", list_name="economic-classes"),
        PickColumn("functional", "功能分类科目", list_name="functional-classes"),
        PickColumn("fund", "资金性质"),
        Column("printed_label"),
    )  # fmt: skip

    def __init__(
        self, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False, projects: ProjectGrid
    ) -> None:  # fmt: skip
        self.projects = projects
        super().__init__(budget, data, adopting=adopting)

    def queryset(self) -> Any:
        return Grid.queryset(self).filter(kind__in=PROJECT_KINDS)

    def load_options(self, budget: DepartmentalBudget) -> dict[str, Options]:
        choices = Options(
            self.projects.choices(), noun="项目", key=lambda choice: choice.code,
            label=lambda choice: f"{choice.code} {choice.name}".strip(), name_of=lambda choice: choice.name,
            also=lambda choice: choice.texts_before, remedy="请先在上面的“项目”表中填写该项目。",
        )  # fmt: skip
        kinds = of_choices([LineKind(kind) for kind in PROJECT_KINDS], noun="类别")
        return {**line_options(budget), "project_code": choices, "kind": kinds}

    def load_defaults(self, budget: DepartmentalBudget) -> dict[str, Any]:
        is_divided = budget.fiscal_year >= DIVIDED_SINCE
        return {
            "fund": usual_fund(self.options["fund"]),
            "kind": LineKind.SPECIAL_PURPOSE if is_divided else LineKind.PROJECT_UNCLASSIFIED,
            **usual_functional_class(budget),
        }

    @cached_property
    def choices(self) -> dict[str, ProjectChoice]:
        """By code, and by the code before; the first in the table's order has it."""
        found: dict[str, ProjectChoice] = {}
        for choice in self.options["project_code"].entries:
            for code in (choice.code, choice.before):
                found.setdefault(code, choice)
        return found

    def before_reading(self) -> None:
        """Lines whose project leaves or gets another code name it anew."""
        if going := self.projects.going():
            keys = list(self.queryset().values_list("pk", flat=True))
            index = {pk: place for place, pk in enumerate(keys)}
            self.typed.pull({index[row.pk]: row for row in self.queryset().filter(project__in=going)}, "project_code")

    def finish(self, row: Any) -> None:
        """The projects of the page were saved before."""
        typed = getattr(row, "typed_project", None)
        if typed and typed not in self.saved_projects:
            raise NotCounted(typed)
        if typed is not None:
            row.project = self.saved_projects[typed] if typed else None

    @cached_property
    def saved_projects(self) -> dict[str, Project]:
        return {project.code: project for project in Project.objects.filter(budget=self.budget)}
