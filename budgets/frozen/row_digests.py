"""What the rows of a version are, in one digest for each table, with the columns that it covers.

A digest names its columns, so that one that was taken before a table got another column can still be compared. A
migration that takes a column away or moves its content changes what the digest speaks of: it has to freeze anew the
versions that wait (`budgets.frozen.late`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, cast

from django.db import connection

from budgets import parts
from budgets.models import BudgetRow, DepartmentalBudget


class TableDigest(TypedDict):
    columns: list[str]
    digest: str


Digests = dict[str, TableDigest]

# The version's own words; its state, its people and its times are no content of the document.
_OF_THE_VERSION = [
    "region_id", "fiscal_year", "department_id", "unit_id", "phase", "version", "format_key", "tables_mode",
    "printed_name", "correction_note",
]  # fmt: skip
_VERSION = DepartmentalBudget._meta.db_table


def digests(budget: DepartmentalBudget) -> Digests:
    """Of the rows as they stand. One query, whatever the size."""
    return _digests(budget, _columns())


def changed_tables(budget: DepartmentalBudget, taken: Mapping[str, Any]) -> list[str]:
    """The tables whose rows are not those that the digests were taken of; a table or column that is gone counts as changed.

    taken  table → its columns and digest, as it was stored; a table that came later is empty as long as its digest says so
    """
    before, known = cast("Digests", taken), _columns()
    gone = {table for table, each in before.items() if not set(each["columns"]) <= set(known.get(table, ()))}
    later = {table: columns for table, columns in known.items() if table not in before}
    now = _digests(budget, {**{table: before[table]["columns"] for table in before.keys() - gone}, **later})
    changed = {table for table in before.keys() - gone if now[table]["digest"] != before[table]["digest"]}
    return sorted(gone | changed | {table for table in later if now[table]["digest"] != _NOTHING})


def has_lost_columns(taken: Mapping[str, Any]) -> bool:
    """Whether a migration has taken a table or column away since the digests were taken."""
    known = _columns()
    return any(not set(each["columns"]) <= set(known.get(table, ())) for table, each in taken.items())


def digest_of(taken: Mapping[str, Any]) -> str:
    """SHA-256 over all tables with their columns."""
    return hashlib.sha256(json.dumps(taken, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


_NOTHING = hashlib.sha256(b"").hexdigest()


def _columns() -> dict[str, list[str]]:
    found = {_VERSION: list(_OF_THE_VERSION)}
    for model in cast("list[type[BudgetRow]]", parts.row_models()):
        found[model._meta.db_table] = sorted(str(field.column) for field in model._meta.concrete_fields)
    return found


def _digests(budget: DepartmentalBudget, columns: Mapping[str, Sequence[str]]) -> Digests:
    tables = sorted(columns)
    query = " UNION ALL ".join(_query(table, columns[table]) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(query, [budget.pk] * len(tables))
        found = dict(cursor.fetchall())
    return {table: TableDigest(columns=list(columns[table]), digest=found[table]) for table in tables}


def _query(table: str, columns: Sequence[str]) -> str:
    """Each row as a JSON array of its columns, in the order of the keys, a line each."""
    quote = connection.ops.quote_name
    of = "id" if table == _VERSION else "budget_id"
    row = f"json_build_array({', '.join(map(quote, columns))})::text"
    return (  # every name is a model's own
        f"SELECT '{table}', encode(sha256(convert_to(coalesce(string_agg({row}, E'\\n' ORDER BY id), ''), 'UTF8')), 'hex') "  # noqa: S608
        f"FROM {quote(table)} WHERE {of} = %s"
    )
