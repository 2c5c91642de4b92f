"""Copies of the tree, a server of mutants in each, and which tests are tried on which mutant."""

from __future__ import annotations

import ast
import contextlib
import functools
import hashlib
import json
import os
import queue
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

from tests.database import FOLDER
from tests.mutation.drawing import Mutant
from tests.mutation.planted import Planted
from tests.mutation.server import SLOT, SOCKET
from tests.mutation.subjects import AREAS, MARKS, PRODUCT, ROOT, Area

KEPT = ROOT / "var" / "mutation"  # what a run leaves for the next one; ignored by git
SLOTS = int(os.environ.get("SLOTS", "2"))  # copies of the tree that are at work, one on each core
# So many tests, lasting so long where nothing is wrong, are tried on a mutant before it counts as surviving.
MOST_TESTS, MOST_SECONDS = 400, 40.0
_NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis", "node_modules")


@dataclass(frozen=True)
class Outcome:
    """outcome: killed, survived or hung (which is found, too). by: the test. tests: how many were tried at most"""

    outcome: str
    by: str
    how: str
    tests: int
    seconds: float

    @property
    def is_killed(self) -> bool:
        return self.outcome != "survived"


class Run:
    def __init__(self, areas: Iterable[Area], further: Iterable[str] = ()) -> None:
        """further: files of tests beside those of the areas"""
        self.beginnings = sorted({each for area in areas for each in (*area.tests, *area.also)} | set(further))

    def __enter__(self) -> Run:
        self.folder = Path(tempfile.mkdtemp(prefix="mutation-"))
        every = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("test_*.py"))
        files = [name for name in every if name.startswith(tuple(self.beginnings))]
        self.slots = [Slot(self.folder, 0, files)]
        cluster = self.slots[0].wait()
        self.slots += [Slot(self.folder, number, files, cluster) for number in range(1, SLOTS)]
        for slot in self.slots[1:]:
            slot.wait()
        self.map = self._mapped()
        return self

    def __exit__(self, *_: object) -> None:
        for slot in reversed(self.slots):
            slot.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _mapped(self) -> Map:
        """A file of tests at a time. What was observed before is taken where neither the product nor that file has changed."""
        began = time.monotonic()
        files: dict[str, list[str]] = defaultdict(list)
        for test in self.slots[0].tests:
            files[test.partition("::")[0]].append(test)
        state = _state()
        kept = {name: KEPT / "observed" / f"{_digest(state, ROOT / name)}.json" for name in files}
        waiting: queue.Queue[str] = queue.Queue()
        for name in sorted(files, key=lambda each: -len(files[each])):
            if not kept[name].exists():
                waiting.put(name)
        if number := waiting.qsize():
            print(f"{number} files of tests are observed", flush=True)
        (KEPT / "observed").mkdir(parents=True, exist_ok=True)

        def observe(slot: Slot) -> None:
            with contextlib.suppress(queue.Empty):
                while True:
                    name = waiting.get_nowait()
                    part = self.folder / f"{_digest(name)}.json"
                    slot.ask({"do": "observe", "tests": files[name], "into": str(part)})
                    shutil.move(part, kept[name])
                    print(f"  {time.monotonic() - began:4.0f} s {name}", flush=True)

        _at_once([lambda slot=slot: observe(slot) for slot in self.slots])
        return Map.joined([json.loads(part.read_text()) for part in kept.values()])

    def of_mutants(self, mutants: list[Mutant]) -> dict[str, Outcome]:
        areas = {area.name: area for area in AREAS}
        jobs = []
        for number, mutant in enumerate(mutants):
            area = areas[mutant.area]
            tests, at_import = self.map.tests_for(mutant)
            tests = [test for test in tests if test.startswith(area.tests)]
            if not tests or area.is_sql:  # a value or a trigger: tests look at it without running a line beside it
                tests = [test for test in self.slots[0].tests if test.startswith(area.tests)]
            # No test of a guard is nearer to it than another, so that all are tried, however long a busy machine made them last.
            also = [test for test in self.slots[0].tests if test.startswith(area.also)] if area.also else []
            jobs.append(
                (mutant.key, _job(
                    number, mutant.path, mutant.fault.applied((ROOT / mutant.path).read_bytes()),
                    tests if area.is_sql else self.map.limited(tests, also), in_child=mutant.fault.is_inner, at_import=at_import, is_sql=area.is_sql,
                    seconds=self.map.seconds,
                ))
            )  # fmt: skip
        return self._work(jobs)

    def of_planted(self, faults: list[Planted]) -> dict[str, Outcome]:
        jobs = []
        for number, fault in enumerate(faults, 100_000):
            chosen = [test for test in self.slots[0].tests if test.startswith(tuple(fault.tests))]
            jobs.append(
                (fault.name, _job(
                    number, fault.path, fault.applied(), chosen, in_child=False, at_import=False, is_sql=fault.is_sql,
                    seconds=self.map.seconds,
                ))
            )  # fmt: skip
        return self._work(jobs)

    def _work(self, jobs: list[tuple[str, dict[str, Any]]]) -> dict[str, Outcome]:
        waiting: queue.Queue[tuple[str, dict[str, Any]]] = queue.Queue()
        for job in jobs:
            waiting.put(job)
        found: dict[str, Outcome] = {}

        def work(slot: Slot) -> None:
            with contextlib.suppress(queue.Empty):
                while True:
                    key, job = waiting.get_nowait()
                    began = time.monotonic()
                    if not job["tests"]:
                        found[key] = Outcome("survived", "", "no test reaches it", 0, 0)
                        continue
                    answer = slot.ask(job)
                    found[key] = Outcome(
                        answer["outcome"],
                        answer["by"],
                        answer["how"],
                        len(job["tests"]),
                        round(time.monotonic() - began, 2),
                    )
                    if len(found) % 25 == 0:
                        print(f"{len(found)} of {len(jobs)}", flush=True)

        _at_once([lambda slot=slot: work(slot) for slot in self.slots])
        return found


