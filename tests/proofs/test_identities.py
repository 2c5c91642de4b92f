"""Generated budgets in every format: the identities C01–C27 hold on paper, and page and files show the same figures."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets.statements.ledger import Ledger
from disclosure import formats
from disclosure.composition.compose import compose
from disclosure.document import Document
from tests.database import fill_codes
from tests.proofs.building import build
from tests.proofs.identities import IDENTITIES, NOT_PRINTED, holding
from tests.proofs.plans import Plan, plan_of
from tests.proofs.printed import Printed
from tests.proofs.reading_back import READERS, WRITERS, altered, files, lacking

pytestmark = pytest.mark.django_db
ALL = {f"C{number:02}" for number in range(1, 28)}
KINDS = [kind for kind in READERS if kind != "pdf" or shutil.which("pdftotext")]


@pytest.fixture
def codes() -> None:
    fill_codes()
    if "pdf" not in KINDS and os.environ.get("CI"):
        pytest.fail("pdftotext is missing: apt-get install poppler-utils")


def _documents(plan: Plan) -> Iterator[tuple[str, Document, Plan]]:
    """The plan's document in each format, and the plan as that form can show it. Nothing of it stays in the database."""
    for key in formats.known_keys():
        with transaction.atomic():
            budget, fitted = build(plan, key)
            composition = compose(Ledger.of(budget))
            transaction.set_rollback(True)
        assert composition.missing == ()
        yield key, composition.document, fitted


class Tally:
    """What was proved: documents, and how often each identity applied. Nothing at all is a failure."""

    def __init__(self) -> None:
        self.documents = 0
        self.files: Counter[str] = Counter()
        self.applied: Counter[str] = Counter()

    def prove(self, plan: Plan, *, every_file: bool) -> None:
        for number, (key, document, fitted) in enumerate(_documents(plan)):
            applied, broken = holding(Printed.of(document), fitted)
            assert broken == [], key
            self.applied.update(applied)
            if every_file or number == self.documents // 4 % 4:
                for kind, content in files(document).items():
                    if kind in KINDS:
                        assert lacking(document, kind, content) == [], (key, kind)
                        self.files[kind] += 1
            self.documents += 1

    def is_enough(self, documents: int) -> None:
        assert self.documents >= documents > 0
        assert set(self.files) == set(KINDS)
        assert min(self.files.values()) > 0
        assert set(self.applied) == ALL - NOT_PRINTED, "an identity that never applies proves nothing"


def test_every_identity_is_written_down() -> None:
    assert set(IDENTITIES) | NOT_PRINTED == ALL


def test_six_budgets_keep_every_identity_and_every_file_says_the_same(codes: None) -> None:
    tally = Tally()
    for number in range(6):
        tally.prove(plan_of(Random(number)), every_file=False)
    tally.is_enough(24)


@pytest.mark.soak
def test_two_hundred_budgets_keep_every_identity_and_every_file_says_the_same(codes: None) -> None:
    tally = Tally()

    @settings(
        max_examples=200, deadline=None, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )  # fmt: skip
    @given(st.randoms(use_true_random=False))
    def prove(random: Random) -> None:
        tally.prove(plan_of(random), every_file=True)

    prove()
    tally.is_enough(800)


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_that_one_exporter_altered_is_caught(codes: None, kind: str) -> None:
    """The control: one wrong figure in the file, and in the file alone."""
    _, document, _ = next(_documents(plan_of(Random(1))))
    assert lacking(document, kind, WRITERS[kind](document)) == []
    assert lacking(document, kind, WRITERS[kind](altered(document))) != []


def test_a_wrong_figure_on_paper_breaks_an_identity(codes: None) -> None:
    _, document, plan = next(_documents(plan_of(Random(1))))
    assert holding(Printed.of(document), plan)[1] == []
    assert "C05" in {each.identity for each in holding(Printed.of(altered(document)), plan)[1]}
