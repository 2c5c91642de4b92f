"""Projects and what each of them gets. A line without a project is 未分列到项目; a project without a line has no amount."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.http import QueryDict

from budgets.choices import PROJECT_KINDS, LineKind
from budgets.forms.expenditure import LineGrid, LineRow, line_options, usual_functional_class
from budgets.forms.grid import Grid
from budgets.forms.options import Options, PickField, of_choices, usual_fund
from budgets.forms.rows import RowForm
from budgets.forms.typed import NotCounted
from budgets.models import BudgetRow, DepartmentalBudget, ExpenditureLine, Project
from budgets.project_codes import carry_over

DIVIDED_SINCE = 2021  # projects are 其他运转类 or 特定目标类


class ProjectRow(RowForm):
    class Meta:
        model = Project
        fields = ("code", "name")


class ProjectGrid(Grid):
    form = ProjectRow
    model = Project
    name = "projects"
    anchor = "project"
    title = "项目"
    help = "填写项目库中的编码和名称。项目金额在下一张表填写；没有金额的项目也可以列出。"
    columns = ("code", "name")
    identity = "code"

    def save_rows(self, budget: DepartmentalBudget) -> None:
        before = dict(Project.objects.filter(budget=budget).values_list("pk", "code"))
        super().save_rows(budget)
        now = Project.objects.filter(budget=budget, pk__in=before).values_list("pk", "code")
        carry_over(budget, {before[pk]: code for pk, code in now if before[pk] != code})

    def choices(self) -> Iterator[ProjectChoice]:
        """The projects as they will be when this page is saved, for the lines of the same page."""
        stored = {row.pk: row for row in self.fresh_rows()} if self.is_bound else {}
        if not self.is_bound:
            yield from (ProjectChoice(row.code, row.name) for row in self.rows)
            return
        self.is_valid()
        typed = {form.instance.code for form in self.live}
        for form in self.live:
            before = stored.get(form.instance.pk)
            is_free = before is not None and (before.code == form.instance.code or before.code not in typed)
            names = (before.code, before.name) if before and is_free else ("", "")
            yield ProjectChoice(form.instance.code, form.instance.name, *names)
        yield from (ProjectChoice(row.code, row.name) for row in self.untouched_rows)


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


class ProjectLineRow(LineRow):
    project_code = PickField(label="项目", list_name="project-choices")
    kind = PickField(label="类别", required=True, empty="")

    class Meta:
        model = ExpenditureLine
        fields = ("unit", "kind", "amount", "economic", "functional", "fund", "printed_label")

    def clean(self) -> dict[str, Any]:
        choice = self.cleaned_data.get("project_code")
        self.instance.typed_project = choice.code if choice else ""
        return self.cleaned_data

    def finish(self, row: BudgetRow) -> None:
        """The projects of the page were saved before."""
        typed = getattr(row, "typed_project", None)
        if typed and typed not in self.grid.saved_projects:  # type: ignore[attr-defined]
            raise NotCounted(typed)
        if typed is not None:
            row.project = self.grid.saved_projects[typed] if typed else None  # type: ignore[attr-defined]


class ProjectLineGrid(LineGrid):
    form = ProjectLineRow
    name = "lines"
    title = "项目支出金额"
    help = "每一笔项目资金填一行，从上表选择项目。尚未分列到项目的，“项目”留空。说明中使用的名称与项目名称不同时，在“打印名称”中写明。"
    columns = ("unit", "project_code", "kind", "amount", "economic", "functional", "fund", "printed_label")

    def __init__(
        self, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False, projects: ProjectGrid
    ) -> None:  # fmt: skip
        self.projects = projects
        super().__init__(budget, data, adopting=adopting)

    def queryset(self) -> Any:
        return Grid.queryset(self).filter(kind__in=PROJECT_KINDS)

    def load_options(self, budget: DepartmentalBudget) -> dict[str, Options]:
        choices = Options(
            list(self.projects.choices()), noun="项目", key=lambda choice: choice.code,
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

    def value(self, row: Model, name: str) -> Any:
        """A project is named by its code: it may have been typed a moment ago and have no row yet."""
        if name != "project_code":
            return super().value(row, name)
        typed = getattr(row, "typed_project", None)
        code = typed if typed is not None else (row.project.code if row.project else "")  # type: ignore[attr-defined]
        # One that leaves with this save is still what the line has had: an emptied cell is a change.
        return (self._choices.get(code) or ProjectChoice(code, "")) if code else None

    @cached_property
    def _choices(self) -> dict[str, ProjectChoice]:
        """By code, and by the code before; the first in the table's order has it."""
        found: dict[str, ProjectChoice] = {}
        for choice in self.options["project_code"].entries:
            for code in (choice.code, choice.before):
                found.setdefault(code, choice)
        return found

    @cached_property
    def saved_projects(self) -> dict[str, Project]:
        return {project.code: project for project in Project.objects.filter(budget=self.budget)}
