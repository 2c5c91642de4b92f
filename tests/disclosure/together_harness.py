"""Several processes publish at one moment. Run as a program, on DATABASE_URL.

    python -m tests.disclosure.together_harness PROCESSES {departments|same} [--fault]

departments  each process publishes another department's budget of one region: all must succeed, on one chain
same         all publish the same budget: one must succeed
--fault      plants the mistake that this is to catch: nobody waits for the chain, and all have read its head before one writes

Prints one line of JSON: how many processes succeeded, the sequences of the chain, and what verify finds.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

import django
import psycopg

from tests import starting_gun

START, HEAD = 1, 2


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("processes", type=int)
    parser.add_argument("what", choices=["departments", "same"])
    parser.add_argument("--fault", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.conf import settings
    from django.db import connection

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    work = _make_work(options.processes, same=options.what == "same")
    connection.close()
    guns = [START, HEAD] if options.fault else [START]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as starter:
        starting_gun.load(starter, guns)
        children = [_fork(cast, budget, fault=options.fault) for cast, budget in work]
        for gun in guns:
            starting_gun.fire(starter, gun, at=options.processes)
    succeeded = sum(os.waitpid(child, 0)[1] == 0 for child in children)

    from disclosure.models import ChainEntry
    from disclosure.publication.integrity import verify_everything

    sequences = list(ChainEntry.objects.order_by("sequence").values_list("sequence", flat=True))
    json.dump(
        {"succeeded": succeeded, "sequences": sequences, "problems": verify_everything().problems[:3]}, sys.stdout
    )


def _make_work(processes: int, *, same: bool) -> list[tuple[Any, Any]]:
    from budgets.rules import registry
    from tests.disclosure.approved import Cast

    registry._rules.clear()  # what is published is not the matter here
    if same:
        cast = Cast()
        return [(cast, cast.approved())] * processes
    casts = [Cast(str(202 + number), f"临河区第{number}局") for number in range(processes)]
    return [(cast, cast.approved()) for cast in casts]


def _fork(cast: Any, budget: Any, *, fault: bool) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        from disclosure.publication import publish, stored_chain

        if fault:
            stored_chain.lock = _head_beside_the_others
        _wait_for(START)
        publish.publish(budget, by=cast.publisher)
        status = 0
    finally:
        os._exit(status)


def _head_beside_the_others(region: str) -> Any:
    from disclosure.publication import stored_chain

    head = stored_chain.head(region)
    _wait_for(HEAD)
    return head


def _wait_for(gun: int) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(starting_gun.WAIT, [gun])


if __name__ == "__main__":
    main()
