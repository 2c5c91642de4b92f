"""What was judged right stays found: a rule that is mended does not lose what it was good for."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from budgets.rules.precision import judgements
from disclosure import foreign

_INPUT = "# ---- input follows"


@pytest.fixture
def codes(db: None) -> None:
    call_command("load_codes", verbosity=0)


def the_document(shared: Path, name: str, folder: Path) -> Path:
    """A real document, or a case without what is said of it above its input."""
    path = shared / "disclosures" / name
    if path.exists():
        return path
    said = (shared / "cases" / name).read_text(encoding="utf-8").splitlines(keepends=True)
    begins = next(number for number, line in enumerate(said) if line.startswith(_INPUT))
    (folder / name).write_text("".join(said[begins + 1 :]), encoding="utf-8")
    return folder / name


@pytest.mark.parametrize("name", sorted({each.document for each in judgements() if each.is_true}))
def test_every_finding_that_was_judged_true_is_still_found(
    codes: None, shared: Path, tmp_path: Path, name: str
) -> None:
    results = foreign.check(the_document(shared, name, tmp_path)).results
    found = {(each.rule.id, finding.fingerprint(each.rule.id)) for each in results for finding in each.findings}
    judged = [
        (each.rule, each.fingerprint, each.note) for each in judgements() if each.document == name and each.is_true
    ]
    assert judged
    assert [each for each in judged if each[:2] not in found] == [], "lost, or worded otherwise: judge them again"
