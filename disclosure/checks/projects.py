"""A project's name and place in every part of the document. R-PRJ-1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from budgets.checks.projects import place_of
from budgets.models import Project
from budgets.rules.inspections import Bearing, Question
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, Severity, rule
from budgets.statements.expenditure import ProjectAmount, expenditure
from budgets.text import squeeze
from disclosure.checks.lines import are_the_systems, at, first_key, sentence_lines, subject_lines
from disclosure.checks.nearness import one_edit_apart
from disclosure.composition.review import Review
from disclosure.document import Figure
from performance.statements import performance
from procurement.statements import procurement


@rule(
    "R-PRJ-1",
    "W",
    "各处的项目和项目名称一致",
    basis="预算法实施条例第四十一条：项目库管理",
    reads=Reads.LINES | Reads.WORDS,
    firm="E",
    answers={Question.PERFORMANCE: Bearing.DENIES},
    needs="document",
    example="项目支出中叫“综合事务管理费”，绩效目标表中叫“综合事物管理费”。",
    satisfy="以项目库的名称为准，各处使用同一名称；列出的项目与绩效目标表一致。",
)
def projects_are_the_same_everywhere(review: Review) -> Iterator[Finding]:
    """By code: the narrative, the sheets of objectives and the procurement table speak of the same projects by the same names."""
    if not review.ledger.projects:
        raise NotRun("没有项目")
    yield from _names_in_the_narrative(review)
    yield from _set_of_projects(review)
    yield from _names_in_procurement(review)


def _names_in_the_narrative(review: Review) -> Iterator[Finding]:
    for each in expenditure(review.ledger).projects:
        printed, name = squeeze(each.label), squeeze(each.project.name)
        if printed == name:
            continue
        only_punctuation = re.sub(r"\W", "", printed) == re.sub(r"\W", "", name)
        severity: Severity | None = "W" if only_punctuation else None
        words = "标点不同" if only_punctuation else "名称不一致"
        yield Finding(
            f"项目 {each.project.code} {words}：支出说明写“{each.label}”，绩效目标表和项目库写“{each.project.name}”。",
            (_label_place(review, each), place_of(each.project, "项目名称")),
            remedy="请统一为项目库中的名称。",
            is_firm=are_the_systems(review),
            severity=severity,
        )


def _label_place(review: Review, each: ProjectAmount) -> Place:
    """The label is that of the line which brings it."""
    labelled = (line for line in review.ledger.expenditure if line.project_id == each.project.pk and line.printed_label)
    anchor = next((f"line-{line.pk}" for line in labelled), each.amount.anchor)
    return Place("支出说明", each.label, "projects", anchor, first_key(review, "overview.expenditure", "T10"))


def _set_of_projects(review: Review) -> Iterator[Finding]:
    ledger = review.ledger
    sheets = performance(ledger).sheets
    if not sheets or "overview.expenditure" not in review.composition.words:
        return
    named = _named_in_the_narrative(review)
    with_money = {each.project.pk for each in expenditure(ledger).projects}
    absent = [sheet for sheet in sheets if sheet.project.code not in named]
    if absent:
        yield Finding(
            f"支出说明列出 {len(named)} 个项目，绩效目标表有 {len(sheets)} 个；"
            f"支出说明没有列出：{'、'.join(sheet.project.name for sheet in absent)}。",
            (
                at(review, "overview.expenditure", f"{len(named)} 个项目", "支出说明"),
                *(
                    Place(
                        f"绩效目标表·{sheet.project.name}",
                        sheet.project.code,
                        "projects",
                        f"project-{sheet.project.pk}",
                    )
                    for sheet in absent
                ),
            ),
            remedy="请在支出说明中列出全部项目及金额。",
            is_firm=are_the_systems(review, sentence_lines(review, "overview")),
        )
    of_sheets = {sheet.project.pk for sheet in sheets}
    without = [project for project in ledger.projects if project.pk in with_money and project.pk not in of_sheets]
    if without:
        yield Finding(
            f"{len(without)} 个项目没有绩效目标表：{'、'.join(project.name for project in without)}。",
            tuple(replace(place_of(project), part="sheets") for project in without),
            remedy="请填写绩效目标表；按规定不公开绩效目标的请说明原因。",
            severity="W",
        )


def _named_in_the_narrative(review: Review) -> set[str]:
    """Codes of the projects that the expenditure section names with an amount, by reference or in words."""
    named: set[str] = set()
    labels = {each.project.pk: each.label for each in expenditure(review.ledger).projects}
    patterns = {
        project.code: re.compile(
            rf"(?:{'|'.join(re.escape(squeeze(name)) for name in {project.name, labels.get(project.pk, project.name)})})"
            r"[^，。；、\d]{0,6}\d"
        )
        for project in review.ledger.projects
    }
    for line in subject_lines(review, "overview"):
        for run in line.runs:
            if isinstance(run, Figure) and run.ref.startswith("expenditure.project:"):
                named.add(run.ref.removeprefix("expenditure.project:"))
        text = squeeze(line.text)
        named.update(code for code, pattern in patterns.items() if code not in named and pattern.search(text))
    return named


def _names_in_procurement(review: Review) -> Iterator[Finding]:
    names = [(project, squeeze(project.name)) for project in review.ledger.projects]
    alike: dict[str, list[Project]] = {}  # many items have one source
    for row in procurement(review.ledger).rows:
        if row.item.project_id is not None or not row.item.project_name.strip():
            continue
        typed = squeeze(row.item.project_name)
        if typed not in alike:
            alike[typed] = [project for project, name in names if _is_meant(typed, name)]
        for project in alike[typed]:
            yield Finding(
                f"政府采购预算表的项目名称“{row.item.project_name}”与项目 {project.code}“{project.name}”不一致。",
                (
                    Place(f"政府采购·{row.item.name}", row.item.project_name, "procurement", f"item-{row.item.pk}"),
                    place_of(project),
                ),
                remedy="请从项目库中选择项目。",
            )


def _is_meant(typed: str, name: str) -> bool:
    """Another spelling of the project's name: one character or nothing but punctuation apart."""
    return typed != name and (one_edit_apart(typed, name) or re.sub(r"\W", "", typed) == re.sub(r"\W", "", name))
