"""The local PostgreSQL, on real clusters: whatever happened to the last one, the next start works or says what to do."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import localdb, pgprograms
from config.localdb import LocalDatabase, LocalDatabaseError
from tests.waiting import LONG, came

ROOT = Path(__file__).resolve().parents[2]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")

# A user of the database until its standard input ends.
USER_PROCESS = """
import pathlib, sys
from config.localdb import LocalDatabase
with LocalDatabase(pathlib.Path(sys.argv[1])).running() as database:
    print(database.connect("app").execute("select 1").fetchone()[0], flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def var_dir() -> Iterator[Path]:
    """A short path, and whatever a test leaves running there is stopped."""
    folder = Path(tempfile.mkdtemp(prefix="localdb-"))
    folder.chmod(0o755)
    yield folder
    stopped = [LocalDatabase(lock.parents[1]).stop_if_unused() for lock in folder.rglob("postgres/lock")]
    shutil.rmtree(folder)
    assert all(stopped), "a test kept its server"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Path]:
    """An installation's home, as the first start leaves it. Made once: most tests ask what happens to it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="localdb-"))
    with LocalDatabase(folder).running() as database:
        pass
    database.log.unlink()
    yield database.home
    shutil.rmtree(folder)


@pytest.fixture
def installed(cluster: Path, var_dir: Path) -> Path:
    """Like var_dir, but somebody has started the database there before."""
    install(cluster, var_dir)
    return var_dir


def install(cluster: Path, var_dir: Path) -> None:
    var_dir.mkdir(exist_ok=True)
    subprocess.run(["cp", "-a", cluster, var_dir / "postgres"], check=True)


def rows(database: LocalDatabase) -> int:
    with database.connect("app") as connection:
        return connection.execute("select count(*) from kept").fetchone()[0]


def keep_a_thousand_rows(database: LocalDatabase) -> None:
    with database.connect("app") as connection:
        connection.execute("create table kept as select generate_series(1, 1000) as number")


def start_user(var_dir: Path, *, stays: bool = True) -> subprocess.Popen[str]:
    """stays  until `communicate` ends its input; otherwise it leaves as soon as it was answered"""
    command = [sys.executable, "-c", USER_PROCESS, var_dir]
    heard = subprocess.PIPE if stays else subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, stdin=heard, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def kill_server(database: LocalDatabase) -> None:
    os.kill(server_number(database), signal.SIGKILL)


def server_number(database: LocalDatabase) -> int:
    return int((database.data / "postmaster.pid").read_bytes().split()[0])


def wait_until_down(database: LocalDatabase) -> bool:
    return came(lambda: not database.answers())


def bring_back(database: LocalDatabase) -> None:
    """A killed process is there for a moment longer than its socket, so once may be too early."""

    def is_back() -> bool:
        database.keep_running()
        return database.answers()

    assert came(is_back)


# ---- One installation ----


def test_what_was_written_is_there_after_a_restart(installed: Path) -> None:
    with LocalDatabase(installed).running() as database:
        keep_a_thousand_rows(database)
    assert not database.answers()
    with LocalDatabase(installed).running() as database:
        assert rows(database) == 1000


def test_nobody_else_can_reach_it_and_damaged_pages_are_noticed(var_dir: Path) -> None:
    with LocalDatabase(var_dir).running() as database, database.connect() as connection:
        assert connection.execute("show listen_addresses").fetchone() == ("",)
        assert connection.execute("show data_checksums").fetchone() == ("on",)
        assert connection.execute("show fsync").fetchone() == ("on",)
        assert connection.execute("show server_encoding").fetchone() == ("UTF8",)
        assert database.socket_directory.stat().st_mode & 0o777 == 0o700
        assert database.home.stat().st_mode & 0o777 == 0o700


def test_two_installations_run_side_by_side(cluster: Path, var_dir: Path) -> None:
    for name in ("one", "two"):
        install(cluster, var_dir / name)
    with LocalDatabase(var_dir / "one").running() as one, LocalDatabase(var_dir / "two").running() as two:
        keep_a_thousand_rows(one)
        with two.connect("app") as connection:
            assert connection.execute("select to_regclass('kept')").fetchone() == (None,)


# ---- Several users ----


def test_the_last_user_stops_it(installed: Path) -> None:
    first, second = LocalDatabase(installed), LocalDatabase(installed)
    first.acquire()
    second.acquire()
    first.release()
    assert second.answers()
    second.release()
    assert not second.answers()


def test_processes_that_start_at_once_share_one_server(var_dir: Path) -> None:
    users = [start_user(var_dir) for _ in range(4)]
    assert [user.stdout.readline() for user in users] == ["1\n"] * 4
    for user in users:
        _, err = user.communicate(timeout=LONG)
        assert user.returncode == 0, err
    database = LocalDatabase(var_dir)
    assert not database.answers()
    assert database.log.read_text().count("starting PostgreSQL") == 1


def test_processes_that_come_and_go_at_once_are_all_answered(installed: Path) -> None:
    users = [start_user(installed, stays=False) for _ in range(4)]
    for user in users:
        out, err = user.communicate(timeout=LONG)
        assert (out.strip(), user.returncode) == ("1", 0), err
    database = LocalDatabase(installed)
    assert not database.answers()
    assert 1 <= database.log.read_text().count("starting PostgreSQL") <= len(users)


def test_a_server_whose_user_was_killed_is_used_and_stopped_by_the_next(installed: Path) -> None:
    user = start_user(installed)
    assert user.stdout.readline() == "1\n"
    user.kill()
    user.communicate()
    database = LocalDatabase(installed)
    assert database.answers()
    with database.running():
        assert database.log.read_text().count("starting PostgreSQL") == 1
    assert not database.answers()


def test_a_server_in_use_is_not_swept_away(installed: Path) -> None:
    with LocalDatabase(installed).running() as database:
        assert not LocalDatabase(installed).stop_if_unused()
        assert database.answers()
    assert LocalDatabase(installed).stop_if_unused()


# ---- After an accident ----


def test_a_killed_server_starts_again_while_a_client_still_holds_on(installed: Path) -> None:
    database = LocalDatabase(installed)
    database.acquire()
    keep_a_thousand_rows(database)
    held = database.connect("app")
    kill_server(database)
    assert wait_until_down(database)
    with LocalDatabase(installed).running() as again:
        assert rows(again) == 1000
    held.close()
    database.release()


def test_a_long_running_user_brings_a_killed_server_back(installed: Path) -> None:
    with LocalDatabase(installed).running() as database:
        keep_a_thousand_rows(database)
        kill_server(database)
        assert wait_until_down(database)
        bring_back(database)
        assert rows(database) == 1000


def test_letting_go_of_a_killed_server_takes_no_time(installed: Path) -> None:
    database = LocalDatabase(installed)
    database.acquire()
    kill_server(database)
    began = time.monotonic()
    database.release()
    assert time.monotonic() - began < localdb.ANSWER_SECONDS / 2, "it waited for an answer of the dead"


def test_half_of_an_initdb_is_thrown_away(var_dir: Path) -> None:
    half = LocalDatabase(var_dir).home / "data.new" / "base"
    half.mkdir(parents=True)
    (half / "1").write_text("torn")
    with LocalDatabase(var_dir).running() as database:
        assert database.answers()
    assert not (database.home / "data.new").exists()


def test_a_stranger_with_the_old_servers_number_is_not_taken_for_it(installed: Path) -> None:
    with LocalDatabase(installed).running() as database:
        left = (database.data / "postmaster.pid").read_text().splitlines()
    stranger = subprocess.Popen(["sleep", str(LONG)])
    try:
        number = f"{stranger.pid}\n"
        (database.data / "postmaster.pid").write_text(number + "\n".join(left[1:]) + "\n")
        (database.socket_directory / ".s.PGSQL.5432.lock").write_text(number)
        assert database.stop_if_unused()
        with database.running():
            assert database.answers()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_that_cannot_start_says_why(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.localdb.RETRY_SECONDS", 0)
    with pytest.raises(LocalDatabaseError, match="no_such_setting"):
        LocalDatabase(installed, ["no_such_setting=1"]).acquire()


# ---- A path too long for a socket ----


def test_a_long_path_gets_a_short_socket_that_every_process_finds(cluster: Path, var_dir: Path) -> None:
    deep = var_dir / ("深" * 30)  # 90 bytes
    install(cluster, deep)
    with LocalDatabase(deep).running() as database:
        elsewhere = database.socket_directory
        assert database.home not in elsewhere.parents
        assert elsewhere.stat().st_mode & 0o777 == 0o700
        user = start_user(deep, stays=False)
        assert user.communicate(timeout=LONG)[0] == "1\n"
    assert not elsewhere.exists()


@pytest.mark.parametrize("changed", ["open to others", "gone"])
def test_a_socket_directory_that_is_no_longer_ours_is_not_used_again(
    cluster: Path, var_dir: Path, changed: str
) -> None:
    deep = var_dir / ("深" * 30)
    install(cluster, deep)
    database = LocalDatabase(deep)
    database.acquire()
    elsewhere = database.socket_directory
    kill_server(database)
    assert wait_until_down(database)
    bring_back(database)
    assert database.socket_directory == elsewhere
    kill_server(database)
    assert wait_until_down(database)
    shutil.rmtree(elsewhere) if changed == "gone" else elsewhere.chmod(0o777)
    bring_back(database)
    assert database.socket_directory != elsewhere
    database.release()
    shutil.rmtree(elsewhere, ignore_errors=True)


# ---- Which programs ----


def test_a_cluster_of_another_version_is_refused_with_advice(installed: Path) -> None:
    with LocalDatabase(installed).running() as database:
        pass
    (database.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(LocalDatabaseError, match="由 PostgreSQL 9 建立"):
        database.acquire()


def test_a_bindir_without_postgres_is_refused(var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BINDIR", str(var_dir))
    with pytest.raises(LocalDatabaseError, match="PG_BINDIR"):
        LocalDatabase(var_dir).acquire()


def test_the_newest_of_the_system_is_taken(tmp_path: Path) -> None:
    for version in ("9.6", "15", "17"):
        programs = tmp_path / "usr/lib/postgresql" / version / "bin"
        programs.mkdir(parents=True)
        if version != "17":  # removed, its folder left behind
            (programs / "postgres").touch()
    assert pgprograms.in_system(tmp_path).parent.name == "15"


def test_a_wheel_that_does_not_run_gives_way_to_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PG_BINDIR", raising=False)
    (tmp_path / "postgres").write_text("for another C library")
    monkeypatch.setattr(pgprograms, "in_wheel", lambda: tmp_path)
    monkeypatch.setattr(pgprograms, "in_system", lambda: Path("/system"))
    assert pgprograms.find() == Path("/system")
    monkeypatch.setattr(pgprograms, "in_system", lambda: None)
    with pytest.raises(LocalDatabaseError, match="DATABASE_URL"):
        pgprograms.find()


# ---- Root where user namespaces are forbidden ----


@as_root
def test_without_namespaces_the_server_runs_as_nobody(var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if any(not folder.stat().st_mode & 0o001 for folder in pgprograms.find().parents):
        pytest.skip("nobody cannot enter the folder of these programs")
    monkeypatch.setattr(pgprograms, "namespaces_work", lambda: False)
    for _ in range(2):
        with LocalDatabase(var_dir).running() as database:
            assert database.data.owner() == "nobody"
            assert Path(f"/proc/{server_number(database)}").owner() == "nobody"


@as_root
def test_where_nobody_cannot_enter_the_message_says_what_to_do(var_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pgprograms, "namespaces_work", lambda: False)
    var_dir.chmod(0o700)
    with pytest.raises(LocalDatabaseError, match="以普通用户身份运行"):
        LocalDatabase(var_dir).acquire()


# ---- manage.py ----


def manage(var_dir: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.Popen(
        [sys.executable, ROOT / "manage.py", *arguments],
        env=environment | {"VAR_DIR": str(var_dir)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_command_starts_the_server_and_stops_it(installed: Path) -> None:
    ask = "from django.db import connection as c; k = c.cursor(); k.execute('select 6*7'); print(k.fetchone()[0])"
    command = manage(installed, "shell", "--no-imports", "-c", ask)
    out, err = command.communicate(timeout=LONG)
    assert (out.strip(), command.returncode) == ("42", 0), err
    assert not LocalDatabase(installed).answers()


def test_a_terminated_command_stops_the_server(installed: Path) -> None:
    stay = "import signal; print('up', flush=True); signal.pause()"
    command = manage(installed, "shell", "--no-imports", "-c", stay)
    assert command.stdout.readline() == "up\n"
    command.terminate()
    command.communicate(timeout=LONG)
    assert not LocalDatabase(installed).answers()


def test_a_command_that_needs_no_database_starts_none(var_dir: Path) -> None:
    for arguments in (["help"], ["migrate", "--help"], ["diffsettings"]):
        command = manage(var_dir, *arguments)
        out, err = command.communicate(timeout=LONG)
        assert command.returncode == 0, err
        assert out
        assert not (var_dir / "postgres").exists()
