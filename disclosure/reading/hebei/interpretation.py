"""A source that was taken apart becomes facts: each section by the module that knows its form."""

from __future__ import annotations

from disclosure.reading.hebei import (
    assets,
    closing,
    operating_costs,
    organisation,
    overview,
    performance,
    procurement,
    sheets,
    three_public,
)
from disclosure.reading.hebei.not_understood import refuse_what_was_not_understood
from disclosure.reading.hebei.sections import Source
from disclosure.reading.matching.facts import SourceFacts


def understand(source: Source, *, year: int) -> SourceFacts:
    """What the source says. Raises UnreadableDisclosure where a table is broken, or a section was not understood."""
    facts = SourceFacts()
    sections = source.sections
    organisation.read(sections["organisation"], facts)
    overview.read(sections["overview"], facts, year=year)
    operating_costs.read(sections["operating_costs"], facts, year=year)
    three_public.read(sections["three_public"], facts, year=year)
    performance.read(sections["performance"], facts)
    sheets.read(sections["performance"], facts)
    procurement.read(sections["procurement"], facts, year=year)
    assets.read(sections["assets"], facts, year=year)
    closing.read_glossary(sections["glossary"], facts)
    closing.read_other(sections["other"], facts)
    refuse_what_was_not_understood(source, facts)
    return facts
