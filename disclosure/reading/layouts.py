"""Which layout a foreign disclosure has, and the reader that knows it: the same three functions for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from budgets.rules.registry import Result
from disclosure.reading.hebei import import_report, importer
from disclosure.reading.hebei.importer import Imported
from disclosure.reading.hebei.sections import Source
from disclosure.reading.layout.file_lines import read_lines
from disclosure.reading.shanghai import import_report as shanghai_reporting
from disclosure.reading.shanghai import importer as shanghai
from disclosure.reading.shanghai.lines import Taken, recognise


def read_source(path: Path, *, is_of_pages: bool = False) -> Source | Taken:
    """The file taken apart by the reader of its layout. Raises UnreadableDisclosure; touches no database.

    is_of_pages  the text is that of a PDF without structure
    """
    if recognise(read_lines(path)):
        return shanghai.take_apart(path, is_of_pages=is_of_pages)
    return importer.read_source(path)


def import_source(
    source: Source | Taken,
    *,
    region_code: str,
    department_code: str,
    year: int | None = None,
    region_name: str = "",
    unit_code: str = "",
) -> Imported:
    """The source as a new draft, or UnreadableDisclosure with nothing stored.

    unit_code  where a unit's own budget may be read: into that unit of the department
    """
    place = {"region_code": region_code, "department_code": department_code, "region_name": region_name}
    if isinstance(source, Taken):
        return shanghai.import_taken(source, year=year, unit_code=unit_code, **place)
    return importer.import_source(source, year=year, **place)


def report(imported: Imported, results: list[Result]) -> Iterator[str]:
    """What was understood, kept and found, a line each."""
    if isinstance(imported, shanghai.ImportedTables):
        return shanghai_reporting.report(imported, results)
    return import_report.report(imported, results)
