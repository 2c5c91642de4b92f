"""What the page of official tables needs: the name of a table, of a field, and what was not understood in a file."""

from __future__ import annotations

from django import template

from budgets.importers.magnitude import Suggestion
from disclosure.official_tables import labels
from disclosure.official_tables.proposal import ProposedFile
from disclosure.reading.official.tables import Note

register = template.Library()


@register.filter
def table_name(key: str) -> str:
    return labels.table(key)


@register.simple_tag
def unit_field(file_pk: int, sheet: int) -> str:
    """The name of the question for 元 or 万元 of a sheet."""
    return f"unit-{file_pk}-{sheet}"


@register.filter
def of_field(suggestions: dict[str, Suggestion], name: str) -> str:
    return suggestions[name].words if name in suggestions else ""


@register.filter
def notes_of(file: ProposedFile) -> list[Note]:
    return [note for sheet in file.sheets for note in sheet.notes]
