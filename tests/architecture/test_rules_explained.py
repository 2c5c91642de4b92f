"""Every rule is explained to whoever has to satisfy it, and none was forgotten in the tests."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from budgets.entry.pages.rules import grouped
from budgets.rules import registry
from budgets.rules.registry import Finding, Rule

RULES = registry.all_rules()
TESTS = Path(__file__).resolve().parent.parent


def lacks(rule: Rule) -> list[str]:
    """What the explanation of a rule leaves out."""
    texts = {"example": rule.example, "satisfy": rule.satisfy}
    return [name for name, text in texts.items() if len(re.findall(r"[\u4e00-\u9fff]", text)) < 8]


@pytest.mark.parametrize("rule", RULES or [None], ids=lambda rule: getattr(rule, "id", "none"))
def test_every_rule_has_an_example_and_says_how_to_satisfy_it(rule: Rule) -> None:
    assert lacks(rule) == []
    assert rule.example != rule.satisfy


def test_an_empty_explanation_is_caught() -> None:
    """The control."""
    rule = Rule("T-1", "E", "名称", "依据", lambda subject: [Finding("错误")], example="", satisfy="请改正。")
    assert lacks(rule) == ["example", "satisfy"]


def test_no_two_rules_share_an_explanation() -> None:
    for name in ("example", "satisfy"):
        texts = [getattr(rule, name) for rule in RULES]
        assert len(set(texts)) == len(texts)


def test_every_rule_stands_on_the_page_once() -> None:
    shown = [each.rule.id for group in grouped() for each in group.rules]
    assert sorted(shown) == [rule.id for rule in RULES]


@pytest.mark.django_db
def test_the_page_needs_no_account_and_a_finding_links_to_it(client: Any) -> None:
    text = client.get("/entry/rules/").content.decode()
    assert all(f'id="{rule.id}"' in text for rule in RULES)
    assert all(rule.example in text.replace("&quot;", '"') for rule in RULES)
    template = (TESTS.parent / "templates/budgets/finding.html").read_text(encoding="utf-8")
    assert "{% url 'entry-rules' %}#{{ finding.rule_id }}" in template


# ---- A case that fails and one that passes ----

_NAMED = re.compile(r"R-(?:NUM-(?:C\d\d|LINES|\d)|TYPO|[A-Z]{3}-\d+)")
# How the tests of rules say that one failed, and that one passed.
_FAILS = re.compile(
    r"\bonly\(|\bfound\(|\bfails?\(|\"fail\"|\bfailures\(|ERRORS|WARNINGS|HINTS|severity|blocked|message"
)
_PASSES = re.compile(r"\"pass\"|\bpasses\(|== \[\]|failures == |== \(\[\], \[\]\)")
_FOLDERS = ("checks", "disclosure", "budgets", "performance", "procurement", "assets")


def named_in(text: str) -> set[str]:
    """By their ids, or identities by C04 alone."""
    return set(_NAMED.findall(text)) | {f"R-NUM-{name}" for name in re.findall(r'"(C\d\d)"', text)}


def cases(sign: re.Pattern[str]) -> set[str]:
    """The rules that are named in a test, with its parameters, that has that sign."""
    found: set[str] = set()
    for folder in _FOLDERS:
        for path in sorted((TESTS / folder).rglob("test_*.py")):
            if path.name == "test_checks_catalogue.py":
                continue
            text = path.read_text(encoding="utf-8")
            # Where a file is about one rule or two, its helpers name them for all its tests.
            chunks = [text] if len(named_in(text)) <= 2 else re.split(r"\n{3,}", text)
            for chunk in chunks:
                if sign.search(chunk):
                    found |= named_in(chunk)
    return found


def test_every_rule_fails_in_a_test_that_names_it() -> None:
    assert {rule.id for rule in RULES} - cases(_FAILS) == set()


@pytest.mark.django_db
def test_every_rule_passes_on_the_sound_budget_or_in_a_test_that_names_it() -> None:
    from budgets.rules.judge import judge  # noqa: PLC0415  it needs a configured Django
    from tests.rules_builders import sound_budget  # noqa: PLC0415

    passed = {result.rule.id for result in judge(sound_budget(), whole=True) if result.outcome == "pass"}
    assert len(passed) > 80
    assert {rule.id for rule in RULES} - passed - cases(_PASSES) == set()


def test_a_rule_that_no_test_names_is_missed() -> None:
    """The control."""
    assert "R-NUM-C99" not in cases(_FAILS) | cases(_PASSES)
    assert "R-COD-7" in cases(_FAILS)
