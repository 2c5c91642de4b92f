"""Which figure of last year counts: that of the document that was read in, the published one, a typed one, a sum of the units."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.choices import CellOrigin
from budgets.models import DepartmentalBudget
from budgets.statements.expenditure import expenditure
from budgets.statements.last_year import PastFigure, last_year_of
from budgets.statements.ledger import Ledger
from tests.builders import make_budget
from tests.rules_builders import judged, publish_as_history, sound_budget, state

pytestmark = pytest.mark.django_db
PUBLISHED = Decimal(1_000_000)
READ = [CellOrigin.DOCUMENT, CellOrigin.OFFICIAL_TABLE]
NOT_READ = [CellOrigin.TYPED, CellOrigin.UNITS]


@pytest.fixture
def budget() -> DepartmentalBudget:
    """Of 2024; last year's version spent 1,000,000 and is public."""
    publish_as_history(sound_budget(year=2023))
    return make_budget(year=2024)


def figure_of(budget: DepartmentalBudget) -> PastFigure | None:
    return last_year_of(Ledger.of(budget)).figure("expenditure.total", lambda past: expenditure(past).total)


def stated(budget: DepartmentalBudget, origin: CellOrigin, value: str = "5") -> DepartmentalBudget:
    state(budget, "expenditure.total", value, year=2023, origin=origin)
    return budget


@pytest.mark.parametrize("origin", READ)
def test_what_the_document_was_read_in_with_goes_before_the_published_figure(
    budget: DepartmentalBudget, origin: CellOrigin
) -> None:
    assert figure_of(stated(budget, origin)) == PastFigure(Decimal(5), "公开表 第1行")


@pytest.mark.parametrize("origin", NOT_READ)
def test_neither_a_typed_figure_nor_a_sum_of_units_outranks_the_published_one(
    budget: DepartmentalBudget, origin: CellOrigin
) -> None:
    found = figure_of(stated(budget, origin))
    assert found and (found.value, found.is_published) == (PUBLISHED, True)


@pytest.mark.parametrize("origin", NOT_READ)
def test_what_is_not_printed_because_another_was_published_is_a_finding(
    budget: DepartmentalBudget, origin: CellOrigin
) -> None:
    assert judged(stated(budget, origin), "R-NUM-C27").outcome == "fail"


@pytest.mark.parametrize(("origin", "words"), [(CellOrigin.TYPED, "本预算填写"), (CellOrigin.UNITS, "各单位之和")])
def test_without_a_published_version_they_speak_and_say_what_they_are(origin: CellOrigin, words: str) -> None:
    assert figure_of(stated(make_budget(year=2024), origin)) == PastFigure(Decimal(5), words)


def test_a_sum_of_units_says_less_than_what_follows_from_typed_figures() -> None:
    past = last_year_of(Ledger.of(stated(make_budget(year=2024), CellOrigin.UNITS)))
    found = past.figure("expenditure.total", lambda before: None, stated=Decimal(7))
    assert found == PastFigure(Decimal(7), "本预算填写")


def test_the_table_that_was_read_in_goes_before_what_was_typed_beside_it() -> None:
    budget = stated(make_budget(year=2024), CellOrigin.TYPED)
    state(budget, "T01R.total", "8", year=2023, column="total", origin=CellOrigin.OFFICIAL_TABLE)
    state(budget, "T01R.total", "9", column="total", origin=CellOrigin.OFFICIAL_TABLE)
    assert figure_of(budget) == PastFigure(Decimal(8), "本预算的公开表")
    (finding,) = judged(budget, "R-NUM-LINES").findings
    assert finding.message == "支出总计（2023年）：填写 5元，公开表 8元，相差 3元。"
    assert finding.places[0].part == "comparison"


def test_what_was_typed_as_the_table_has_it_is_no_finding() -> None:
    budget = stated(make_budget(year=2024), CellOrigin.TYPED, "8")
    state(budget, "T01R.total", "8", year=2023, column="total", origin=CellOrigin.OFFICIAL_TABLE)
    state(budget, "T01R.total", "9", column="total", origin=CellOrigin.OFFICIAL_TABLE)
    assert judged(budget, "R-NUM-LINES").outcome == "not-run"


@pytest.mark.parametrize("origin", list(CellOrigin))
def test_in_a_table_only_what_was_read_replaces_a_published_row(budget: DepartmentalBudget, origin: CellOrigin) -> None:
    state(budget, "T05.2010301", "5", year=2023, column="total", origin=origin)
    state(budget, "T05.2010308", "6", year=2023, column="total", origin=origin)
    past = last_year_of(Ledger.of(budget))
    rows = past.rows("T05", "total", lambda _: {"2010301": PUBLISHED}, base="budget")
    assert rows == {"2010301": Decimal(5) if origin in READ else PUBLISHED, "2010308": Decimal(6)}
