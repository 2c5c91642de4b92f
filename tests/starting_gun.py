"""A starting gun for processes: an advisory lock of PostgreSQL, which the starter holds until all of them wait for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.waiting import until

WAIT = "SELECT pg_advisory_lock_shared(%s)"  # what a process does at the start
_WAITING = """
    SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted AND objid = %s
"""


def load(starter: Any, guns: Sequence[int]) -> None:
    """starter  a connection that commits by itself"""
    for gun in guns:
        starter.execute("SELECT pg_advisory_lock(%s)", [gun])


def waiting(starter: Any, gun: int) -> int:
    """How many processes have come to the start."""
    return int(starter.execute(_WAITING, [gun]).fetchone()[0])


def fire(starter: Any, gun: int, *, at: int) -> None:
    """As soon as `at` processes wait."""
    until(lambda: waiting(starter, gun) >= at, lambda: "not all came to the start", every=0.005)
    starter.execute("SELECT pg_advisory_unlock(%s)", [gun])
