"""What nobody entered is no statement that there is none: no new document says so."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assets.choices import AssetCategory
from assets.models import AssetHolding
from budgets.models import DepartmentalBudget
from budgets.rules.judge import judge
from budgets.rules.registry import Result
from budgets.statements.ledger import Ledger
from budgets.versions.editing import editing
from disclosure.composition.compose import compose
from disclosure.document import plain_text
from tests.builders import make_small_budget

pytestmark = pytest.mark.django_db
CLAIM = "没有占用固定资产"


def budget_with_tables() -> DepartmentalBudget:
    return make_small_budget(year=2025, format_key="hebei-2022", tables_mode="appendix")


def judged(budget: DepartmentalBudget) -> Result:
    return next(result for result in judge(budget, whole=True) if result.rule.id == "R-EMP-2")


def claims(budget: DepartmentalBudget) -> bool:
    document = compose(Ledger.of(budget)).document
    return any(CLAIM in plain_text(block.runs) for block in document.blocks() if hasattr(block, "runs"))


def hold(budget: DepartmentalBudget, value: str) -> None:
    with editing(budget, by="import") as draft:
        for ordinal, category in enumerate(AssetCategory.values):
            if category != AssetCategory.ADDED:
                AssetHolding.objects.create(
                    budget=draft, ordinal=ordinal, category=category, quantity=Decimal(value), value=Decimal(value)
                )
    budget.refresh_from_db()


def test_blank_assets_are_an_error_where_the_form_would_say_that_there_are_none() -> None:
    budget = budget_with_tables()
    assert claims(budget)
    result = judged(budget)
    (finding,) = result.findings
    assert result.severity_of(finding) == "E"
    assert "没有填不等于没有" in finding.message
    assert finding.places[0].part == "assets"


def test_zeros_are_printed_as_zeros_and_nothing_is_claimed() -> None:
    budget = budget_with_tables()
    hold(budget, "0")
    assert not claims(budget)
    assert judged(budget).outcome == "pass"
