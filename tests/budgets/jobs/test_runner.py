"""Five works that last, begun at once: the site answers meanwhile. And what is left when a process of the work is killed.

The works wait at a starting gun, so that they last exactly as long as the test looks at the pages.
"""

from __future__ import annotations

import contextlib
import os
import signal
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import starting_gun
from tests.budgets.jobs.planted import GUN
from tests.sites import Site, run_site
from tests.waiting import LONG, until

pytestmark = pytest.mark.site

WORKS, AT_ONCE, THREADS = 5, 2, 5
# Three drafts make six files of which five are wanted; a session each for the clerk and for a colleague.
PREPARE = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from budgets.choices import Role
from tests.builders import make_department, make_small_budget, make_user
department = make_department()
print(*[make_small_budget(department, year=year).pk for year in (2019, 2020, 2021)])
for name in ("clerk", "colleague"):
    user = make_user(name, Role.PREPARER, department)
    session = SessionStore()
    session.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend", HASH_SESSION_KEY: user.get_session_auth_hash()})
    session.save()
    print(session.session_key)
"""


class _Unmoved(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Desk:
    """The clerk's browser. get: status, body, and where the answer leads."""

    def __init__(self, site: Site, session: str) -> None:
        self.site, self.session = site, session
        self.opener = urllib.request.build_opener(_Unmoved)

    def get(self, path: str) -> tuple[int, bytes, str]:
        request = urllib.request.Request(self.site.url + path, headers={"Cookie": f"sessionid={self.session}"})
        try:
            with self.opener.open(request, timeout=LONG) as answer:
                return answer.status, answer.read(), answer.url
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read(), answer.headers.get("Location", "")


class Stage:
    """A site with its works held back, until `fire`."""

    def __init__(self, site: Site, starter: psycopg.Connection[Any]) -> None:
        self.site, self.starter = site, starter
        *budgets, clerk, colleague = site.manage("shell", "-v0", "-c", PREPARE).split()
        self.desk, self.colleague = Desk(site, clerk), Desk(site, colleague)
        self.pages = ["/healthz", "/", f"/entry/{budgets[0]}/"]
        files = [f"/entry/{budget}/draft.{ending}" for budget in budgets for ending in ("docx", "pdf")]
        self.files = files[:WORKS]
        starting_gun.load(starter, [GUN])

    def fire(self, at: int) -> None:
        starting_gun.fire(self.starter, GUN, at=at)

    def states(self) -> list[str]:
        return [row[0] for row in self.starter.execute("SELECT state FROM budgets_job ORDER BY id")]

    def wait_for(self, count: int, state: str) -> None:
        until(lambda: self.states().count(state) >= count, self.states)

    def wait_at_the_gun(self, count: int) -> None:
        until(lambda: starting_gun.waiting(self.starter, GUN) == count, self.states)


@contextlib.contextmanager
def stage(database: str, at_once: int) -> Iterator[Stage]:
    environment = {
        "JOBS_AT_ONCE": str(at_once),
        "THREADS": str(THREADS),
        "DJANGO_SETTINGS_MODULE": "tests.budgets.jobs.planted_settings",
    }
    with run_site(database, environment) as site, psycopg.connect(database, autocommit=True) as starter:
        yield Stage(site, starter)


def test_five_works_that_last_do_not_stop_the_site(fresh_database: str) -> None:
    with stage(fresh_database, AT_ONCE) as on, ThreadPoolExecutor(WORKS) as browsers:
        begun = [browsers.submit(on.desk.get, path) for path in on.files]
        on.wait_at_the_gun(AT_ONCE)
        answered = [on.desk.get(path)[0] for _ in range(10) for path in on.pages]
        assert answered == [200] * 30

        places = [place for status, _, place in (each.result() for each in begun) if status == 303]
        assert len(set(places)) == WORKS, "each work has a page of its own"
        assert sorted(on.states()) == ["queued"] * (WORKS - AT_ONCE) + ["running"] * AT_ONCE
        shown = [on.desk.get(place)[1].decode() for place in places]
        assert sorted(sum(f"前面还有 {ahead} 项" in page for page in shown) for ahead in (1, 2)) == [1, 1]
        assert not any("没有运行" in page for page in shown)

        on.fire(at=AT_ONCE)
        on.wait_for(WORKS, "done")
        for place in places:
            status, content, _ = on.desk.get(f"{place}result/")
            assert (status, content[:2] in {b"PK", b"%P"}) == (200, True)
            assert on.colleague.get(f"{place}result/")[0] == 404


def test_control_in_the_page_threads_they_would(fresh_database: str) -> None:
    with stage(fresh_database, 0) as on, ThreadPoolExecutor(WORKS + 1) as browsers:
        begun = [browsers.submit(on.desk.get, path) for path in on.files]
        on.wait_at_the_gun(WORKS)
        health: Future[tuple[int, bytes, str]] = browsers.submit(on.desk.get, "/healthz")
        with pytest.raises(TimeoutError):
            health.result(timeout=3)
        on.fire(at=WORKS)
        assert health.result()[0] == 200
        assert [each.result()[0] for each in begun] == [200] * WORKS


def test_small_work_is_answered_at_once(fresh_database: str) -> None:
    with stage(fresh_database, AT_ONCE) as on:
        on.fire(at=0)
        on.desk.get(on.files[0])  # the first may have come before the runner was up
        on.wait_for(1, "done")
        status, content, _ = on.desk.get(on.files[1])
        assert (status, content[:4]) == (200, b"%PDF")


def test_work_whose_process_is_killed_is_begun_again(fresh_database: str) -> None:
    with stage(fresh_database, AT_ONCE) as on:
        _, _, place = on.desk.get(on.files[0])
        on.wait_at_the_gun(1)
        (child,) = _children(on.site.runner.process.pid)
        os.kill(child, signal.SIGKILL)
        _wait_for_attempt(on, 2)
        on.fire(at=1)
        on.wait_for(1, "done")
        assert on.desk.get(f"{place}result/")[1][:2] == b"PK"


def test_work_whose_runner_is_killed_waits_for_the_next_runner(fresh_database: str) -> None:
    with stage(fresh_database, AT_ONCE) as on:
        _, _, place = on.desk.get(on.files[0])
        on.wait_at_the_gun(1)
        on.site.runner.process.kill()
        on.site.runner.process.wait()
        _wait_for_the_words(on, place, "后台处理程序没有运行")
        on.site.runner.keep_running()
        _wait_for_attempt(on, 2)
        on.fire(at=1)
        on.wait_for(1, "done")
        assert on.desk.get(f"{place}result/")[1][:2] == b"PK"


def _children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _wait_for_the_words(on: Stage, place: str, words: str) -> None:
    """PostgreSQL may learn a moment later than we that a process is gone."""
    until(lambda: words in on.desk.get(place)[1].decode(), on.states)


def _wait_for_attempt(on: Stage, number: int) -> None:
    until(lambda: on.starter.execute("SELECT attempts FROM budgets_job").fetchone() == (number,), on.states)
