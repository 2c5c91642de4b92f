"""pytest plugin: every test runs on a real PostgreSQL, thrown away afterwards; some on a real server of their own.

`db`               the ordinary fixture of pytest-django: a migrated database per process, rolled back after each test.
`fresh_database`   the address of a migrated database of the test's own, with the codes loaded. For tests that commit,
                   lock or run several connections: the tables refuse TRUNCATE, so nothing could be flushed afterwards.
`site`             the web server in a process of its own on such a database: `.url`, `.database_url`, `.manage(…)`.
`browser`, `page`  Chromium.

TEST_PG=system runs all of it on the system's PostgreSQL.
"""

import contextlib
import fcntl
import functools
import itertools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
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
CHROMIUM = "/usr/bin/chromium"
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

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


def pytest_unconfigure(config: pytest.Config) -> None:
    if cluster := config.stash.get(_CLUSTER, None):
        cluster.release()
        shutil.rmtree(_folder(), ignore_errors=True)


_CLUSTER = pytest.StashKey[LocalDatabase]()


def _folder() -> Path:
    return Path(os.environ[FOLDER])


def _cluster() -> LocalDatabase:
    return LocalDatabase(_folder(), CARELESS)


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
    os.environ["VAR_DIR"] = str(_folder() / "var")
    database = settings.DATABASES["default"]
    database.update(
        HOST=str(cluster.socket_directory),
        PORT="",
        NAME="app",
        USER="app",
        PASSWORD="",
        OPTIONS={"options": "-c pgtrigger.ignore={}"},
    )
    settings.VAR_DIR = _folder() / "var"
    settings.STATIC_ROOT = settings.VAR_DIR / "static"
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the slow one is slow on purpose


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each process's database is a copy of one migrated template, which is quicker than migrating."""
    from django.conf import settings

    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = _template("migrated", ["migrate", "-v0"])


# ---- Databases of a test's own ----


def clone_database(name: str) -> str:
    """The address of a new database `name`: migrated, with the codes loaded. It vanishes with the cluster."""
    _template("migrated", ["migrate", "-v0"])
    template = _template("coded", ["load_codes", "-v0"], "migrated")
    _create(name, template)
    return _cluster().url(name)


def fill_codes(*labels: str) -> None:
    """The packaged codes into the database of the test, as `load_codes` writes them: copied, because many tests want them.

    labels  of models (`budgets.FundSource`); none means every list
    """
    from django.apps import apps
    from django.db import connection

    from budgets import code_lists

    models = [apps.get_model(label) for label in labels] or [model for model, _ in code_lists.packaged()]
    _template("migrated", ["migrate", "-v0"])
    coded = _template("coded", ["load_codes", "-v0"], "migrated")
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


@pytest.fixture
def fresh_database() -> Iterator[str]:
    name = f"fresh_{os.getpid()}_{next(_count)}"
    yield clone_database(name)
    drop_database(name)


def _template(name: str, command: list[str], template: str = "template1") -> str:
    """Made by the first process that asks, while the others wait."""
    done = _folder() / f"{name}.done"
    with (_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            drop_database(name)
            _create(name, template)
            _manage(command, {"DATABASE_URL": _cluster().url(name)})
            done.touch()
    return name


def _create(name: str, template: str) -> None:
    with _cluster().connect() as connection:
        connection.execute(f'create database "{name}" template "{template}"')


def _manage(arguments: list[str], environment: dict[str, str]) -> str:
    command = [sys.executable, ROOT / "manage.py", *arguments]
    done = subprocess.run(command, env=os.environ | environment, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"manage.py {' '.join(arguments)}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout


# ---- A server of a test's own ----


@dataclass
class Site:
    """A running installation. `environment` is what its processes see."""

    url: str
    database_url: str
    var_dir: Path
    environment: dict[str, str] = field(repr=False)
    process: subprocess.Popen[bytes] = field(repr=False)

    def manage(self, *arguments: str) -> str:
        """Run a command against this site's database; what it printed, or an AssertionError with all of it."""
        return _manage(list(arguments), self.environment)


@contextlib.contextmanager
def run_site(database_url: str, env: dict[str, str] | None = None) -> Iterator[Site]:
    from config.serve import wait_until_it_answers, web_server

    var_dir = Path(tempfile.mkdtemp(prefix="site-", dir=_folder()))
    (var_dir / "static").symlink_to(_collected_static())
    port = _free_port()
    environment = {
        "DATABASE_URL": database_url,
        "VAR_DIR": str(var_dir),
        "PORT": str(port),
        "EXAMPLE": "0",
        "STATIC_MANIFEST": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    } | (env or {})
    url = f"http://127.0.0.1:{port}"
    with web_server(port, os.environ | environment) as process:
        wait_until_it_answers(process, f"{url}/healthz")
        yield Site(url, database_url, var_dir, environment, process)


@pytest.fixture
def site(fresh_database: str) -> Iterator[Site]:
    with run_site(fresh_database) as running:
        yield running


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _collected_static() -> Path:
    """Collected once in a run: the servers of the tests serve hashed files as a real one does."""
    folder = _folder() / "collected"
    with (_folder() / "collected.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _manage(["collectstatic", "--noinput", "-v0"], {"VAR_DIR": str(folder)})
    return folder / "static"


# ---- A browser ----


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium: nothing is downloaded."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI"):
            pytest.fail("没有 chromium：CI 必须运行浏览器测试（apt-get install chromium）")
        pytest.skip("没有 chromium，跳过浏览器测试（apt-get install chromium）")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread for the rest of the run; Django would refuse all work beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """One tab of a visitor without a past."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()
