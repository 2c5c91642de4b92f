"""Codes and names as the official tables of a foreign document print them side by side, for the rule that compares them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from budgets.statements.ledger import PrintedClass
from disclosure.checks.grids import called
from disclosure.reading.official.tables import OfficialTable

_NO_CODES = {"T10"}


def printed_classes(tables: Iterable[OfficialTable]) -> Iterator[PrintedClass]:
    for table in tables:
        for code, (name, where) in table.names.items() if table.key not in _NO_CODES else ():
            if code.isdigit() and name.strip():
                yield PrintedClass(bool(table.economic), code, name, f"{called(table.key)}，{where}")
