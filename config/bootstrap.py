"""The virtual environment: made once, brought up to date when a lock file changes. Runs on the system's bare Python.

python3 -m config.bootstrap          what the application needs
python3 -m config.bootstrap --dev    and what tests and checks need
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

from config.steps import Counter, step

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "installed.json"
RUNTIME, DEVELOPMENT = "requirements.txt", "requirements-dev.txt"


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def of_lock(lock: str) -> str:
    return fingerprint((ROOT / lock).read_text(encoding="utf-8"))


def of_python() -> str:
    """Changes with Python and when the folder was copied elsewhere: then the environment has to be made anew."""
    return fingerprint(f"{sys.version} {ENVIRONMENT}")


def installed() -> dict[str, str]:
    try:
        return dict(json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def make_environment() -> None:
    with step("建立 Python 虚拟环境"):
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        try:
            venv.create(ENVIRONMENT, with_pip=True, symlinks=True)
        except (subprocess.CalledProcessError, OSError) as error:
            shutil.rmtree(ENVIRONMENT, ignore_errors=True)
            sys.exit(f"\n{error}\n请先安装 venv 模块（Debian、Ubuntu：apt-get install python3-venv）。")


def install(lock: str) -> None:
    """Only what the lock file names, checked against its hashes; wheels only, so that no compiler is needed."""
    counter = Counter("安装依赖包", len(re.findall(r"^[a-z0-9].*==", (ROOT / lock).read_text(encoding="utf-8"), re.M)))
    command = [
        str(PYTHON),
        "-m",
        "pip",
        "install",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--progress-bar",
        "off",
    ]
    command += ["--disable-pip-version-check", "--no-compile", "--requirement", lock]
    said = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as pip:
        assert pip.stdout is not None  # noqa: S101  for the type checker: it is a pipe
        for line in pip.stdout:
            said.append(line)
            if line.startswith("Collecting "):
                counter.advance(line.split()[1])
            elif line.startswith("Installing collected packages"):
                counter.say("写入磁盘 …")
    if pip.returncode != 0:
        sys.exit("".join(said[-15:]) + "安装依赖包失败。网络不通时，请按本单位规定为 pip 配置镜像后重试。")
    counter.finish()


def main(arguments: list[str]) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  whoever starts this chose the Python
        sys.exit(f"需要 Python 3.11 以上，当前是 {sys.version.split()[0]}。可用 make PYTHON=python3.11 run 指定。")
    wanted = DEVELOPMENT if "--dev" in arguments else RUNTIME
    with one_at_a_time():
        done = installed()
        if done.get("python") != of_python() or not PYTHON.exists():
            make_environment()
            done = {"python": of_python()}
        if done.get(wanted) == of_lock(wanted):
            return
        install(wanted)
        # The development lock file holds everything of the other one in the same versions.
        done |= {wanted: of_lock(wanted), RUNTIME: of_lock(RUNTIME)}
        STAMP.write_text(json.dumps(done), encoding="utf-8")


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two `make run` in one folder, each with its own PORT and VAR_DIR, share the environment."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
