"""A plain dump of pg_dump into an empty database, without psql: an installed PostgreSQL may bring an older one, or none."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import psycopg

END_OF_ROWS = "\\.\n"


def load(dump: Path, address: str) -> None:
    """Run the statements of `dump` (plain SQL, packed as xz) in the database at `address`, and copy its rows."""
    with lzma.open(dump, "rt", encoding="utf-8", newline="\n") as lines, psycopg.connect(address) as connection:
        statements: list[str] = []
        for line in lines:
            if line.startswith("COPY ") and line.endswith(" FROM stdin;\n"):
                connection.execute("".join(statements).encode())
                statements.clear()
                _copy(connection, line, takewhile(lambda row: row != END_OF_ROWS, lines))
            elif not _is_for_another_program(line):
                statements.append(line)
        connection.execute("".join(statements).encode())


def _is_for_another_program(line: str) -> bool:
    """psql's own commands (\\restrict), and a setting that PostgreSQL knows only since 17 and that is 0 anyway."""
    return line.startswith(("\\", "SET transaction_timeout"))


def _copy(connection: psycopg.Connection, statement: str, rows: Iterator[str]) -> None:
    with connection.cursor().copy(statement.removesuffix(";\n").encode()) as copy:
        for row in rows:
            copy.write(row)
