"""One department over three years: lines followed, last year's document against what this year's says of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from budgets.choices import Base
from budgets.models import EconomicClass, FunctionalClass
from budgets.rules.judge import judge
from budgets.rules.registry import Result
from budgets.statements.appropriation import ended_items, items
from budgets.statements.last_year import last_year_of
from budgets.statements.ledger import Ledger
from budgets.statements.year_over_year import classes, lines
from disclosure import formats


def ledger(wanli: dict[int, Any], year: int) -> Ledger:
    return Ledger.of(wanli[year].budget)


def of_rule(wanli: dict[int, Any], year: int, rule: str) -> Result:
    return next(result for result in judge(wanli[year].budget, whole=True) if result.rule.id == rule)


def test_last_year_is_the_version_that_was_taken_over(wanli: dict[int, Any]) -> None:
    for year in (2024, 2025):
        past = last_year_of(ledger(wanli, year))
        assert (past.origin, past.budget) == ("published", wanli[year - 1].budget)
    assert last_year_of(ledger(wanli, 2023)).origin == "stated"


def test_every_item_of_2025_stands_beside_2024s_and_those_that_ended_too(wanli: dict[int, Any]) -> None:
    now, past = ledger(wanli, 2025), ledger(wanli, 2024)
    beside = {item.code: item.beside for item in (*items(now), *ended_items(now))}
    before = {item.code: item.amount.number for item in items(past)}
    assert {code: each.previous.number for code, each in beside.items() if each.previous and each.previous.number} == {
        code: value for code, value in before.items() if value
    }
    assert sum(each.current.number for each in beside.values()) == sum(item.amount.number for item in items(now))
    assert all(each.percent is None for each in beside.values() if not each.previous)
    gone = {item.code for item in ended_items(now)}
    assert gone == before.keys() - {item.code for item in items(now)}


def test_classes_of_three_levels_add_up_last_year_as_well(wanli: dict[int, Any]) -> None:
    found = classes(ledger(wanli, 2025), FunctionalClass)
    for level, below in ((3, 5), (5, 7)):
        for code in (code for code in found if len(code) == level):
            parts = [
                each.previous.number
                for other, each in found.items()
                if len(other) == below and other[:level] == code and each.previous
            ]
            whole = found[code].previous
            assert whole is not None
            assert whole.number == sum(parts), code


def test_2024_agrees_with_2023_where_it_speaks_of_the_budget_and_2025_with_2024(wanli: dict[int, Any]) -> None:
    for year in (2024, 2025):
        result = of_rule(wanli, year, "R-NUM-C27")
        assert result.outcome == "pass", [finding.message for finding in result.findings]
        stated = [key for key in ledger(wanli, year).stated if key[3:] == (year - 1, Base.BUDGET)]
        assert len(stated) >= 8, "there is something to agree"


def test_a_figure_of_2024_that_2025_states_otherwise_is_found(wanli: dict[int, Any]) -> None:
    now = ledger(wanli, 2025)
    key = next(key for key in now.stated if key[:2] == ("three_public", "total") and key[3:] == (2024, Base.BUDGET))
    kept = now.stated[key].value
    try:
        now.stated[key].value = kept + 5000
        rule = of_rule(wanli, 2025, "R-NUM-C27").rule
        (finding,) = rule.check(now)
    finally:
        now.stated[key].value = kept
    assert finding.difference == 5000
    assert "2024年部门预算（历史版本导入，第 1 版）" in finding.places[1].label


def test_what_was_executed_is_another_base_and_is_not_held_against_the_budget(wanli: dict[int, Any]) -> None:
    now = ledger(wanli, 2024)
    executed = {item.code: item.execution.previous.number for item in items(now) if item.execution.previous}
    planned = {item.code: item.beside.previous.number for item in items(now) if item.beside.previous}
    differing = [code for code in executed if abs(executed[code] - planned.get(code, Decimal(0))) > 100]
    assert len(differing) > 10
    assert of_rule(wanli, 2024, "R-NUM-C27").outcome == "pass"


def test_the_form_of_2023_asks_a_reason_for_every_item_that_changed_and_that_of_2026_for_none(
    wanli: dict[int, Any],
) -> None:
    asked = [
        line
        for line in lines(ledger(wanli, 2024), formats.load("shanghai-2023").terms)
        if line.group == "item" and line.asks
    ]
    given = [line for line in asked if line.comparison.reason]
    assert len(asked) >= 30
    assert len(given) / len(asked) > 0.9
    assert not [
        line
        for line in lines(ledger(wanli, 2025), formats.load("shanghai-2026").terms)
        if line.group == "item" and line.asks
    ]


def test_economic_classes_are_told_by_no_line_and_stay_unknown(wanli: dict[int, Any]) -> None:
    assert classes(ledger(wanli, 2025), EconomicClass) == {}