def _job(
    number: int,
    path: str,
    source: bytes,
    tests: list[str],
    *,
    in_child: bool,
    at_import: bool,
    is_sql: bool,
    seconds: dict[str, float],
) -> dict[str, Any]:
    lasting = sum(seconds.get(each, 1) for each in tests)
    return {
        "do": "try", "number": number, "path": path, "source": source, "tests": tests, "in_child": in_child and not is_sql,
        "at_import": at_import, "is_sql": is_sql, "marks": MARKS, "lasting": {each: seconds[each] for each in tests if each in seconds}, "seconds": 20 + 4 * lasting,
    }  # fmt: skip


def _at_once(works: Iterable[Any]) -> None:
    failed: list[BaseException] = []

    def guarded(work: Any) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  told below, in the thread that waits
            failed.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


class Slot:
    """A copy of the tree, with the shared folder beside it, and the process that serves it."""

    def __init__(self, folder: Path, number: int, files: list[str], cluster: str = "") -> None:
        home = folder / f"slot-{number}"
        self.tree = home / "tree"
        shutil.copytree(ROOT, self.tree, ignore=_NOT_COPIED)
        if (shared := ROOT.parent / "shared").is_dir():
            (home / "shared").symlink_to(shared)
        (self.tree / ".venv").symlink_to(ROOT / ".venv")
        address = str(home / "socket")
        self.listener = Listener(address, "AF_UNIX")
        self.log = home / "log"
        environment = (
            os.environ
            | {SOCKET: address, SLOT: str(number), "PYTHONHASHSEED": "0"}
            | ({FOLDER: cluster} if cluster else {})
        )
        command = [
            sys.executable, "-m", "pytest", "-p", "tests.mutation.server", "-p", "no:xdist", "-p", "no:cacheprovider", "-q", "-s",
            "-m", MARKS, *files,
        ]  # fmt: skip
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, cwd=self.tree, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self.connection: Connection | None = None
        self.tests: list[str] = []

    def wait(self) -> str:
        """Until it serves; the folder of its PostgreSQL."""
        first: queue.Queue[Connection | None] = queue.Queue()
        for came in (self.listener.accept, lambda: self.process.wait() and None):
            threading.Thread(target=lambda came=came: first.put(came()), daemon=True).start()
        self.connection = first.get()
        if self.connection is None:
            raise RuntimeError(f"the tests could not be collected:\n{self.log.read_text()[-3000:]}")
        ready = self.connection.recv()
        self.tests = ready["tests"]
        return str(ready["folder"])

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        assert self.connection is not None
        self.connection.send(job)
        return dict(self.connection.recv())

    def stop(self) -> None:
        if self.connection is not None:
            with contextlib.suppress(OSError):
                self.connection.send(None)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(30)
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        self.listener.close()


# ---- Which tests reach a line ----


