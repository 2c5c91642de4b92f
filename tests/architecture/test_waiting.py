"""Nothing waits for a time: what waits looks at the thing again and again, and a test does so through `tests.waiting` alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("config", "budgets", "performance", "procurement", "assets", "disclosure")
HELPER = ROOT / "tests" / "waiting.py"
PAUSES = {"sleep", "pg_sleep", "wait_for_timeout"}
HERE = Path(__file__)


def pauses(source: str, *, may_look_again: bool) -> list[str]:
    """Where a source waits for a time, with the number of the line.

    may_look_again  whether a pause between two looks, in a loop that goes on until something is so, is fine
    """
    return [f"{line}: {words}" for line, words in _pauses(ast.parse(source), may_look_again)]


def _pauses(node: ast.AST, may_look_again: bool, *, is_looking: bool = False) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.ImportFrom) and PAUSES & {alias.name for alias in node.names}:
        yield node.lineno, ast.unparse(node)  # under a name of its own nobody would find it
    if isinstance(node, ast.Call) and _name(node.func) in PAUSES and not (may_look_again and is_looking):
        yield node.lineno, ast.unparse(node)
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and any(f"{word}(" in node.value for word in PAUSES)
    ):
        yield node.lineno, "a script that waits"
    is_looking = isinstance(node, ast.While) or (
        is_looking and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    )
    for child in ast.iter_child_nodes(node):
        yield from _pauses(child, may_look_again, is_looking=is_looking)


def _name(function: ast.expr) -> str:
    return (
        function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""
    )


def sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "migrations" not in path.parts)


def test_no_test_waits_for_a_time() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): pauses(path.read_text(encoding="utf-8"), may_look_again=path == HELPER)
        for path in sources(ROOT / "tests")
        if path != HERE
    }
    assert len(found) > 200
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_the_product_pauses_between_two_looks_only() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): pauses(path.read_text(encoding="utf-8"), may_look_again=True)
        for name in PRODUCT
        for path in sources(ROOT / name)
    }
    assert len(found) > 300
    assert {path: lines for path, lines in found.items() if lines} == {}


LOOP = "while not ready():\n    time.sleep(0.02)"


@pytest.mark.parametrize(
    "planted",
    [
        "time.sleep(8)",
        "page.wait_for_timeout(200)",
        "for number in range(3):\n    sleep(number)",
        "from time import sleep as nap",
        "SCRIPT = 'import time; time.sleep(30)'",
        "cursor.execute('SELECT pg_sleep(3)')",
        "while True:\n    def late():\n        time.sleep(60)",
        LOOP,
    ],
)
def test_control_a_planted_pause_is_found(planted: str) -> None:
    assert pauses(planted, may_look_again=False)
    assert bool(pauses(planted, may_look_again=True)) == (planted != LOOP)
