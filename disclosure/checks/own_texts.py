"""The texts that the department wrote, each once and without what the form adds to it."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.rules.registry import Place
from budgets.statements.memory import once
from budgets.text import paragraphs
from disclosure.checks.lines import at, lines
from disclosure.checks.lines import place as line_place
from disclosure.composition.review import OwnText, Review
from performance.checks.places import of_duty, of_indicator, of_objective, of_sheet
from performance.statements import performance

_DUTY_FIELDS = {
    "name": "职责名称",
    "description": "职责描述",
    "goal": "职责目标",
    "objective": "绩效目标",
    "indicators": "绩效指标",
    "standards": "绩效标准",
}


@once
def own_texts(review: Review) -> tuple[OwnText, ...]:
    if review.own_texts is not None:
        return review.own_texts
    return tuple(text for text in _texts(review) if text.text.strip())


def _texts(review: Review) -> Iterator[OwnText]:
    ledger = review.ledger
    for line in lines(review):
        block = review.composition.words.get(line.key)
        if block and block.own is not None:
            yield OwnText(line_place(review, line), line.text)
    for key, prose in ledger.prose.items():
        for number, text in enumerate(paragraphs(prose), 1):
            yield OwnText(at(review, f"{key}.{number}", text), text)
    for position, term in enumerate(ledger.glossary, 1):
        if (
            f"glossary.{position}" not in review.composition.words
            or review.composition.words[f"glossary.{position}"].own is None
        ):
            for text in (term.term, *paragraphs(term.definition)):
                yield OwnText(
                    Place(f"名词解释·{term.term}", text, "glossary", f"term-{term.pk}", f"glossary.{position}"), text
                )
    for project in ledger.projects:
        yield OwnText(
            Place("项目名称", f"{project.code} {project.name}", "projects", f"project-{project.pk}"), project.name
        )
    for unit in ledger.units:
        yield OwnText(Place("机构设置表", unit.name, "organisation", f"unit-{unit.pk}"), unit.name)
    yield from _of_performance(review)


def _of_performance(review: Review) -> Iterator[OwnText]:
    data = performance(review.ledger)
    for duty in data.duties:
        for field, label in _DUTY_FIELDS.items():
            for text in paragraphs(getattr(duty, field)):
                yield OwnText(of_duty(duty, label, text), text)
    for sheet in data.sheets:
        for text in paragraphs(sheet.sheet.purpose):
            yield OwnText(of_sheet(sheet, "资金用途", text), text)
        for number, objective in enumerate(sheet.objectives, 1):
            yield OwnText(of_objective(sheet, objective, number), objective.text)
        for indicator in sheet.indicators:
            for text in (indicator.name, indicator.description, indicator.basis):
                yield OwnText(of_indicator(sheet, indicator, text), text)
