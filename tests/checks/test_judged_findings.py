"""The judged findings on record are findings that the rules still make: what was mended since counts no more."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from budgets.precision import judgements
from disclosure import foreign


@pytest.fixture
def codes(db: None) -> None:
    call_command("load_codes", verbosity=0)


@pytest.mark.parametrize("name", sorted({each.document for each in judgements()}))
def test_every_judged_finding_is_still_found(codes: None, shared: Path, name: str) -> None:
    results = foreign.check(shared / "disclosures" / name).results
    found = {(each.rule.id, finding.fingerprint(each.rule.id)) for each in results for finding in each.findings}
    judged = [(each.rule, each.fingerprint, each.note) for each in judgements() if each.document == name]
    assert judged
    assert [each for each in judged if each[:2] not in found] == [], "mended or worded otherwise: judge them again"
