"""What a connection to PostgreSQL begins with."""

from __future__ import annotations

import pytest
from django.db import connection


@pytest.mark.django_db
def test_every_connection_says_that_no_trigger_is_ignored() -> None:
    """Unset, each trigger would raise and catch an error for each row."""
    beside = connection.copy()
    try:
        for each in (connection, beside):
            with each.cursor() as cursor:
                cursor.execute("SELECT current_setting('pgtrigger.ignore', true)")
                assert cursor.fetchone() == ("{}",)
                cursor.execute("SELECT current_setting('pgtrigger.something_else', true)")
                assert cursor.fetchone() == (None,), "the control: a setting that nobody made"
    finally:
        beside.close()
