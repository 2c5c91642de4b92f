"""项目经费情况说明: the projects that the department explains in full, under the seven fixed headings (Shanghai)."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.models import Project
from budgets.statements.expenditure import expenditure
from disclosure.document import Block
from disclosure.outline.builder import Builder

ASPECTS = (
    ("overview", "一、项目概述"),
    ("basis", "二、立项依据"),
    ("body", "三、实施主体"),
    ("plan", "四、实施方案"),
    ("period", "五、实施周期"),
    ("money", "六、年度预算安排"),
    ("targets", "七、绩效目标"),
)


def blocks(builder: Builder) -> Iterator[Block]:
    """Own prose under `project:<code>.<aspect>`; a project that explains nothing is not listed here.

    The form is made for one project and names it in the text; only where there are several is each under its name.
    """
    prose = builder.ledger.prose
    listed = [
        project
        for project in builder.ledger.projects
        if any(prose.get(f"project:{project.code}.{aspect}") for aspect, _ in ASPECTS)
    ]
    for project in listed:
        if len(listed) > 1:
            yield from builder.heading(
                f"project_notes.{project.code}.heading", 3, source="{{ project.name }}", project=project
            )
        yield from _aspects(builder, project, level=4 if len(listed) > 1 else 3)
    if not listed:
        yield from builder.paragraph("project_notes.none", "没有说明的项目")


def _aspects(builder: Builder, project: Project, *, level: int) -> Iterator[Block]:
    key = f"project_notes.{project.code}"
    amount = expenditure(builder.ledger).of_project(project.pk)
    for aspect, heading in ASPECTS:
        yield from builder.heading(f"{key}.{aspect}.heading", level, source=heading)
        if aspect == "money" and amount is not None:
            yield from builder.paragraph(
                f"{key}.money.amount", f"年度预算：{project.name}", wording_key="project_notes.money", amount=amount
            )
        yield from builder.prose(f"project:{project.code}.{aspect}")