class Map:
    """lines: file → line → tests; seconds: of each test; breadth: how many lines of the product a test runs"""

    def __init__(self, lines: dict[str, dict[int, list[str]]], seconds: dict[str, float], failed: list[str]) -> None:
        self.lines, self.seconds, self.failed = lines, seconds, set(failed)
        self.named: dict[str, set[str]] = {}  # name → tests that run a line with it
        self.breadth: dict[str, int] = defaultdict(int)
        for by_line in lines.values():
            for tests in by_line.values():
                for test in tests:
                    self.breadth[test] += 1

    @staticmethod
    def joined(parts: list[dict[str, Any]]) -> Map:
        lines: dict[str, dict[int, list[str]]] = {}
        for part in parts:
            for file, by_line in part["lines"].items():
                for line, tests in by_line.items():
                    lines.setdefault(file, {}).setdefault(int(line), []).extend(tests)
        failed = [each for part in parts for each in part["failed"]]
        if failed:
            print("these tests fail without any fault and are left out:", *failed, sep="\n  ", flush=True)
        return Map(lines, {k: v for part in parts for k, v in part["seconds"].items()}, failed)

    def tests_for(self, mutant: Mutant) -> tuple[list[str], bool]:
        """The tests that reach it, the narrowest first, and whether it is met at the import as well."""
        source = (ROOT / mutant.path).read_bytes()
        by_line = self.lines.get(mutant.path, {})
        first, last, of = _statement(source, mutant)
        found = {test for line in range(first, last + 1) for test in by_line.get(line, ())}
        at_import = not mutant.fault.is_inner or not found
        if at_import and not found:
            found = {test for line in range(of[0], of[1] + 1) for test in by_line.get(line, ())}
        if not mutant.fault.is_inner:
            found |= self._by_name(source, mutant, first)
        return sorted(found - self.failed, key=lambda each: (self.breadth[each], each)), at_import

    def _by_name(self, source: bytes, mutant: Mutant, line: int) -> set[str]:
        """The tests that run a line which names what is defined here, and those that may look at it without running any."""
        names = _names(source, line)
        if not names:
            return {test for tests in self.lines.get(mutant.path, {}).values() for test in tests}
        found = {test for name in names for test in self._naming(name)}
        looking = [re.compile(rf"\b{re.escape(name)}\b") for name in names]
        for test in self.seconds:
            text = "\n".join(_lines(test.partition("::")[0]))
            found |= {test} if any(each.search(text) for each in looking) else set()
        return found or {test for tests in self.lines.get(mutant.path, {}).values() for test in tests}

    def _naming(self, name: str) -> set[str]:
        if name not in self.named:
            self.named[name] = set()
            pattern = re.compile(rf"\b{re.escape(name)}\b")
            for file, by_line in self.lines.items():
                for number, text in enumerate(_lines(file), 1):
                    if number in by_line and name in text and pattern.search(text):
                        self.named[name] |= set(by_line[number])
        return self.named[name]

    def limited(self, tests: list[str], also: list[str]) -> list[str]:
        """So many that they last no longer than a mutant is worth; those of one module one after the other, for what they share."""
        chosen, lasting = [], 0.0
        for test in tests:
            if len(chosen) == MOST_TESTS or (chosen and lasting + self.seconds.get(test, 0) > MOST_SECONDS):
                break
            chosen.append(test)
            lasting += self.seconds.get(test, 0)
        modules: dict[str, list[str]] = {}
        for test in chosen:
            modules.setdefault(test.partition("::")[0], []).append(test)
        ordered = [test for group in modules.values() for test in group]
        return ordered + [test for test in also if test not in modules.get(test.partition("::")[0], ())]


@functools.cache
def _lines(file: str) -> list[str]:
    return (ROOT / file).read_text(encoding="utf-8").splitlines() if (ROOT / file).exists() else []


@functools.cache
def _statements(source: bytes) -> list[ast.stmt]:
    return [node for node in ast.walk(_tree(source)) if isinstance(node, ast.stmt)]


def _statement(source: bytes, mutant: Mutant) -> tuple[int, int, tuple[int, int]]:
    """First and last line of the smallest statement that the fault stands in, and of the function or class around it."""
    line = mutant.fault.line
    around = smallest = None
    for node in _statements(source):
        if node.lineno <= line <= (node.end_lineno or 0):
            span = (node.lineno, node.end_lineno or node.lineno)
            is_block = isinstance(node, ast.FunctionDef | ast.ClassDef)
            if not is_block and hasattr(node, "body"):
                span = (node.lineno, max(node.lineno, node.body[0].lineno - 1))
            if line > span[1]:
                continue
            if is_block:
                around = span if around is None else min(around, span, key=_length)
            else:
                smallest = span if smallest is None else min(smallest, span, key=_length)
    smallest = smallest or (line, line)
    around = around or smallest
    return *smallest, around


def _length(span: tuple[int, int]) -> int:
    return span[1] - span[0]


@functools.cache
def _tree(source: bytes) -> ast.Module:
    return ast.parse(source)


def _names(source: bytes, line: int) -> list[str]:
    """What the statement of the module that reaches over the line defines: a constant, a function, a class."""
    for node in _tree(source).body:
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
        if first <= line <= (node.end_lineno or 0):
            match node:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    return [name]
                case ast.Assign(targets=targets):
                    return [each.id for each in targets if isinstance(each, ast.Name)]
                case ast.AnnAssign(target=ast.Name(id=name)):
                    return [name]
    return []


def _state() -> str:
    """A mark of the product, and of what the tests are made of beside themselves."""
    paths = [path for folder in (*PRODUCT, "config", "templates") for path in (ROOT / folder).rglob("*")]
    paths += [path for path in (ROOT / "tests").rglob("*.py") if not path.name.startswith("test_")]
    suffixes = {".py", ".html", ".txt", ".toml", ".csv"}
    own = Path(__file__).parent
    return _digest(*sorted(path for path in paths if path.suffix in suffixes and own not in path.parents))


def _digest(*parts: str | Path) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(str(part).removeprefix(str(ROOT)).encode())
        if isinstance(part, Path):
            digest.update(part.read_bytes())
    return digest.hexdigest()[:20]
