"""What the documentation says of the code is true."""

from __future__ import annotations

import re
from pathlib import Path

from disclosure.management.commands.describe_rules import document

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_list_of_rules_is_that_of_the_registry() -> None:
    assert (ROOT / "docs/rules.md").read_text(encoding="utf-8") == document(), (
        "run: manage.py describe_rules > docs/rules.md"
    )


def test_every_dependency_has_its_line() -> None:
    """A package that is asked for and explained nowhere has not earned its place."""
    explained = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8").lower()
    asked = [
        re.split(r"[<>=\[;]", line.strip())[0].lower()
        for name in ("requirements.in", "requirements-dev.in")
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith(("#", "-"))
    ]
    assert len(asked) > 20
    assert [package for package in asked if package not in explained] == []


def test_every_file_that_the_readme_names_is_there() -> None:
    for readme in ("README.md", "README.zh.md", "CONTRIBUTING.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        linked = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
        assert [link for link in linked if not (ROOT / link).exists()] == []
        assert linked or readme == "CONTRIBUTING.md"
