"""Judges a version: every registered rule, with what it found."""

from __future__ import annotations

from typing import Any

from budgets import findings, parts
from budgets.findings import Input, Result
from budgets.models import DepartmentalBudget
from budgets.statements.ledger import Ledger


def judge(budget: DepartmentalBudget, *, whole: bool) -> list[Result]:
    """The result of every rule, in the order of their ids.

    whole  also composes the document and runs the rules that read it (once a review, not at each keystroke)
    """
    ledger = Ledger.of(budget)
    subjects: dict[Input, Any] = {"budget": ledger}
    if whole:
        subjects["document"] = parts.composer().subject(ledger)
    return list(findings.run(findings.all_rules(), subjects))
