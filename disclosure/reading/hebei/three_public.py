"""“三公”经费: the amounts of this year and, where the source has them, of last year with the reasons."""

from __future__ import annotations

from budgets.choices import Flag
from disclosure.reading.hebei.changes import NEW_UNIT
from disclosure.reading.hebei.overview import add_changes, this_years
from disclosure.reading.hebei.sections import SourceSection
from disclosure.reading.matching.facts import Money, SourceFacts
from disclosure.reading.matching.names import figure_named

TOTAL = "three_public.total"


def read(section: SourceSection, facts: SourceFacts, *, year: int) -> None:
    for words in section.words:
        for amount in this_years(words, year):
            ref = figure_named(amount.label, ("three_public",))
            if ref and ref not in facts.three_public:
                facts.three_public[ref] = Money(amount.label, amount.value, words.line)
        if NEW_UNIT.search(words.squeezed):
            facts.flags.setdefault(Flag.NEW_UNIT, words.line)
        else:
            add_changes(words, facts, year=year, default=TOTAL)
