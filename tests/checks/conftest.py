"""`budget`: the one in which every rule is content. Whatever a test does to it is undone.

To write it takes a tenth of a second, and hundreds of tests begin with it. So it stands ready in a database of its own, to
which Django's connection leads while a test uses it; tests that do not use it never see it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.database import clone_database, drop_database


@pytest.fixture(scope="session")
def sound(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Any, int]]:
    """A connection to that database, and the budget's number there."""
    from django.db import connection

    from tests.rules_builders import sound_budget

    name = f"sound_{os.getpid()}"
    clone_database(name, codes=False)
    beside = connection.copy()
    beside.settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        with _in_the_place_of_the_ordinary(beside):
            pk = sound_budget().pk
        yield beside, pk
        beside.close()
    drop_database(name)


@pytest.fixture
def budget(db: None, sound: tuple[Any, int]) -> Iterator[Any]:
    from django.db import transaction

    from budgets.models import DepartmentalBudget

    beside, pk = sound
    block: Any = transaction.atomic()
    block._from_testcase = True  # so that what insists on a transaction of its own works in it
    with _in_the_place_of_the_ordinary(beside), block:
        yield DepartmentalBudget.objects.get(pk=pk)
        if not beside.needs_rollback:
            beside.check_constraints()
        transaction.set_rollback(True)


@contextmanager
def _in_the_place_of_the_ordinary(beside: Any) -> Iterator[None]:
    from django.db import connections

    ordinary = connections["default"]
    connections["default"] = beside
    try:
        yield
    finally:
        connections["default"] = ordinary
