"""The admin app of this project: the stock one with our site in it, and what every connection to PostgreSQL begins with."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created


class ReviewAdminConfig(AdminConfig):
    default_site = "config.admin.ReviewAdminSite"

    def ready(self) -> None:
        super().ready()
        connection_created.connect(ignore_no_trigger, dispatch_uid="pgtrigger.ignore")


def ignore_no_trigger(connection: Any, **_: Any) -> None:
    """Says so once: each trigger of django-pgtrigger asks for each row, and a setting that is not there is an error that it has to catch.

    A statement and not a start-up option: poolers such as PgBouncer refuse options that they do not know.
    """
    if connection.vendor == "postgresql":
        connection.connection.execute("SET pgtrigger.ignore = '{}'")
