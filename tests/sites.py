"""pytest plugin: the web server in a process of its own, on a database of its own.

`site`         for one test: `.url`, `.database_url`, `.manage(…)`
`shared_site`  for a fixture of a whole file
"""

import contextlib
import fcntl
import json
import os
import random
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.database import clone_database, drop_database, folder_of_the_run, manage

PATIENCE = 240  # seconds for a server to come up: only one that never does is a failure


@dataclass
class Site:
    """A running installation. `environment` is what its processes see."""

    url: str
    database_url: str
    var_dir: Path
    environment: dict[str, str] = field(repr=False)
    process: subprocess.Popen[bytes] = field(repr=False)
    runner: Any = None  # where the site was asked for work at once: JOBS_AT_ONCE
    printed: list[str] = field(default_factory=list)

    def manage(self, *arguments: str) -> str:
        """Run a command against this site's database; what it printed, or an AssertionError with all of it."""
        return manage(list(arguments), self.environment)

    def account(self, who: str) -> dict[str, str]:
        """Name and password of an example account, where these were made."""
        return dict(json.loads((self.var_dir / "accounts.json").read_text(encoding="utf-8"))[who])


@contextlib.contextmanager
def run_site(database_url: str, env: dict[str, str] | None = None) -> Iterator[Site]:
    from config.serve import job_runner, wait_until_it_answers, web_server

    var_dir = Path(tempfile.mkdtemp(prefix="site-", dir=folder_of_the_run()))
    (var_dir / "static").symlink_to(_collected_static())
    port = free_port()
    environment = {
        "DATABASE_URL": database_url,
        "VAR_DIR": str(var_dir),
        "PORT": str(port),
        "EXAMPLE": "0",
        "STATIC_MANIFEST": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    } | (env or {})
    url = f"http://127.0.0.1:{port}"
    with contextlib.ExitStack() as stack:
        runner = None
        if environment.get("JOBS_AT_ONCE"):  # few tests have work for a runner, which takes a second to come up
            runner = stack.enter_context(job_runner(os.environ | environment))
        process = stack.enter_context(web_server(port, os.environ | {"JOBS_AT_ONCE": "0"} | environment))
        wait_until_it_answers(process, f"{url}/healthz", PATIENCE)
        yield Site(url, database_url, var_dir, environment, process, runner)


@pytest.fixture
def site(fresh_database: str) -> Iterator[Site]:
    with run_site(fresh_database) as running:
        yield running


@contextlib.contextmanager
def shared_site(name: str, prepare: str = "") -> Iterator[Site]:
    """For a fixture of a whole file: a site on a database `name` of this process. `printed` is what `prepare`, a script, printed."""
    database = f"{name}_{os.getpid()}"
    try:
        with run_site(clone_database(database)) as running:
            if prepare:
                running.printed = running.manage("shell", "-v0", "-c", prepare).split()
            yield running
    finally:
        drop_database(database)


def free_port() -> int:
    """Never the same twice in a run, and below the ports that the system gives to connections: nobody takes it meanwhile."""
    with (folder_of_the_run() / "port").open("a+") as last:
        fcntl.flock(last, fcntl.LOCK_EX)
        last.seek(0)
        port = int(last.read() or random.randrange(10_000, 25_000)) + 1
        while not _is_free(port):
            port += 1
        last.truncate(0)
        last.write(str(port))
        return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def _collected_static() -> Path:
    """Collected once in a run: the servers of the tests serve hashed files as a real one does."""
    folder = folder_of_the_run() / "collected"
    with (folder_of_the_run() / "collected.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            manage(["collectstatic", "--noinput", "-v0"], {"VAR_DIR": str(folder)})
    return folder / "static"
