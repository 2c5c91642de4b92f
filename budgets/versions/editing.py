"""How rows of a version are written: under the parent's lock, in somebody's name, against the version that was seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Literal

from django.db import connection, transaction

from budgets.models import Author, DepartmentalBudget

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class NotEditable(Exception):
    """The version is submitted, approved or published."""


class ChangedMeanwhile(Exception):
    """Somebody else saved the version after this form was opened."""


# Who writes in this thread at the moment; "" where nobody has been named.
_writing: ContextVar[str] = ContextVar("author", default="")


@contextmanager
def acting_as(author: AbstractBaseUser | Literal["import", "discard"]) -> Iterator[None]:
    """Names the author of all rows written in the block, which is one transaction or a savepoint of one.

    A block inside another's gives the name back at its end; a block that fails is rolled back, its name with it.
    """
    who, before = author if isinstance(author, str) else str(author.pk), _writing.get()
    with transaction.atomic():
        if who != before:
            _declare(who)
        token = _writing.set(who)
        try:
            yield
        finally:
            _writing.reset(token)
        if who != before:
            _declare(before)


def _declare(who: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.author', %s, true)", [who])


def lock_version(budget: DepartmentalBudget) -> DepartmentalBudget:
    """The version as it stands now, with its region, department and unit, held to the end of the transaction.

    The one way to its row: nobody else writes in the version, moves it or answers for it meanwhile. It is taken before any
    row under it (docs/mechanisms.md, Workflow); who only refers to the version is not held up.

    Raises DepartmentalBudget.DoesNotExist where it was discarded, and TransactionManagementError outside a transaction.
    """
    return (
        DepartmentalBudget.objects.select_for_update(of=("self",), no_key=True)
        .select_related("region", "department", "unit")
        .get(pk=budget.pk)
    )


@contextmanager
def editing(
    budget: DepartmentalBudget, *, by: AbstractBaseUser | Literal["import"], seen: int | None = None
) -> Iterator[DepartmentalBudget]:
    """Locks the version and yields its present state for writing; counts the save at the end.

    seen  the row_version that the form was opened with; None skips the comparison (import, scripts)

    Raises NotEditable and ChangedMeanwhile before anything is written.
    """
    with acting_as(by):
        locked = lock_version(budget)
        if not locked.is_editable:
            raise NotEditable(f"本预算{locked.get_status_display()}，不能修改。")
        if seen is not None and locked.row_version != seen:
            raise ChangedMeanwhile(
                "在您填写期间，本预算已被他人保存过。请核对最新内容后再保存，您填写的内容仍保留在页面上。"
            )
        yield locked
        # The version's own fields (its printed name) have no trigger: who saves it is an author of it, too.
        author = None if isinstance(by, str) else by.pk
        Author.objects.bulk_create([Author(budget=locked, user_id=author)], ignore_conflicts=True)
        locked.row_version += 1
        locked.save(update_fields=["row_version", "updated_at"])
