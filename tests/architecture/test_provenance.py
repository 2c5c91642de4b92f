"""Where a figure or a code comes from is known by its fields. The words made of them are shown and never read again."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from budgets.models import StatedCell

ROOT = Path(__file__).resolve().parents[2]
APPS = ("assets", "budgets", "disclosure", "performance", "procurement")
# Words for people, made of fields or typed as a remark.
WORDS = {"provenance", "place", "source"}
READING = {"startswith", "endswith", "removeprefix", "removesuffix", "partition", "rpartition", "split", "rsplit", "find", "index"}  # fmt: skip
MATCHING = {"match", "search", "fullmatch", "findall", "finditer", "sub"}


def readings(code: str) -> Iterator[str]:
    """Where code asks what such words say: compares them, looks for words in them, takes them apart."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            is_asked = any(_are_words(side) for side in sides) and any(_is_text(side) for side in sides)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            takes_apart = node.func.attr in READING and _are_words(node.func.value)
            is_asked = takes_apart or (node.func.attr in MATCHING and any(_are_words(each) for each in node.args))
        else:
            continue
        if is_asked:
            yield ast.unparse(node)


def _are_words(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in WORDS


def _is_text(node: ast.AST) -> bool:
    """Words in the code, or the constant that holds them: "待核实", UNCONFIRMED."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    return isinstance(node, ast.Name) and node.id.isupper()


def test_no_code_reads_the_words_that_say_where_something_comes_from() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {words}"
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        for words in readings(path.read_text(encoding="utf-8"))
    }
    assert not found


@pytest.mark.parametrize(
    "code",
    [
        'cell.source == ""',
        'cell.provenance.endswith("（万元）")',
        '"待核实" in of_line.source',
        "UNCONFIRMED in of_line.source",
        "PATTERN.match(cell.place)",
        "cell.source.split()[0]",
    ],
)
def test_code_that_reads_them_is_seen(code: str) -> None:
    assert list(readings(code))


def test_a_stated_cell_has_no_text_that_could_hold_its_provenance() -> None:
    assert "source" not in {field.name for field in StatedCell._meta.get_fields()}
