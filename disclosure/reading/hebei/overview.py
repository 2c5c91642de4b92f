"""部门预算安排的总体情况: income by source, expenditure by half and by project, both beside last year's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from budgets.choices import Flag
from disclosure.reading.hebei.changes import NEW_UNIT, changes_in, last_years_figures, reason_in
from disclosure.reading.hebei.sections import SourceSection
from disclosure.reading.layout.blocks import Words
from disclosure.reading.layout.cells import find
from disclosure.reading.matching.amounts import Labelled, amounts_in
from disclosure.reading.matching.facts import Money, SourceChange, SourceFacts
from disclosure.reading.matching.names import figure_named, fund_named

INCOME = ("收入说明", "收入情况说明", "收入情况")
EXPENDITURE = ("支出说明", "支出情况说明", "支出情况")
COMPARISON = ("比上年增减情况", "比上年增减变化情况", "与上年相比增减情况")
_ABOUT_LAST_YEAR = re.compile(r"上年|去年|比|较|增加|减少|增长|下降")


def read(section: SourceSection, facts: SourceFacts, *, year: int) -> None:
    income, expenditure, comparison = _parts(section.words)
    for words in income:
        _income(words, facts, year)
    for words in expenditure:
        _expenditure(words, facts, year)
    for words in comparison:
        _comparison(words, facts, year)


def _parts(words: Sequence[Words]) -> tuple[Sequence[Words], Sequence[Words], Sequence[Words]]:
    """The paragraphs under the three headings; where a heading is missing, those of the one before serve for both."""
    first = find(words, INCOME)
    second = find(words, EXPENDITURE, (first or 0))
    third = find(words, COMPARISON, (second or first or 0))
    end = len(words)
    income = words[
        first + 1 if first is not None else 0 : second if second is not None else third if third is not None else end
    ]
    spending = words[second + 1 : third if third is not None else end] if second is not None else income
    return income, spending, words[third + 1 :] if third is not None else spending


def this_years(words: Words, year: int) -> Iterator[Labelled]:
    """The amounts in 元 that are not about last year."""
    for amount in amounts_in(words.text):
        about_last = str(year - 1) in amount.label or _ABOUT_LAST_YEAR.search(amount.label)
        if not amount.is_rate and not about_last:
            yield amount


def _income(words: Words, facts: SourceFacts, year: int) -> None:
    for amount in this_years(words, year):
        ref = figure_named(amount.label, ("revenue",))
        if ref != "revenue.carried_in" and fund_named(amount.label):
            if all(source.name != amount.label for source in facts.sources):
                facts.sources.append(Money(amount.label, amount.value, words.line))
        elif ref and ref not in facts.totals:
            facts.totals[ref] = Money(amount.label, amount.value, words.line)


def _expenditure(words: Words, facts: SourceFacts, year: int) -> None:
    listing = False
    for amount in this_years(words, year):
        ref = figure_named(amount.label, ("expenditure",))
        # A project may be called 项目支出 too; the figure of that name comes first.
        if ref and ref not in facts.totals:
            facts.totals[ref] = Money(amount.label, amount.value, words.line)
            listing = ref == "expenditure.project"
        elif listing and amount.phrase:
            facts.projects.append(Money(amount.phrase, amount.value, words.line))


def _comparison(words: Words, facts: SourceFacts, year: int) -> None:
    if NEW_UNIT.search(words.squeezed):
        facts.flags.setdefault(Flag.NEW_UNIT, words.line)
        return
    for amount in this_years(words, year):
        if (ref := figure_named(amount.label, ("expenditure",))) and ref not in facts.totals:
            facts.totals[ref] = Money(amount.label, amount.value, words.line)
    add_changes(words, facts, year=year, default="expenditure.total")


def add_changes(words: Words, facts: SourceFacts, *, year: int, default: str) -> None:
    """What the paragraph says of last year, the first statement about each figure."""
    current = {**facts.totals, **facts.three_public}
    found = list(changes_in(words.text, year=year, current=current, line=words.line, default=default))
    if not found:
        found = list(last_years_figures(words.text, year=year, default=default, line=words.line))
        reason = reason_in(words.text)
        if found and reason:
            found[0] = SourceChange(found[0].ref, found[0].previous, reason, found[0].line)
    for change in found:
        if facts.change(change.ref) is None and (change.previous is not None or change.reason):
            facts.changes.append(change)
