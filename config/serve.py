"""`make run`: everything from the database to the page, and on Ctrl-C everything down again."""

import contextlib
import ctypes
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "127.0.0.1"


class WebServerError(RuntimeError):
    """The web server did not come up."""


class Ending:
    """Somebody asked for the end. Python raises it in the midst of whatever it happens to do, and there it can be lost (in a
    finaliser) or come out as another exception (from the making of a class), so that the wish is remembered too."""

    def __init__(self) -> None:
        self.wished = False

    def wish(self, *_: object) -> None:
        self.wished = True
        sys.exit(0)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    ending = Ending()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # ignored: started with nohup
            signal.signal(number, ending.wish)
    # Imported after the signals are set: importing takes long enough for somebody to change his mind.
    from config.localdb import LocalDatabaseError

    try:
        with contextlib.ExitStack() as stack:
            run(stack, ending)
    except Exception as error:
        if ending.wished:
            sys.exit(0)
        if isinstance(error, LocalDatabaseError | WebServerError):
            sys.exit(f"\n{error}")
        raise


def run(stack: contextlib.ExitStack, ending: Ending) -> None:
    from django.conf import settings

    refuse_a_taken_port(settings.PORT)
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(settings.VAR_DIR / "setup.lock"):
        database = start_database(stack, settings)
        prepare(settings)
    runner = stack.enter_context(job_runner(dict(os.environ))) if settings.JOBS_AT_ONCE else None
    server = stack.enter_context(web_server(settings.PORT, dict(os.environ)))
    wait_until_it_answers(server, f"http://{ADDRESS}:{settings.PORT}/healthz")
    print(f"\n  网站：    http://{ADDRESS}:{settings.PORT}/")
    print(f"  编制入口：http://{ADDRESS}:{settings.PORT}/entry/")
    print(f"  审核后台：http://{ADDRESS}:{settings.PORT}/admin/")
    print(f"  账号：    {settings.VAR_DIR / 'accounts.json'}\n  按 Ctrl-C 停止。\n", flush=True)
    stack.enter_context(rest_of_the_example(settings, dict(os.environ)))
    watch(ending, server, *(each for each in (database, runner) if each))


def refuse_a_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            sys.exit(f"端口 {port} 已被占用。请停止占用它的程序，或换一个端口：PORT={port + 1} make run")


@contextlib.contextmanager
def one_at_a_time(path: Path) -> Iterator[None]:
    """Two copies that share their data and start at once must not migrate at once."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def start_database(stack: contextlib.ExitStack, settings: Any) -> Any:
    """The local one, unless DATABASE_URL names another; stopped when the stack unwinds."""
    from config.localdb import LocalDatabase
    from config.steps import step

    if settings.DATABASE_URL:
        return None
    with step("启动 PostgreSQL"):
        database = stack.enter_context(LocalDatabase(settings.VAR_DIR).running())
    if not database.beside_the_data:
        # The settings were read before the server had made its socket's directory.
        settings.DATABASES["default"]["HOST"] = str(database.socket_directory)
    return database


def prepare(settings: Any) -> None:
    """Each step does nothing where it has been done."""
    import django
    from django.core.management import call_command

    from config.steps import step

    with step("准备程序"):
        django.setup()
    with step("建立数据表"):
        call_command("migrate", verbosity=0, interactive=False)
    with step("载入科目与区划代码"):
        call_command("load_codes", verbosity=0)
    if settings.EXAMPLE:
        with step("建立示例：信访局"):
            call_command("create_example", "--only", "202", verbosity=0)
    else:
        with step("建立账号"):
            call_command("create_accounts", verbosity=0)
    with step("收集静态文件"):
        call_command("collectstatic", verbosity=0, interactive=False)


@contextlib.contextmanager
def web_server(port: int, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """granian in a session of its own, so that one Ctrl-C reaches it once: from us."""
    threads = environment.get("THREADS") or str(min(32, 2 * (os.cpu_count() or 1) + 1))
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", ADDRESS, "--port", str(port)]
    command += ["--workers", environment.get("WORKERS") or "1", "--blocking-threads", threads]
    command += ["--no-ws", "--log-level", "warning", "--workers-kill-timeout", "5", "config.wsgi:application"]
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_end_with_parent,
    )
    try:
        yield server
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGINT)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


class JobRunner:
    """The process beside the web server that reads and writes files for it. It comes back when it was killed."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "manage.py", "run_jobs"],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )

    def keep_running(self) -> None:
        if self.process.poll() is not None:
            self.process = self._start()

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def job_runner(environment: dict[str, str]) -> Iterator[JobRunner]:
    runner = JobRunner(environment)
    try:
        yield runner
    finally:
        runner.stop()


@contextlib.contextmanager
def rest_of_the_example(settings: Any, environment: dict[str, str]) -> Iterator[None]:
    """The other departments, made beside the running site and behind it in rank: a visitor need not wait for them.

    What is not done when the site goes down is done after the next start.
    """
    from disclosure.example import plan

    if not settings.EXAMPLE or plan.is_complete(plan.targets()):
        yield
        return
    print("▸ 网站已可使用；示例的其余部门在后台建立：", flush=True)
    maker = subprocess.Popen(
        [sys.executable, "manage.py", "create_example"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_behind_the_site,
    )
    try:
        yield
    finally:
        if maker.poll() is None:
            maker.terminate()
        maker.wait()


def _behind_the_site() -> None:
    _end_with_parent()
    os.nice(10)


def _end_with_parent() -> None:
    """Linux ends a child when its parent is killed, so that no orphan keeps the port or goes on writing."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1 is PR_SET_PDEATHSIG


def wait_until_it_answers(server: subprocess.Popen[bytes], url: str, seconds: float = 60) -> None:
    give_up = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310  an http address of our own making
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise WebServerError("网页服务没有启动，原因见上。")


def watch(ending: Ending, server: subprocess.Popen[bytes], *beside: Any) -> None:
    """Until the web server ends, or `make` does: a killed make cannot pass the news on. What runs beside it comes back when it was killed."""
    under_make, parent = "MAKELEVEL" in os.environ, os.getppid()
    while not ending.wished:
        with contextlib.suppress(subprocess.TimeoutExpired):
            sys.exit(server.wait(1))
        for each in beside:
            each.keep_running()
        if under_make and os.getppid() != parent:
            return


if __name__ == "__main__":
    main()
