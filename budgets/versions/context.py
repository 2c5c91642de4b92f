"""In whose name, through which door and for what a write is done: what the database's history says of it.

A block names it for the length of a transaction; the triggers of the tables read it (`budgets/triggers/history.py`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from django.db import connection, transaction

from budgets.choices import Door

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser


@dataclass(frozen=True)
class ChangeContext:
    """
    author    who becomes an author of the versions whose rows are written, as the database takes it; empty: nobody is named
    person    the key of the account; empty: a command
    door, source, sentence  as a Change has them
    request   of a browser; empty: none
    deed      by which the rows of one Change find each other
    """

    author: str = ""
    person: str = ""
    door: str = Door.COMMAND.value
    source: str = ""
    sentence: str = ""
    request: str = ""
    deed: str = ""


_NOBODY = ChangeContext()
_current: ContextVar[ChangeContext] = ContextVar("change", default=_NOBODY)


def current() -> ChangeContext:
    return _current.get()


@contextmanager
def within(context: ChangeContext) -> Iterator[None]:
    """The block is one transaction or a savepoint of one. One in another's gives the context back at its end; a block that
    fails is rolled back, its context with it.
    """
    before = _current.get()
    with transaction.atomic():
        _declare(context, is_local=True)
        token = _current.set(context)
        try:
            yield
        finally:
            _current.reset(token)
        _declare(before, is_local=True)


@contextmanager
def recording(person: AbstractBaseUser | None, *, door: Door, sentence: str, source: str = "") -> Iterator[None]:
    """Names who does what, without making him an author: for what is no content of a version. None: a command."""
    own = replace(
        _current.get(), person=str(person.pk) if person else "", door=door.value, source=source, sentence=sentence,
        deed=uuid.uuid4().hex,
    )  # fmt: skip
    with within(own):
        yield


@contextmanager
def requested(person: AbstractBaseUser, sentence: str) -> Iterator[None]:
    """For the length of a request, outside any transaction: what says nothing nearer is done by that person."""
    own = ChangeContext(
        person=str(person.pk), door=Door.TYPED.value, sentence=sentence, request=uuid.uuid4().hex, deed=uuid.uuid4().hex
    )
    token = _current.set(own)
    _declare(own, is_local=False)
    try:
        yield
    finally:
        _current.reset(token)
        if connection.connection is not None and not connection.needs_rollback:
            _declare(_NOBODY, is_local=False)


_NAMES = [field.name for field in fields(ChangeContext)]
_SETTING = ", ".join(f"set_config('app.{name}', %s, %s)" for name in _NAMES)


def _declare(context: ChangeContext, *, is_local: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_SETTING}",
            [part for name in _NAMES for part in (getattr(context, name), is_local)],
        )
