"""Which rule judges what stands in the rule: no list of rules' ids stands anywhere else.

Data name rules too (an example's answers, the judged findings), and so do documents and tests.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from budgets.rules import registry
from disclosure.checks import comparisons

ROOT = Path(__file__).resolve().parents[2]
APPS = ("budgets", "performance", "procurement", "assets", "disclosure", "config")
RULES = {rule.id: rule.check.__module__ for rule in registry.all_rules()}
# The longest first: R-NUM-C01 before R-NUM-1.
_ID = re.compile(rf"(?<![\w-])(?:{'|'.join(sorted(map(re.escape, RULES), key=len, reverse=True))})(?![\w-])")


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _said(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text of a program but what only explains it."""
    explaining = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explaining:
            yield node.lineno, node.value


def strays(source: str, module: str) -> list[str]:
    """The ids of rules that belong to another module than this one."""
    return [
        f"{module}:{line} {found}"
        for line, text in _said(ast.parse(source))
        for found in _ID.findall(text)
        if RULES[found] != module
    ]


def sources() -> list[Path]:
    return [path for app in APPS for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts]


def test_no_id_of_a_rule_stands_outside_its_module() -> None:
    assert len(sources()) > 300 and len(RULES) > 90
    assert [found for path in sources() for found in strays(path.read_text(encoding="utf-8"), module_of(path))] == []


def test_no_page_and_no_script_of_a_page_knows_a_rule_by_its_id() -> None:
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.js")]
    assert len(pages) > 50
    assert [path.name for path in pages if _ID.search(path.read_text(encoding="utf-8"))] == []


def test_a_planted_id_is_found_and_one_that_only_explains_is_none() -> None:
    """The control."""
    planted = (
        'ALONE = ("R-STR-3", "R-TYPO")\ndef judge():\n    """Like R-SEC-1."""\n    return f"见 R-TXT-4"  # R-TXT-5\n'
    )
    assert strays(planted, "disclosure.foreign.texts") == [
        "disclosure.foreign.texts:1 R-STR-3",
        "disclosure.foreign.texts:1 R-TYPO",
        "disclosure.foreign.texts:4 R-TXT-4",
    ]
    assert strays(planted, comparisons.__name__) != strays(planted, "disclosure.foreign.texts"), (
        "R-TXT-4 is at home there"
    )
    assert strays("GROUP = 'R-TXT', 'R-NUM-'", "budgets.entry.pages.rules") == []
