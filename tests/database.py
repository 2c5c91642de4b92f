"""pytest plugin: every test runs on a real PostgreSQL, thrown away afterwards.

`db`               the ordinary fixture of pytest-django: a migrated database per process, rolled back after each test.
`fresh_database`   the address of a migrated database of the test's own, with the codes loaded. For tests that commit,
                   lock or run several connections: the tables refuse TRUNCATE, so nothing could be flushed afterwards.
`database_of_its_own`  such a database for Django's own connection, for what the tests of a module share.
`undone`           a block in such a database after which everything is as before, publishing included.
`guards_down`      a block in which no trigger fires.

TEST_PG=system runs all of it on the system's PostgreSQL.
"""

import contextlib
import fcntl
import functools
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from config import pgprograms
from config.localdb import LocalDatabase

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "budget-tests-"
FOLDER = "BUDGET_TESTS_FOLDER"  # how the processes of one run find the cluster of that run
# A power cut may eat this cluster: nothing in it is worth a wait for the disk.
CARELESS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=200"]

_count = itertools.count(1)


# ---- The cluster: started by the first process of a run, used by its workers, stopped by the first ----


def pytest_configure(config: pytest.Config) -> None:
    is_worker = hasattr(config, "workerinput")
    if not is_worker and not config.option.collectonly:
        _sweep()
        if os.environ.get("TEST_PG") == "system":
            os.environ["PG_BINDIR"] = str(
                pgprograms.in_system() or pytest.exit("TEST_PG=system: 系统没有 PostgreSQL", 2)
            )
        os.environ[FOLDER] = tempfile.mkdtemp(prefix=PREFIX)
        config.stash[_CLUSTER] = _cluster()
        config.stash[_CLUSTER].acquire()
    if FOLDER in os.environ:
        _point_django_at(_cluster())
    if not is_worker and getattr(config.option, "numprocesses", None):
        threading.Thread(target=_prepare, daemon=True).start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if cluster := config.stash.get(_CLUSTER, None):
        cluster.release()
        shutil.rmtree(folder_of_the_run(), ignore_errors=True)


def _prepare() -> None:
    """The templates, while the processes of the run still collect their tests. What fails here fails again where it is wanted."""
    with contextlib.suppress(Exception):
        _coded()


_CLUSTER = pytest.StashKey[LocalDatabase]()


def folder_of_the_run() -> Path:
    return Path(os.environ[FOLDER])


def _cluster() -> LocalDatabase:
    return LocalDatabase(folder_of_the_run(), CARELESS)


def _sweep() -> None:
    """What killed runs left behind: their clusters have no user any more."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError, RuntimeError):
            if time.time() - folder.stat().st_mtime > 600 and LocalDatabase(folder).stop_if_unused():
                shutil.rmtree(folder, ignore_errors=True)


def _point_django_at(cluster: LocalDatabase) -> None:
    """pytest-django has read the settings before any plugin could set the environment, and nothing is connected yet."""
    from django.conf import settings

    os.environ["DATABASE_URL"] = cluster.url()  # for commands that tests start
    os.environ["VAR_DIR"] = str(folder_of_the_run() / "var")
    database = settings.DATABASES["default"]
    database.update(
        HOST=str(cluster.socket_directory),
        PORT="",
        NAME="app",
        USER="app",
        PASSWORD="",
        OPTIONS={"options": "-c pgtrigger.ignore={}"},
    )
    settings.VAR_DIR = folder_of_the_run() / "var"
    settings.STATIC_ROOT = settings.VAR_DIR / "static"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.JOBS_AT_ONCE = 0  # what a runner would do, the page does: the tests of the runner have one
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the slow one is slow on purpose


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each process's database is a copy of one migrated template, which is quicker than migrating."""
    from django.conf import settings

    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = _migrated()


# ---- Databases of a test's own ----


def clone_database(name: str, *, codes: bool = True, template: str = "") -> str:
    """The address of a new database `name`: migrated, with the codes loaded, or a copy of `template`. It vanishes with the cluster."""
    _create(name, template or (_coded() if codes else _migrated()))
    return _cluster().url(name)


def address_of(name: str) -> str:
    return _cluster().url(name)


def fill_codes(*labels: str) -> None:
    """The packaged codes into the database of the test, as `load_codes` writes them: copied, because many tests want them.

    labels  of models (`budgets.FundSource`); none means every list
    """
    from django.apps import apps
    from django.db import connection

    from budgets.classification import code_lists

    models = [apps.get_model(label) for label in labels] or [model for model, _ in code_lists.packaged()]
    coded = _coded()
    with connection.cursor() as cursor:
        for model in models:
            links = [field.remote_field.through for field in model._meta.local_many_to_many]
            for table in (each._meta.db_table for each in [model, *links]):
                with cursor.copy(f'copy "{table}" from stdin') as copy:
                    copy.write(_rows_of(coded, table))
                cursor.execute(
                    f"select setval(pg_get_serial_sequence('\"{table}\"', 'id'), coalesce(max(id), 1)) from \"{table}\""
                )


@functools.cache
def _rows_of(database: str, table: str) -> bytes:
    with _cluster().connect(database) as connection, connection.cursor().copy(f'copy "{table}" to stdout') as copy:
        return b"".join(copy)


def drop_database(name: str) -> None:
    with _cluster().connect() as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')


@contextlib.contextmanager
def database_of_its_own(name: str, template: str = "") -> Iterator[None]:
    """Django's connection leads to a new database while the block lasts: for what the tests of a module share.

    They use no `db`, and leave there what they found.

    template  a database that it is a copy of; empty: migrated, with the codes loaded
    """
    clone_database(name, template=template)
    with pointed_at(name):
        yield


@contextlib.contextmanager
def pointed_at(name: str) -> Iterator[None]:
    """Django's connection leads to a database that is there already, which is dropped afterwards."""
    from django.db import connection

    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        drop_database(name)


@contextlib.contextmanager
def undone() -> Iterator[None]:
    """A transaction that is taken back. `publish`, which insists on one of its own, works in it as inside Django's TestCase."""
    from django.db import transaction

    block: Any = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


@contextlib.contextmanager
def guards_down() -> Iterator[None]:
    """A block in which no trigger fires, inside a transaction: for whoever gets past PostgreSQL's own refusals."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@pytest.fixture
def fresh_database() -> Iterator[str]:
    name = f"fresh_{os.getpid()}_{next(_count)}"
    yield clone_database(name)
    drop_database(name)


def _migrated() -> str:
    return template_database("migrated", lambda address: manage(["migrate", "-v0"], {"DATABASE_URL": address}))


def _coded() -> str:
    return template_database(
        "coded", lambda address: manage(["load_codes", "-v0"], {"DATABASE_URL": address}), _migrated()
    )


def template_database(name: str, fill: Callable[[str], object], template: str = "template1") -> str:
    """The name of a database that others are copied from: `fill`, given the address of a copy of `template`, makes it.

    Made by the first process of the run that asks, while the others wait.
    """
    done = folder_of_the_run() / f"{name}.done"
    with (folder_of_the_run() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            drop_database(name)
            _create(name, template)
            fill(_cluster().url(name))
            done.touch()
    return name


def _create(name: str, template: str) -> None:
    with _cluster().connect() as connection:
        connection.execute(f'create database "{name}" template "{template}"')


def manage(arguments: list[str], environment: dict[str, str]) -> str:
    """What a command of manage.py printed, or an AssertionError with all of it."""
    command = [sys.executable, ROOT / "manage.py", *arguments]
    done = subprocess.run(command, env=os.environ | environment, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"manage.py {' '.join(arguments)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout
