"""What a rule finds wrong between the tables before a document is public, whoever verifies the document finds, too.

Both read the same declarations of the identities; this asks each for itself, by one cell that does not fit.
"""

from __future__ import annotations

import json

import pytest

from budgets.models import DepartmentalBudget
from budgets.statements.ledger import Ledger
from disclosure.composition.compose import compose
from disclosure.document import to_builtins
from disclosure.publication import verification
from tests.rules_builders import judged, state

pytestmark = pytest.mark.django_db

# Identity, reference of the stated cell, its column, the value that does not fit.
ODD_CELLS = [
    ("C04", "T02.total", "general_public_budget", "1000001"),
    ("C05", "T03.2010301", "total", "350001"),
    ("C06", "T03.total", "total", "1000001"),
    ("C08", "T04L.total", "amount", "999999"),
    ("C09", "T05.total", "total", "1000002"),
    ("C10", "T04L.general_public_budget", "amount", "999999"),
    ("C11", "T06.total", "total", "350001"),
    ("C11", "T06.total", "personnel", "300001"),
    ("C12", "T06.30201", "total", "38001"),
    ("C13", "T06.302", "operating", "50001"),
]


def wrong_in_the_document(budget: DepartmentalBudget) -> set[str]:
    """C04 …, of the identities that the verifier finds broken."""
    document = json.loads(json.dumps(to_builtins(compose(Ledger.of(budget)).document)))
    found = verification.check_figures(document)
    return {name.split()[0] for name, sums in found.items() if any(each.outcome == "不符" for each in sums)}


def test_nothing_is_wrong_with_tables_of_one_ledger(budget: DepartmentalBudget) -> None:
    assert wrong_in_the_document(budget) == set()
    assert {judged(budget, f"R-NUM-{code}").outcome for code, *_ in ODD_CELLS} == {"pass"}


@pytest.mark.parametrize(("code", "ref", "column", "value"), ODD_CELLS)
def test_a_cell_that_does_not_fit_is_found_by_the_rule_and_by_the_verifier(
    budget: DepartmentalBudget, code: str, ref: str, column: str, value: str
) -> None:
    state(budget, ref, value, column=column)
    assert judged(budget, f"R-NUM-{code}").outcome == "fail"
    assert code in wrong_in_the_document(budget)
