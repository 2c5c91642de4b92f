"""A file's bytes become sheets of cells: workbooks in the limited process of the ledger's importer, web pages named .xls here."""

from __future__ import annotations

from budgets.importers.reader import FileSheet, read_file
from disclosure.reading.official import html


def sheets_of(content: bytes) -> list[FileSheet]:
    """Raises budgets.importers.reader.Unreadable, within seconds and within limits."""
    return html.sheets_of(content) if html.is_html(content) else read_file(content)
