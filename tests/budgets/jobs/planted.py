"""Work that lasts until a test has seen enough: the kinds of a site wait at a starting gun before they begin.

A site whose DJANGO_SETTINGS_MODULE is tests.budgets.jobs.planted_settings has it in each of its processes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.db import connection

from tests.starting_gun import WAIT

GUN = 0x10B


class PlantedConfig(AppConfig):
    name = "tests.budgets.jobs"
    label = "planted"

    def ready(self) -> None:
        from budgets.jobs import kinds  # noqa: PLC0415  needs a configured Django

        for kind, work in kinds._KINDS.items():
            kinds._KINDS[kind] = _waiting(work)


def _waiting(work: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def waits(running: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(WAIT, [GUN])
        return work(running)

    return waits
