"""Thirty documents that nobody has seen before: the layout is what the reader knows."""

from __future__ import annotations

import pytest

from budgets.models import Prose
from disclosure.models import BlockText
from disclosure.reading.hebei.interpretation import understand
from tests.disclosure.reading.rendering import import_text, missing, page_lines, source_lines, source_of, word_lines
from tests.generator import Written, write

SEEDS = range(30)
# Of so many as differ in everything, each third in the fast suite.
SOME = [pytest.param(seed, marks=pytest.mark.soak if seed % 3 else ()) for seed in SEEDS]


def test_the_thirty_documents_differ_in_everything_that_may_differ() -> None:
    documents = [write(seed) for seed in SEEDS]
    assert {document.units for document in documents} == set(range(1, 7))
    assert {document.duties for document in documents} >= {0, 1, 9}
    assert {document.projects for document in documents} >= {0, 1, 8}
    assert {document.purchases for document in documents} >= {0, 1, 20}
    assert {document.has_last_year for document in documents} == {True, False}
    assert sum(len(document.own) for document in documents) > 20
    assert sum(len(document.extra) for document in documents) > 10
    assert write(3).text == write(3).text != write(4).text


@pytest.mark.parametrize("seed", SOME)
def test_a_document_comes_back_whole_with_no_own_words_but_those_that_were_planted(codes: None, seed: int) -> None:
    document = write(seed)
    imported = import_text(document.text)
    budget = imported.budget
    assert missing(source_lines(document.text), page_lines(budget)) == []
    assert set(BlockText.objects.filter(budget=budget).values_list("key", flat=True)) == set(document.own)
    extra = {prose.key: prose.text for prose in Prose.objects.filter(budget=budget, key__startswith="after:")}
    assert extra == document.extra
    assert imported.words.unbound == []
    assert imported.missing == ()
    assert _counts(imported.facts) == (
        document.units,
        document.duties,
        document.projects,
        document.indicators,
        document.purchases,
    )


@pytest.mark.parametrize("seed", [1, 4, 11])
def test_a_document_comes_back_whole_in_word_too(codes: None, seed: int) -> None:
    document = write(seed)
    assert missing(source_lines(document.text), word_lines(import_text(document.text).budget)) == []


def test_a_document_in_gb18030_is_the_same_document(codes: None) -> None:
    document = write(2)
    assert understand(source_of(document.text.encode("gb18030")), year=document.year) == understand(
        source_of(document.text), year=document.year
    )


def test_the_measure_would_notice_a_lost_line(codes: None) -> None:
    """A control: the same document against the page of another."""
    document: Written = write(5)
    wrong = document.text.replace("名词解释", "名词说明")
    assert missing(source_lines(wrong), page_lines(import_text(document.text).budget)) == ["八、名词说明"]


def _counts(facts) -> tuple[int, ...]:
    indicators = sum(len(sheet.indicators) for sheet in facts.sheets)
    return len(facts.units), len(facts.duties), len(facts.sheets), indicators, len(facts.purchases)
