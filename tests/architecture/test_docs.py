"""What the documentation says of the code is true."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

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


APPS = ("budgets", "performance", "procurement", "assets", "disclosure")


def unexplained(glossary: str, things: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The names, in English and Chinese, that no line of the glossary holds together."""
    lines = [line.lower() for line in glossary.splitlines() if line.startswith("|")]
    return [(ours, shown) for ours, shown in things if not any(ours in line and shown in line for line in lines)]


def test_the_glossary_has_a_line_for_each_thing_that_is_kept() -> None:
    """A model's name in code and the one on screens stand in one line."""
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    things = [
        (re.sub(r"(?<!^)(?=[A-Z])", " ", model.__name__).lower(), str(model._meta.verbose_name).lower())
        for model in apps.get_models()
        if model._meta.app_label in APPS
    ]
    assert len(things) > 40
    assert unexplained(glossary, things) == []
    assert unexplained(glossary, [("region", "行政区划"), ("region", "明细导入"), ("ghost", "行政区划")]) == [
        ("region", "明细导入"),
        ("ghost", "行政区划"),
    ]


def test_every_file_that_the_readme_names_is_there() -> None:
    for readme in ("README.md", "README.zh.md", "CONTRIBUTING.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        linked = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
        assert [link for link in linked if not (ROOT / link).exists()] == []
        assert linked or readme == "CONTRIBUTING.md"
