"""pytest plugin: a process that has imported everything and collected the tests, and for each mutant forks and runs a few of them.

It works in a copy of the tree, so that programs which tests start meet the fault, too. Its own PostgreSQL is prepared once.
The process itself runs no test: what is remembered from call to call is empty in each child.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Client
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from tests.mutation.swapping import exchange, functions

ROOT = Path(__file__).resolve().parent.parent.parent
SOCKET = "MUTATION_SOCKET"
SLOT = "MUTATION_SLOT"  # the number of the server; the first one starts PostgreSQL for all of them
JOINS = "MUTATION_JOINS"  # the number of the mutant that a new process runs the tests of
SCHEMA = "MUTATION_SCHEMA"  # set: triggers are installed anew

Known = dict[str, list[FunctionType]]  # file → the functions of it
KILLED, SURVIVED, HUNG = "killed", "survived", "hung"
NEW_PROCESS = "new process"


class Prepared:
    """The database of Django's own connection: a copy of the template, one for all children; of a new process when it is wanted."""

    @pytest.fixture(scope="session")
    def django_db_setup(self) -> None:
        if os.environ.get(JOINS):
            _clone_database()


def _clone_database() -> None:
    from django.db import connection

    from tests import database

    name = f"mutant_{_name()}"
    database.clone_database(name, codes=False)
    connection.settings_dict["NAME"] = name


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get(JOINS) or os.environ.get(SLOT, "0") != "0":
        config.workerinput = {"workerid": _name()}  # so that it uses the cluster that is there


def _name() -> str:
    return os.environ.get(JOINS) or f"slot{os.environ.get(SLOT, '0')}"


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    from django.db import connection
    from pytest_django.plugin import blocking_manager_key

    from tests import database

    session.config.pluginmanager.register(Prepared(), "prepared database")
    if os.environ.get(SCHEMA):
        with session.config.stash[blocking_manager_key].unblock():
            _install_triggers(database, connection)
    if not os.environ.get(JOINS):
        _clone_database()
        database._coded()


def _install_triggers(database: Any, connection: Any) -> None:
    """In copies of both templates, which from then on are the templates."""
    from django.core.management import call_command

    for template in ("migrated", "coded"):
        name = f"{template}_{os.environ[JOINS]}"
        database.clone_database(name, template=template)
        connection.settings_dict["NAME"] = name
        call_command("pgtrigger", "install", verbosity=0)
        connection.close()
        setattr(database, f"_{template}", lambda name=name: name)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    if os.environ.get(JOINS):
        return None
    from django.db import connections

    from tests import database

    connections.close_all()
    items = {item.nodeid: item for item in session.items}
    known = functions()
    gc.freeze()  # the collector writes to what it looks at; children share it as long as nobody does
    with Client(os.environ[SOCKET], "AF_UNIX") as coordinator:
        coordinator.send({"tests": list(items), "folder": os.environ[database.FOLDER]})
        while (job := coordinator.recv()) is not None:
            coordinator.send(_observe(job, items) if job["do"] == "observe" else _try(job, items, known))
    return True


# ---- Which test runs which line ----


def _observe(job: dict[str, Any], items: dict[str, pytest.Item]) -> dict[str, Any]:
    """In a child: nothing that the tests leave behind is there when mutants are tried."""
    result = Path(job["into"])
    child = os.fork()
    if not child:
        try:
            result.write_text(json.dumps(_observed([items[each] for each in job["tests"]])))
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    return {}


class _Fixtures:
    """What a fixture does that many tests share belongs to all of them, whichever comes first."""

    def __init__(self, coverage: Any) -> None:
        self.coverage = coverage
        self.test = ""

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Iterator[None]:
        if fixturedef.scope == "function":
            yield
            return
        module = request.node.nodeid.partition("::")[0] if fixturedef.scope != "session" else ""
        self.coverage.switch_context(f"fixture {module} {fixturedef.argname}")
        yield
        self.coverage.switch_context(self.test)


