"""How far a sum may miss before it is an error: to the last cent of the slack, in every comparison that has one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.checks.evidence import ROUNDED, contradictions, rounding
from budgets.choices import MoneyUnit, TablesMode
from budgets.models import DepartmentalBudget
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger
from disclosure.checks.within_tables import _rounded
from tests.builders import make_budget
from tests.rules_builders import found, judged, state

pytestmark = pytest.mark.django_db
WHOLE = "，可能是以元为单位取整所致"


def printed(*values: str) -> list[Amount]:
    """Figures of an official table as it prints them."""
    return [Amount("T03.x", "甲", None, Decimal(value)) for value in values]


def words(difference: str, amounts: list[Amount], half: str = "0") -> str:
    return _rounded(Decimal(difference), amounts, Decimal(half))


# ---- The rule of rounding ----


@pytest.mark.parametrize("sign", ["", "-"])
def test_figures_in_ten_thousands_may_miss_by_half_of_the_last_place_of_each(sign: str) -> None:
    three = printed("10000.50", "5000.25", "5000.25")
    assert words(f"{sign}150", three, "50") == ROUNDED
    assert words(f"{sign}149.99", three, "50") == ROUNDED
    assert words(f"{sign}150.01", three, "50") == ""


@pytest.mark.parametrize("sign", ["", "-"])
def test_whole_yuan_may_miss_by_half_a_yuan_of_each(sign: str) -> None:
    assert words(f"{sign}1.5", printed("3", "1", "1")) == WHOLE
    assert words(f"{sign}1", printed("3", "2")) == WHOLE
    assert words(f"{sign}2", printed("3", "1", "1")) == ""
    assert words(f"{sign}1.51", printed("3", "1", "1")) == ""


def test_figures_with_cents_have_no_slack() -> None:
    assert words("0.01", printed("3.00", "1.50", "1.49")) == ""
    assert words("1", printed("3.5", "1", "1")) == ""


def test_what_the_lines_yield_is_not_rounded() -> None:
    computed = Amount("T03.x", "甲", Decimal(3), None)
    assert words("1", [*printed("1", "1"), computed]) == ""
    assert words("100", [*printed("10000", "10000"), computed], "50") == ""


def test_a_blank_gives_no_slack_and_takes_none() -> None:
    blank = Amount("T03.x", "甲", None, None)
    assert words("1", [*printed("3", "1"), blank]) == WHOLE
    assert words("1.5", [*printed("3", "1"), blank]) == ""


# ---- In the rules ----


def table(budget: DepartmentalBudget, total: str, *parts: str, printed_in: MoneyUnit) -> DepartmentalBudget:
    """T03 with so many 类, and their total."""
    for number, value in enumerate(parts, 201):
        for column in ("total", "basic"):
            state(budget, f"T03.{number}", value, column=column, printed_in=printed_in)
        state(budget, f"T03.{number}", "0", column="project", printed_in=printed_in)
    for column in ("total", "basic"):
        state(budget, "T03.total", total, column=column, printed_in=printed_in)
    state(budget, "T03.total", "0", column="project", printed_in=printed_in)
    return budget


@pytest.fixture
def tables() -> DepartmentalBudget:
    return make_budget(tables_mode=TablesMode.APPENDIX)


@pytest.mark.parametrize(
    ("total", "severity"), [("1000150", "I"), ("999850", "I"), ("1000150.01", "E"), ("999849.99", "E")]
)
def test_a_table_in_ten_thousands_with_two_places_is_wrong_from_a_cent_beyond_its_slack(
    tables: DepartmentalBudget, total: str, severity: str
) -> None:
    table(tables, total, "600000", "400000", printed_in=MoneyUnit.TEN_THOUSAND)
    assert rounding(Ledger.of(DepartmentalBudget.objects.get(pk=tables.pk)), "T03", 1) == 50
    assert {finding.severity or "E" for finding in found(tables, "R-NUM-C05")} == {severity}


@pytest.mark.parametrize(("total", "severity"), [("11", "I"), ("9", "I"), ("12", "E"), ("8", "E")])
def test_a_table_in_whole_yuan_is_wrong_from_more_than_half_a_yuan_of_each_figure(
    tables: DepartmentalBudget, total: str, severity: str
) -> None:
    table(tables, total, "6", "4", printed_in=MoneyUnit.YUAN)
    assert {finding.severity or "E" for finding in found(tables, "R-NUM-C05")} == {severity}


def test_a_table_that_adds_up_has_no_finding(tables: DepartmentalBudget) -> None:
    table(tables, "10", "6", "4", printed_in=MoneyUnit.YUAN)
    assert judged(tables, "R-NUM-C05").outcome == "pass"


# ---- The slack of a comparison between what is stated and what the lines yield ----


@pytest.mark.parametrize(("stated", "severity"), [("150", "I"), ("50", "I"), ("150.01", None), ("49.99", None)])
def test_a_contradiction_is_a_hint_as_far_as_rounding_reaches(stated: str, severity: str | None) -> None:
    amount = Amount("a.b", "甲", Decimal(100), Decimal(stated))
    (finding,) = contradictions([amount], source="明细", rounded=Decimal(50))
    assert (finding.severity, finding.difference) == (severity, Decimal(stated) - 100)
    assert (ROUNDED in finding.message) is (severity == "I")


def test_a_contradiction_in_yuan_has_no_slack() -> None:
    amount = Amount("a.b", "甲", Decimal(100), Decimal("100.01"))
    (finding,) = contradictions([amount], source="明细")
    assert finding.severity is None


def test_equal_blank_and_coarse_figures_are_no_contradiction() -> None:
    fine = [
        Amount("a.b", "甲", Decimal(100), Decimal(100)), Amount("a.b", "甲", None, Decimal(100)), Amount("a.b", "甲", Decimal(100), None),
        Amount("a.b", "甲", Decimal(100), Decimal(101), reached=False),
    ]  # fmt: skip
    assert list(contradictions(fine, source="明细")) == []
    assert len(list(contradictions(fine, source="明细", only_reached=False))) == 1
