"""Sentences in the manner of clerks of many provinces, in two files: no rule over words finds anything in the right ones,
and what is reckoned wrongly in the others is found.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.test_sentences_of_kinds import found, judged

pytestmark = pytest.mark.django_db
_HERE = Path(__file__).parent / "sentences"


def sentences(name: str) -> dict[str, list[str]]:
    """By what the heading says of them. A sentence may have several lines."""
    kinds = (_HERE / name).read_text(encoding="utf-8").removeprefix("# ").strip().split("\n\n# ")
    return {heading: body.split("\n--\n") for heading, body in (kind.split("\n", 1) for kind in kinds)}


RIGHT, WRONG = sentences("right.txt"), sentences("wrong.txt")


def test_the_files_hold_sentences_of_many_kinds() -> None:
    assert sum(map(len, RIGHT.values())) > 200
    assert {"R-TXT-3", "R-TXT-4", "R-TXT-5", "R-TXT-6", "R-STR-3"} == set(WRONG)


@pytest.mark.parametrize("kind", RIGHT)
def test_nothing_is_found_in_what_is_right(tmp_path: Path, kind: str) -> None:
    results = [(text, result) for text in RIGHT[kind] for result in judged(tmp_path, text)]
    assert [
        (text, result.rule.id, each.message)
        for text, result in results
        for each in result.findings
        if result.severity_of(each) != "I"
    ] == []


@pytest.mark.parametrize("rule", WRONG)
def test_what_is_wrong_is_found_by_its_rule(tmp_path: Path, rule: str) -> None:
    by_others = {text: rules for text in WRONG[rule] if (rules := found(tmp_path, text)) != {rule}}
    assert by_others == {}