def _observed(items: list[pytest.Item]) -> dict[str, Any]:
    """lines: file → line → numbers of tests; seconds and outcome of each test; tests by number."""
    import coverage

    from tests.mutation.subjects import PRODUCT

    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    _silent()
    measured = coverage.Coverage(
        data_file=None,
        config_file=False,
        source=[str(ROOT / each) for each in PRODUCT],
        messages=False,
        check_preimported=False,
    )
    fixtures = _Fixtures(measured)
    items[0].config.pluginmanager.register(fixtures)
    measured.start()
    seconds, failed = {}, []
    for item, following in zip(items, [*items[1:], items[-1]], strict=True):
        began = time.perf_counter()
        fixtures.test = item.nodeid
        measured.switch_context(item.nodeid)
        if not _passes(item, following):
            failed.append(item.nodeid)
        seconds[item.nodeid] = round(time.perf_counter() - began, 3)
    measured.stop()
    data = measured.get_data()
    lines: dict[str, dict[int, list[str]]] = {}
    uses = [(item.nodeid, item.nodeid.partition("::")[0], set(getattr(item, "fixturenames", ()))) for item in items]
    for file in data.measured_files():
        by_line = {}
        for line, contexts in data.contexts_by_lineno(file).items():
            tests = {each for each in contexts if each and not each.startswith("fixture ")}
            for shared in (each for each in contexts if each.startswith("fixture ")):
                _, module, fixture = shared.split(" ")
                tests |= {test for test, of, names in uses if fixture in names and module in ("", of)}
            if tests:
                by_line[line] = sorted(tests)
        lines[str(Path(file).relative_to(ROOT))] = by_line
    return {"lines": lines, "seconds": seconds, "failed": failed}


# ---- One mutant ----


def _try(job: dict[str, Any], items: dict[str, pytest.Item], known: Known) -> dict[str, Any]:
    """What came of a mutant, which test found it, and whether functions were exchanged in a child or a new process was needed."""
    path = ROOT / job["path"]
    before, after = path.read_bytes(), job["source"]
    stat = path.stat()
    path.write_bytes(after)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000_000 * (1 + job["number"] % 1_000_000)))
    try:
        found = None
        if job["in_child"]:
            found = _in_child(job, before, after, items, known)
        if found is None or (found["outcome"] == SURVIVED and job["at_import"]):
            found = _in_new_process(job)
        return found
    finally:
        path.write_bytes(before)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def _in_child(
    job: dict[str, Any], before: bytes, after: bytes, items: dict[str, pytest.Item], known: Known
) -> dict[str, Any] | None:
    """None where functions alone cannot be exchanged."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.setsid()
        os.close(reading)
        word = NEW_PROCESS  # also where the exchange itself went wrong
        try:
            word = _tested(job, before, after, items, known)
        finally:
            os.write(writing, word.encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told, _, _ = select.select([pipe], [], [], job["seconds"])
        word = os.read(pipe.fileno(), 1000).decode() if told else HUNG
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if word == NEW_PROCESS:
        return None
    if word in (HUNG, SURVIVED):
        return {"outcome": word, "by": "", "how": "child"}
    return {"outcome": KILLED, "by": word or "the process ended", "how": "child"}


def _tested(job: dict[str, Any], before: bytes, after: bytes, items: dict[str, pytest.Item], known: Known) -> str:
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    _silent()
    if not exchange(str(ROOT / job["path"]), before, after, known):
        return NEW_PROCESS
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    chosen = [items[each] for each in job["tests"] if each in items]
    for item, following in zip(chosen, [*chosen[1:], *chosen[-1:]], strict=True):
        # A test that goes round for ever ends with its process, long before all of them together had time enough.
        signal.setitimer(signal.ITIMER_REAL, 15 + 10 * job["lasting"].get(item.nodeid, 1))
        if not _passes(item, following):
            return item.nodeid
    return SURVIVED


def _silent() -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)


def _passes(item: pytest.Item, following: pytest.Item) -> bool:
    """Setting up and tearing down belong to the test."""
    from _pytest.runner import runtestprotocol

    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=following))


def _in_new_process(job: dict[str, Any]) -> dict[str, Any]:
    environment = os.environ | {JOINS: f"m{job['number']}", "PYTHONDONTWRITEBYTECODE": "1"}
    if job["is_sql"]:
        environment[SCHEMA] = "1"
    command = [
        sys.executable, "-m", "pytest", "-p", "tests.mutation.server", "-p", "no:xdist", "-p", "no:cacheprovider", "-x", "-q", "-rN",
        "--tb=line", "-m", job["marks"], *job["tests"],
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True,
    )  # fmt: skip
    try:
        output, _ = process.communicate(timeout=job["seconds"] + 60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return {"outcome": HUNG, "by": "", "how": NEW_PROCESS}
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        _drop(f"mutant_m{job['number']}", f"migrated_m{job['number']}", f"coded_m{job['number']}")
    if process.returncode == 0:
        return {"outcome": SURVIVED, "by": "", "how": NEW_PROCESS}
    said = [line for line in output.splitlines() if line.strip()]
    return {"outcome": KILLED, "by": " / ".join(said[-3:])[-300:] or "the process ended", "how": NEW_PROCESS}


def _drop(*names: str) -> None:
    from tests.database import drop_database

    for name in names:
        drop_database(name)
