"""What is reckoned once for a ledger: by the function itself, for that ledger alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from budgets.models import DepartmentalBudget
from budgets.statements.ledger import Ledger
from budgets.statements.memory import once


@pytest.fixture
def ledger() -> Ledger:
    return Ledger.empty(DepartmentalBudget(fiscal_year=2024))


def test_it_is_reckoned_once_for_each_set_of_further_arguments(ledger: Ledger) -> None:
    asked = []

    @once
    def doubled(_: Ledger, number: int) -> int:
        asked.append(number)
        return number * 2

    assert [doubled(ledger, 1), doubled(ledger, 2), doubled(ledger, 1)] == [2, 4, 2]
    assert asked == [1, 2]


def test_nothing_counts_as_found_and_is_not_reckoned_again(ledger: Ledger) -> None:
    asked = []

    @once
    def nothing(of: Ledger) -> None:
        asked.append(of)

    nothing(ledger)
    nothing(ledger)
    assert len(asked) == 1


def test_functions_of_one_name_keep_apart(ledger: Ledger) -> None:
    def of_a_module(answer: str) -> str:
        @once
        def total(_: Ledger) -> str:
            return answer

        return total(ledger)

    assert [of_a_module("甲"), of_a_module("乙")] == ["甲", "乙"]


def test_a_changed_copy_of_a_ledger_remembers_nothing(ledger: Ledger) -> None:
    @once
    def flags(of: Ledger) -> frozenset[str]:
        return of.flags

    assert flags(ledger) == frozenset()
    assert flags(replace(ledger, flags=frozenset({"new"}))) == {"new"}
    assert flags(ledger) == frozenset()


def test_what_failed_is_reckoned_when_it_is_asked_for_again(ledger: Ledger) -> None:
    tries = iter([False, True])

    @once
    def second_time(_: Ledger) -> str:
        if not next(tries):
            raise ValueError
        return "好"

    with pytest.raises(ValueError):
        second_time(ledger)
    assert second_time(ledger) == "好"


def test_a_generator_which_could_be_read_once_only_is_refused() -> None:
    with pytest.raises(TypeError, match="letters"):

        @once
        def letters(_: Ledger) -> Iterator[str]:
            yield "甲"
