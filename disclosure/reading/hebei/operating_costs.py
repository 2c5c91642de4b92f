"""机关运行经费安排情况: the total and the items of routine operating costs."""

from __future__ import annotations

import re

from disclosure.reading.hebei.overview import this_years
from disclosure.reading.hebei.sections import SourceSection
from disclosure.reading.matching.facts import Money, SourceFacts
from disclosure.reading.matching.names import figure_named

_REF = "operating_costs.total"
_NONE_OF_ITEM = re.compile(r"预算安排$|支出安排$|总额$")


def read(section: SourceSection, facts: SourceFacts, *, year: int) -> None:
    for words in section.words:
        for amount in this_years(words, year):
            if _REF not in facts.totals and figure_named(amount.label, ("operating_costs",)):
                facts.totals[_REF] = Money(amount.label, amount.value, words.line)
            elif (
                _REF in facts.totals
                and facts.totals[_REF].line == words.line
                and amount.phrase
                and not _NONE_OF_ITEM.search(amount.phrase)
            ):
                facts.operating.append(Money(amount.phrase, amount.value, words.line))
