"""Kills the publishing process at chosen moments and counts what each death leaves. Run as a program, on DATABASE_URL.

    python -m tests.disclosure.kill_harness [--seed N] random:ROUNDS visible:ROUNDS fault:ROUNDS …

Each round forks a process that publishes an approved version and kills it with SIGKILL. A death must leave the whole
publication or none of it.

random   at a random moment; each round in a part of its own of the time that a publication takes, from the first to beyond
         the last, so that some certainly die in the middle
visible  as soon as anything of the publication can be seen by another connection
fault    so, too, with the mistake planted that this is to catch: the files are written after the commit, and late

Prints one line of JSON: for each series how many rounds left nothing, the whole, or a half, the problems that verify
finds then, and the seed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import sys
import time
import traceback
from typing import Any

import django
import psycopg

from tests.waiting import came, until

WHOLE, NOTHING = (1, 6, 2, 1, 1, 1), (0, 0, 0, 0, 0, 0)
LEFT = """
    SELECT
        (SELECT count(*) FROM disclosure_publication p WHERE p.budget_id = %(budget)s),
        (SELECT count(*) FROM disclosure_artefact a JOIN disclosure_publication p ON p.id = a.publication_id WHERE p.budget_id = %(budget)s),
        (SELECT count(*) FROM disclosure_chainentry c JOIN disclosure_publication p ON p.id = c.publication_id WHERE p.budget_id = %(budget)s),
        (SELECT count(*) FROM disclosure_latest l JOIN disclosure_publication p ON p.id = l.publication_id WHERE p.budget_id = %(budget)s),
        (SELECT count(*) FROM budgets_reviewrecord r WHERE r.budget_id = %(budget)s AND r.action = 'published'),
        (SELECT count(*) FROM budgets_departmentalbudget b WHERE b.id = %(budget)s AND b.status = 'published')
"""
OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


class Harness:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.cast = _make_cast()
        self.budgets: list[Any] = []
        self.watch = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
        self.duration = self._measure()

    def _measure(self) -> float:
        """How long a publication takes when nobody dies. Never in this process: the threads of the PDF's renderer
        would be missing in every process forked after it."""
        budget = self.cast.approved(year=2019)
        began = time.monotonic()
        os.waitpid(self._fork(budget, fault=False), 0)
        assert self._left(budget) == WHOLE, "a publication that nobody killed did not succeed"
        return time.monotonic() - began

    def round(self, kind: str, part: float, size: float) -> str:
        """part, size: where this round's part of all moments begins and how large it is, from 0 to 1."""
        budget = self._next_budget()
        child = self._fork(budget, fault=kind == "fault")
        if kind == "random":
            moment = self.random.uniform(part, part + size) * self.duration * 1.3
            came(lambda: _ended(child), within=moment, every=0.001)
        else:
            until(lambda: self._left(budget) != NOTHING or _ended(child), every=0.001)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)
        self._wait_for_the_server()
        left = self._left(budget)
        if left != NOTHING:
            self.budgets.pop()
        return {NOTHING: "nothing", WHOLE: "whole"}.get(left, "half")

    def _next_budget(self) -> Any:
        """The last one again, if the death left nothing of it: it must still be possible to publish it."""
        if not self.budgets:
            self.budgets.append(self.cast.approved(year=2020, version=1 + _published_in(2020)))
        return self.budgets[-1]

    def _fork(self, budget: Any, *, fault: bool) -> int:
        from django.db import connection

        connection.close()
        child = os.fork()
        if child:
            return child
        try:
            if fault:
                _write_files_after_the_commit()
            from disclosure.publication.publish import publish

            publish(budget, by=self.cast.publisher)
        except BaseException:  # noqa: BLE001  the forked process has nobody to raise it to
            traceback.print_exc()
        finally:
            os._exit(0)

    def _left(self, budget: Any) -> tuple[int, ...]:
        return tuple(self.watch.execute(LEFT, {"budget": budget.pk}).fetchone() or ())

    def _wait_for_the_server(self) -> None:
        """The dead client's server process may still be working on its last statement."""
        until(lambda: self.watch.execute(OTHERS).fetchone() == (0,))


def _ended(child: int) -> bool:
    try:
        return os.waitpid(child, os.WNOHANG) != (0, 0)
    except ChildProcessError:
        return True


def _published_in(year: int) -> int:
    from disclosure.models import Publication

    return Publication.objects.filter(fiscal_year=year).count()


def _make_cast() -> Any:
    from budgets.rules import registry
    from tests.disclosure.approved import Cast

    registry._rules.clear()  # what is published is not the matter here
    return Cast()


def _write_files_after_the_commit() -> None:
    from django.db import transaction

    from disclosure.publication import publish as publishing

    store = publishing._store

    def late(files: Any, publication: Any) -> None:
        signal.pause()  # until the killer comes
        store(files, publication)

    publishing._store = lambda files, publication: transaction.on_commit(lambda: late(files, publication))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("series", nargs="+")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()

    from django.conf import settings

    from disclosure.publication.integrity import verify_everything

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    harness = Harness(options.seed)
    told: dict[str, Any] = {"seed": options.seed}
    for series in options.series:
        kind, _, rounds = series.partition(":")
        deaths = [harness.round(kind, number / int(rounds), 1 / int(rounds)) for number in range(int(rounds))]
        told[kind] = {left: deaths.count(left) for left in ("nothing", "whole", "half")}
        told[kind]["problems"] = verify_everything().problems[:3]
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
