"""A budget that was taken apart becomes facts: tables first, for the narrative speaks of their rows."""

from __future__ import annotations

from collections.abc import Mapping

from disclosure.reading.official.tables import OfficialTable
from disclosure.reading.shanghai import (
    items,
    notes,
    organisation,
    proof,
    refusals,
    related,
    settlement,
    streams,
    targets,
    two_sides,
)
from disclosure.reading.shanghai.facts import ShanghaiFacts
from disclosure.reading.shanghai.lines import Taken
from disclosure.reading.shanghai.tokens import TableText, table_of

_FUND_TABLES = {"general_public_budget": "T05", "government_funds": "T08", "state_capital": "T09"}


def understand(taken: Taken, *, year: int, classes: Mapping[str, str]) -> ShanghaiFacts:
    """Raises UnreadableDisclosure for what was not understood. classes: name → code of the 类 of functions that hold in the year."""
    facts = ShanghaiFacts()
    texts = _tables(taken, facts, year, classes)
    for part in taken.parts:
        if part.key == "mandate":
            organisation.read_duties(part.paragraphs, facts)
        elif part.key == "institutions":
            organisation.read_units(part.paragraphs, facts)
        elif part.key == "glossary":
            organisation.read_glossary(part.paragraphs, facts)
        elif part.key == "explanation":
            items.read_explanation(part.paragraphs, facts, year=year)
        elif part.key == "related":
            related.read_related(part.paragraphs, facts, year=year)
        elif part.key == "project_notes":
            notes.read_notes(part, facts)
        elif part.key == "targets":
            targets.read_targets(part, facts)
    for line in taken.skipped:
        facts.note(line.number, f"封面之前的“{line.text[:40]}”不属于文件，未读入")
    facts.doubts.extend(refusals.of_sections(taken.parts, facts))
    refusals.refuse_what_was_not_understood(taken, facts, texts)
    return facts


def _tables(taken: Taken, facts: ShanghaiFacts, year: int, classes: Mapping[str, str]) -> dict[str, TableText]:
    """Table → its running text."""
    partial: list[tuple[OfficialTable, list[two_sides.Partial]]] = []
    classified: list[streams.Classified] = []
    texts: dict[str, TableText] = {}
    for part in taken.tables:
        table, text = table_of(part)
        if facts.table(table.key):
            if any(token.is_number and not token.is_blank for token in text.tokens):
                facts.doubt(part.heading, f"“{table.title}”再次出现，不知道哪一张算数")
            else:
                facts.note(part.heading.number, f"“{table.title}”再次出现，未读入")
            continue
        if table.year and table.year != year:
            facts.note(part.heading.number, f"“{table.title}”的年度不是 {year} 年")
        if table.department and table.department != taken.name:
            facts.note(part.heading.number + 1, f"“{table.title}”的编制部门“{table.department}”与封面不同")
        if table.key in {"T01", "T04"}:
            open_rows = two_sides.read_two_sides(table, text, classes=classes)
            partial.append((table, open_rows))
        elif table.key == "T07":
            streams.read_three_public(table, text)
        else:
            classified.append(streams.read_classified(table, text))
        facts.tables.append(table)
        texts[table.key] = text
        if text.notes:
            facts.table_notes[table.key] = list(text.notes)
    settlement.settle(classified, facts.table("T01"), every_sum=taken.is_of_pages)
    funds = {fund: found for fund, key in _FUND_TABLES.items() if (found := facts.table(key))}
    for table, rows in partial:
        two_sides.settle(table, rows, funds)
    for table in facts.tables:
        if taken.is_of_pages:
            table.doubts.extend(proof.unproved(table))
        facts.notes.extend(table.notes)
    return texts
