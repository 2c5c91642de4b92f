"""What the clerk has chosen for a file: which column is which, what holds for all rows, 元 or 万元, replace or add.

The choice for a header is remembered for the department, so that the same export is understood at once next time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

from budgets.importers.columns import COLUMNS, HEADS
from budgets.importers.headers import Header, find_header
from budgets.importers.reader import FileSheet
from budgets.models import Department
from budgets.models.imports import ImportMapping

Mode = Literal["replace", "add", ""]


class TableChoice(msgspec.Struct):
    """For all sheets of one header. columns: key of a head → title of the file's column; constants: key of a column → text."""

    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    unit_of_money: str = ""


class Choices(msgspec.Struct):
    """tables: by signature. mode: replace removes the present lines that the file lacks, add leaves them; empty: not yet chosen."""

    tables: dict[str, TableChoice] = {}
    mode: Mode = ""

    def of(self, header: Header) -> TableChoice:
        return self.tables[table_key(header)]


def table_key(header: Header) -> str:
    """Sheets with the same columns are one choice, unless one counts in 元 and another in 万元."""
    return f"{header.signature[:16]}-{header.unit_of_money}"


def headers_of(sheets: Sequence[FileSheet]) -> list[Header]:
    return [header for sheet in sheets if (header := find_header(sheet))]


def propose_choices(headers: Sequence[Header], department: Department) -> Choices:
    """What the department chose for these columns before; else what their names say."""
    remembered = {
        each.header_signature: each.mapping
        for each in ImportMapping.objects.filter(
            department=department, header_signature__in=[header.signature for header in headers]
        )
    }
    choices = Choices()
    for header in headers:
        proposed = TableChoice(header.proposed(), {}, header.unit_of_money)
        if before := remembered.get(header.signature):
            titles = {each.title for each in header.headings}
            columns = {
                key: title for key, title in before.get("columns", {}).items() if key in HEADS and title in titles
            }
            proposed = TableChoice(columns, dict(before.get("constants", {})), header.unit_of_money)
        choices.tables[table_key(header)] = proposed
    return choices


def remember(headers: Sequence[Header], choices: Choices, department: Department) -> None:
    for header in {each.signature: each for each in headers}.values():
        chosen = choices.of(header)
        ImportMapping.objects.update_or_create(
            department=department,
            header_signature=header.signature,
            defaults={"mapping": {"columns": chosen.columns, "constants": chosen.constants}},
        )


def missing(chosen: TableChoice) -> list[str]:
    """Labels of the columns without which no row can be read."""
    return [
        column.heads[0].label
        for column in COLUMNS
        if column.required
        and column.key not in chosen.constants
        and not any(head.key in chosen.columns for head in column.heads)
    ]
