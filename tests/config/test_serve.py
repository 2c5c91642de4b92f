"""`make run` without make: one process that brings everything up and takes everything down."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import bootstrap
from config.localdb import LocalDatabase
from tests.sites import free_port
from tests.waiting import LONG, came

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="serve-"))
    yield folder
    stopped = LocalDatabase(folder).stop_if_unused()
    shutil.rmtree(folder)
    assert stopped, "the server of a test was still in use"


@pytest.fixture
def var_dir() -> Iterator[Path]:
    with _folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def installation() -> Iterator[Path]:
    """Of several tests: the first that comes up there makes the cluster, the tables and the accounts."""
    with _folder() as folder:
        yield folder


def serve(var_dir: Path, port: int, *, example: bool = False) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "MAKELEVEL"}}
    return subprocess.Popen(
        [sys.executable, "-m", "config.serve"],
        cwd=ROOT,
        env=environment | {"VAR_DIR": str(var_dir), "PORT": str(port), "EXAMPLE": "01"[example]},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60) as answer:
            return answer.status == 200
    except OSError:
        return False


def printed_until(server: subprocess.Popen[str], words: str = "Ctrl-C") -> str:
    """Everything up to the line with the words, or to the end. The page answers a moment before it is said how to stop."""
    assert server.stdout is not None
    said = ""
    for line in server.stdout:
        said += line
        if words in line:
            break
    return said


@pytest.mark.site
def test_it_comes_up_with_accounts_and_goes_down_with_everything_it_started(installation: Path) -> None:
    port = free_port()
    for number in (signal.SIGINT, signal.SIGTERM):
        server = serve(installation, port)
        said = printed_until(server)
        up = answers(port)
        server.send_signal(number)
        said += server.communicate(timeout=LONG)[0]
        assert up, said
        assert server.returncode == 0, said
        assert f"http://127.0.0.1:{port}/" in said
        assert not LocalDatabase(installation).answers()
        assert not answers(port)
    assert (installation / "accounts.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.site
def test_a_killed_one_leaves_no_web_server_behind(installation: Path) -> None:
    port = free_port()
    server = serve(installation, port)
    assert came(lambda: answers(port) or server.poll() is not None)
    server.kill()
    assert came(lambda: not answers(port))
    server.communicate(timeout=LONG)


@pytest.mark.soak
def test_the_site_opens_with_one_department_and_the_others_follow_even_after_a_death(var_dir: Path) -> None:
    said = ""
    for _ in range(2):
        port = free_port()
        server = serve(var_dir, port, example=True)
        said += printed_until(server, "在后台建立")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/990101/2020/202/", timeout=LONG) as page:
            assert page.status == 200
        said += printed_until(server, "/36 云汀区")  # the maker is at work
        server.kill()
        printed, _ = server.communicate(timeout=LONG)  # ends when the maker, too, has let go of the output
        said += printed
    assert said.count("示例的其余部门在后台建立") == 2
    assert said.count("/36 云汀区") == len(set(re.findall(r"\d+/36 云汀区.*年", said))), said


def test_a_taken_port_is_named_with_a_way_out(var_dir: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said, _ = serve(var_dir, port).communicate(timeout=LONG)
    assert f"端口 {port} 已被占用" in said
    assert not (var_dir / "postgres").exists()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A folder with lock files in which only the work of venv and pip is pretended; the list says what was done."""
    done: list[str] = []
    environment = tmp_path / ".venv"

    def make() -> None:
        done.append("venv")
        (environment / "bin").mkdir(parents=True, exist_ok=True)
        (environment / "bin" / "python").touch()

    for lock in (bootstrap.RUNTIME, bootstrap.DEVELOPMENT):
        (tmp_path / lock).write_text("django==5.2.8\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", environment)
    monkeypatch.setattr(bootstrap, "PYTHON", environment / "bin" / "python")
    monkeypatch.setattr(bootstrap, "STAMP", environment / "installed.json")
    monkeypatch.setattr(bootstrap, "make_environment", make)
    monkeypatch.setattr(bootstrap, "install", done.append)
    return done


def test_packages_are_installed_only_when_their_list_has_changed(checkout: list[str]) -> None:
    bootstrap.main([])
    bootstrap.main([])
    assert checkout == ["venv", "requirements.txt"]
    bootstrap.main(["--dev"])
    bootstrap.main(["--dev"])
    bootstrap.main([])
    assert checkout == ["venv", "requirements.txt", "requirements-dev.txt"]
    (bootstrap.ROOT / bootstrap.RUNTIME).write_text("django==5.2.9\n")
    bootstrap.main([])
    assert checkout[3:] == ["requirements.txt"]


def test_a_copied_or_half_made_environment_is_made_anew(checkout: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    bootstrap.main([])
    bootstrap.STAMP.unlink()
    bootstrap.main([])
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", bootstrap.ROOT / "moved")
    bootstrap.main([])
    assert checkout == ["venv", "requirements.txt"] * 3
