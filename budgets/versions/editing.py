"""How rows of a version are written: under the parent's lock, in somebody's name, against the version that was seen."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from django.db import transaction

from budgets.choices import Door
from budgets.models import Author, DepartmentalBudget
from budgets.versions import context

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


class NotEditable(Exception):
    """The version is submitted, approved or published."""


class ChangedMeanwhile(Exception):
    """Somebody else saved the version after this form was opened."""


@contextmanager
def acting_as(
    author: AbstractBaseUser | Literal["import", "discard"], *, door: Door | None = None, source: str = "", sentence: str = "",
    person: AbstractBaseUser | None = None,
) -> Iterator[None]:  # fmt: skip
    """Names the author of all rows written in the block, which is one transaction or a savepoint of one, and what it is.

    door, source, sentence  as the Change says it; without any, a block in one of the same author is part of what that one does
    person                  who does it where the author is no account: who discards

    A block inside another's gives the name back at its end; a block that fails is rolled back, its name with it.
    """
    before = context.current()
    who = author if isinstance(author, str) else str(author.pk)
    if who == before.author and door is None and not (source or sentence):
        with transaction.atomic():
            yield
        return
    is_person = not isinstance(author, str)
    own = replace(
        before, author=who, person=who if is_person else str(person.pk) if person else "",
        door=(door or (Door.TYPED if is_person else Door.COMMAND)).value, source=source, sentence=sentence, deed=uuid.uuid4().hex,
    )  # fmt: skip
    with context.within(own):
        yield


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
    budget: DepartmentalBudget, *, by: AbstractBaseUser | Literal["import"], seen: int | None = None, door: Door | None = None,
    source: str = "", sentence: str = "",
) -> Iterator[DepartmentalBudget]:  # fmt: skip
    """Locks the version and yields its present state for writing; counts the save at the end. All of it is one Change.

    seen                    the row_version that the form was opened with; None skips the comparison (import, scripts)
    door, source, sentence  through which door, from which file and sheet or version, and what it was

    Raises NotEditable and ChangedMeanwhile before anything is written.
    """
    with acting_as(by, door=door, source=source, sentence=sentence):
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
