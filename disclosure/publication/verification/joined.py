"""Joins the parts of the verifier to the one file that readers download and run with a bare Python."""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).parent
_STATEMENTS: Final = _HERE.parents[2] / "budgets" / "statements"
# In the order in which they need one another. The head of the last is the head of the whole.
PARTS: Final = (
    _STATEMENTS / "rounding.py",
    _STATEMENTS / "identity_kinds.py",
    _STATEMENTS / "identities.py",
    _HERE / "proof.py",
    _HERE / "figures.py",
    _HERE / "command.py",
)
_OWN: Final = {
    *(f"budgets.statements.{path.stem}" for path in PARTS[:3]),
    *(f"{__package__}.{path.stem}" for path in PARTS[3:]),
}


class NotForReaders(ValueError):
    """A part imports what a reader does not have, or in a way that a joined file cannot."""


@cache
def program() -> str:
    """The text of verify.py. The same parts give the same text."""
    return join([path.read_text(encoding="utf-8") for path in PARTS])


def join(parts: Sequence[str]) -> str:
    """One program of several, each with its head and its imports from the standard library and from those before it.

    Raises NotForReaders, also where two parts give one name to two things.
    """
    trees = [ast.parse(part) for part in parts]
    _refuse_equal_names(trees)
    imported = {each for tree in trees for node in tree.body for each in _imported(node)}
    heads = [ast.get_docstring(tree) or "" for tree in trees]
    bodies = [
        f"# ---- {head.partition('.')[0]} ----\n\n\n{_body(part, tree)}"
        for head, part, tree in zip([*heads[:-1], "The command"], parts, trees, strict=True)
    ]
    return "\n".join(
        [
            "#!/usr/bin/env python3",
            f'"""{heads[-1]}\n"""',
            "",
            "from __future__ import annotations",
            "",
            *_import_lines(imported),
            "",
            "\n\n\n".join(bodies),
            "",
        ]
    )


def _import_lines(imported: Collection[tuple[str, str]]) -> Iterator[str]:
    """imported  module and name, an empty one for the module itself"""
    yield from sorted(f"import {module}" for module, name in imported if not name)
    for module in sorted({module for module, name in imported if name}):
        yield f"from {module} import {', '.join(sorted(name for each, name in imported if name and each == module))}"


def _body(part: str, tree: ast.Module) -> str:
    """The part without its head and its imports."""
    gone: set[int] = set()
    for node in tree.body:
        is_head = node is tree.body[0] and isinstance(node, ast.Expr)
        if is_head or isinstance(node, ast.Import | ast.ImportFrom):
            gone.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    kept = [line for number, line in enumerate(part.splitlines(), 1) if number not in gone]
    return "\n".join(kept).strip("\n")


def _imported(node: ast.stmt) -> Iterator[tuple[str, str]]:
    """What a statement imports from the standard library."""
    for inner in ast.walk(node):
        if inner is not node and isinstance(inner, ast.Import | ast.ImportFrom):
            raise NotForReaders(f"an import inside a block: {ast.unparse(inner)}")
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return
    if any(alias.asname for alias in node.names):
        raise NotForReaders(f"another name for what is imported: {ast.unparse(node)}")
    module = node.module if isinstance(node, ast.ImportFrom) else None
    if module == "__future__" or module in _OWN:
        return
    for alias in node.names:
        if (module or alias.name).partition(".")[0] not in sys.stdlib_module_names:
            raise NotForReaders(f"a reader does not have it: {ast.unparse(node)}")
        yield (module, alias.name) if module else (alias.name, "")


def _refuse_equal_names(trees: Sequence[ast.Module]) -> None:
    seen: set[str] = set()
    for tree in trees:
        names = set(_defined(tree))
        if both := seen & names:
            raise NotForReaders(f"two parts define {', '.join(sorted(both))}")
        seen |= names


def _defined(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
