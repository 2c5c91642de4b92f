"""The statutory tables against one another, cell by cell as an official table states them. C04–C06, C08–C13."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.choices import MoneyUnit, TablesMode
from budgets.models import DepartmentalBudget
from tests.builders import make_budget
from tests.rules_builders import judged, only, sound_budget, state

pytestmark = pytest.mark.django_db
TABLE_RULES = ("C04", "C05", "C06", "C08", "C09", "C10", "C11", "C13")


@pytest.mark.parametrize("rule", TABLE_RULES)
def test_tables_cut_from_one_ledger_agree(budget: DepartmentalBudget, rule: str) -> None:
    assert judged(budget, f"R-NUM-{rule}").outcome == "pass"


@pytest.mark.parametrize("rule", TABLE_RULES)
def test_without_tables_the_rule_is_not_run_and_says_so(rule: str) -> None:
    result = judged(sound_budget(tables_mode=TablesMode.NONE), f"R-NUM-{rule}")
    assert (result.outcome, result.reason) == ("not-run", "本版本不附公开表，公开表尚未生成")


def test_tables_of_an_empty_budget_are_not_judged() -> None:
    assert judged(make_budget(tables_mode=TablesMode.APPENDIX), "R-NUM-C05").reason == "尚未填写收入和支出"


@pytest.mark.parametrize(
    ("rule", "ref", "column", "value", "difference", "table"),
    [
        ("C04", "T02.total", "general_public_budget", "1000001", "-1", "T02"),
        ("C05", "T03.2010301", "total", "350001", "1", "T03"),
        ("C06", "T03.total", "total", "1000001", "-1", "T03"),
        ("C08", "T04L.total", "amount", "999999", "-1", "T04"),
        ("C09", "T05.total", "total", "1000002", "-2", "T05"),
        ("C10", "T04L.general_public_budget", "amount", "999999", "1", "T04"),
        ("C11", "T06.total", "total", "350001", "-1", "T06"),
        ("C12", "T06.30201", "total", "38001", "1", "T06"),
        ("C13", "T06.302", "operating", "50001", "1", "T06"),
    ],
)
def test_a_stated_cell_that_does_not_agree_names_both_and_the_difference(
    budget: DepartmentalBudget, rule: str, ref: str, column: str, value: str, difference: str, table: str
) -> None:
    state(budget, ref, value, column=column)
    result = judged(budget, f"R-NUM-{rule}")
    assert result.outcome == "fail"
    assert result.severity == "E"
    assert any(finding.difference == Decimal(difference) for finding in result.findings), [
        (finding.message, finding.difference) for finding in result.findings
    ]
    assert any(place.label.startswith(table) for finding in result.findings for place in finding.places)


def test_a_table_that_was_read_in_is_judged_even_where_the_version_prints_none() -> None:
    budget = sound_budget(tables_mode=TablesMode.NONE)
    state(budget, "T03.total", "1000001", column="total")
    assert only(budget, "R-NUM-C06").difference == -1


def test_a_table_that_was_not_read_in_is_not_compared() -> None:
    """Of a version that holds official tables alone, a table without figures is no table of nothing."""
    budget = make_budget(tables_mode=TablesMode.APPENDIX)
    for ref, column in (
        ("T01L.general_public_budget", "amount"),
        ("T01L.current", "amount"),
        ("T01R.current", "total"),
    ):
        state(budget, ref, "1000000", column=column)
    for rule, table in (("C04", "T02 收入总表"), ("C06", "T03 支出总表"), ("C10", "T04 财政拨款收支总表")):
        result = judged(budget, f"R-NUM-{rule}")
        assert (result.outcome, result.reason) == ("not-run", f"没有读入公开表 {table}，没有核验")
    state(budget, "T02.total", "1000001", column="total")
    assert only(budget, "R-NUM-C04").difference == -1


def test_a_table_of_income_may_end_with_what_is_carried_over() -> None:
    budget = make_budget(tables_mode=TablesMode.APPENDIX)
    for ref, value in (("T01L.current", "900000"), ("T01L.carried", "100000"), ("T01L.total", "1000000")):
        state(budget, ref, value)
    state(budget, "T02.total", "1000000", column="total")
    assert judged(budget, "R-NUM-C04").outcome == "pass"
    state(budget, "T02.total", "950000", column="total")
    assert judged(budget, "R-NUM-C04").outcome == "fail"


def test_each_fund_for_itself_balances_too() -> None:
    """One fund's surplus does not make up for another one's gap."""
    budget = make_budget(tables_mode=TablesMode.APPENDIX)
    for ref, column, value in (
        ("T04L.general_public_budget", "amount", "900000"),
        ("T04L.government_funds", "amount", "100000"),
        ("T04L.total", "amount", "1000000"),
        ("T04R.total", "total", "1000000"),
        ("T04R.total", "general_public_budget", "900000"),
        ("T04R.total", "government_funds", "100000"),
    ):
        state(budget, ref, value, column=column)
    assert judged(budget, "R-NUM-C08").outcome == "pass"
    state(budget, "T04R.total", "800000", column="general_public_budget")
    assert "一般公共预算收支不平衡" in only(budget, "R-NUM-C08").message


def test_figures_in_yuan_and_in_ten_thousands_agree_to_half_of_the_last_place() -> None:
    budget = make_budget(tables_mode=TablesMode.APPENDIX)
    state(budget, "T01L.current", "1000049.99")
    state(budget, "T02.total", "1000000", column="total", printed_in=MoneyUnit.TEN_THOUSAND)
    assert judged(budget, "R-NUM-C04").outcome == "pass"
    state(budget, "T01L.current", "1000050.01")
    assert judged(budget, "R-NUM-C04").outcome == "fail"
