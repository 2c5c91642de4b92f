"""What would be found if a page were saved as it stands: written as a save writes it, judged, and taken back.

The rows go through the same forms, triggers and constraints as a save, so what is judged is what would be stored. Then
the transaction is rolled back, whatever happened in it: no save is counted, no author recorded, no row changed. Who is
saving meanwhile goes first: a row or version that somebody has locked is not waited for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, OperationalError, connection, transaction
from psycopg import errors

from budgets.entry.forms.grid import Grid
from budgets.entry.forms.writer import CannotSave
from budgets.models import DepartmentalBudget
from budgets.models.selection import asked, instances
from budgets.rules.judge import judge
from budgets.rules.registry import Result
from budgets.versions.editing import acting_as

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

    from budgets.entry.forms.sections import PageSection

LOCK_WAIT = "100ms"  # a save of somebody else takes longer than a clerk should wait for an answer while typing


class Busy(Exception):
    """Somebody is saving this version, or it is no longer being prepared: nothing was judged."""


@dataclass
class Tried:
    """budget: as it would be. results: of every rule over the ledger. refused: what stands against saving."""

    budget: DepartmentalBudget
    results: list[Result] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@contextmanager
def trying(budget: DepartmentalBudget, sections: Iterable[PageSection], *, by: AbstractBaseUser) -> Iterator[Tried]:
    """The sections are sketches (budgets.entry.forms.sketch). Whatever reads the rows as they would be does it inside the block.

    Raises Busy.
    """
    everything = list(sections)
    for section in everything:
        section.is_valid()
    with _busy_is_no_error(), transaction.atomic():
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_WAIT}'")
            tried = Tried(_as_it_is_now(budget))
            if not tried.budget.is_editable:
                raise Busy
            with acting_as(by):
                for write in _writes(everything, tried.budget):
                    _write(write, tried)
                tried.results = judge(tried.budget, whole=False)
                yield tried
        finally:
            transaction.set_rollback(True)


def _as_it_is_now(budget: DepartmentalBudget) -> DepartmentalBudget:
    """The version read again inside the transaction; whose it is never changes."""
    (values,) = asked([(DepartmentalBudget, "id = %s", [budget.pk])])
    if not values:
        raise Busy
    (now,) = instances(DepartmentalBudget, values)
    now.region, now.department, now.unit = budget.region, budget.department, budget.unit
    return now


def _writes(sections: list[PageSection], budget: DepartmentalBudget) -> Iterator[Any]:
    """In the order of a save. A grid that nobody touched has nothing to write."""
    written = [section for section in sections if getattr(section, "touched", True)]
    for section in written:
        yield lambda section=section: section.save_rows(budget)
    for section in reversed(written):
        if isinstance(section, Grid) and not section.saving.leaving:
            continue
        yield lambda section=section: section.delete_rows(budget)


def _write(write: Any, tried: Tried) -> None:
    """What the database refuses in one section keeps no other from being judged."""
    try:
        with transaction.atomic():
            write()
    except OperationalError:
        raise
    except CannotSave as why:
        tried.refused.append(str(why))
    except DatabaseError:
        tried.refused.append("有一部分内容暂时无法核验，保存时再核验。")


@contextmanager
def _busy_is_no_error() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, errors.LockNotAvailable | errors.DeadlockDetected):
            raise Busy from error
        raise
