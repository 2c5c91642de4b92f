"""What comparing costs: 5,000 rows, ten times as many, and a report of 5,000 changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from budgets.changes.difference import StateRow, difference
from budgets.changes.pages import report_of
from budgets.choices import LineKind
from budgets.models import DepartmentalBudget, ExpenditureLine
from budgets.versions.editing import editing
from tests.bench.measuring import cost_of, least_of_each, told
from tests.builders import add_expenditure, make_budget, make_unit

pytestmark = pytest.mark.bench
ROWS, SECONDS, LINEAR, REPORT = 5_000, 1.0, 12, 2.0


def rows(number: int) -> list[StateRow]:
    return [
        StateRow(str(at), (f"项目{at}", "公用经费"), {"amount": Decimal(at), "name": f"项目{at}", "label": "甲"}, f"项目{at}", f"项目{at}")
        for at in range(number)
    ]  # fmt: skip


def edited(before: list[StateRow]) -> list[StateRow]:
    """Every tenth row has another amount, one in a hundred is gone and another is new."""
    after = []
    for at, row in enumerate(before):
        if at % 100 == 7:
            continue
        after.append(replace(row, values={**row.values, "amount": Decimal(-1)}) if at % 10 == 3 else row)
        if at % 100 == 50:
            after.append(replace(row, key="", identity=(f"新{at}", ""), content=None))
    return after


def test_5_000_rows_are_compared_within_a_second_and_ten_times_as_many_in_ten_times_that(db: None) -> None:
    few, many = rows(ROWS // 10), rows(ROWS)
    states = {f"{len(each):,} 行": ({"支出": each}, {"支出": edited(each)}) for each in (few, many)}
    for same_version in (True, False):
        deeds = {name: partial(difference, *both, same_version=same_version) for name, both in states.items()}
        costs = least_of_each(deeds)
        print()
        ratio = told(
            f"{ROWS:,} 行的比较", costs[f"{ROWS:,} 行"], f"{ROWS // 10:,} 行", costs[f"{ROWS // 10:,} 行"], LINEAR
        )
        assert ratio <= LINEAR
        assert costs[f"{ROWS:,} 行"] <= SECONDS


def test_a_report_of_5_000_changes_takes_at_most_two_seconds(db: None) -> None:
    budget = make_budget()
    unit = make_unit(budget, name="云汀区信访局")
    first = add_expenditure(budget, unit, LineKind.PERSONNEL, "1")
    with editing(budget, by="import"):
        ExpenditureLine.objects.bulk_create(
            ExpenditureLine(budget=budget, unit=unit, kind=LineKind.PERSONNEL, fund=first.fund, amount=at, ordinal=at, printed_label=f"项{at}")
            for at in range(5_000)
        )  # fmt: skip
    today = timezone.localdate()
    asked = QueryDict(f"first={today - dt.timedelta(days=1)}&last={today}")
    found: dict[str, Any] = {}

    def report() -> None:
        found.update(report_of(DepartmentalBudget.objects.all(), asked))

    cost = min(cost_of(report) for _ in range(3))
    print(f"\n{found['number']:,} 处变动的报告：处理器 {cost:.2f} 秒，限 {REPORT:g} 秒")
    assert found["number"] >= 5_000
    assert cost <= REPORT
