"""How far two printed figures may be apart: the one rule that rules and verifier share."""

from __future__ import annotations

from decimal import Decimal

import pytest

from budgets.statements.rounding import half_of_the_last_place, slack

YUAN, TEN_THOUSAND = half_of_the_last_place("元", 2), half_of_the_last_place("万元", 2)


@pytest.mark.parametrize(
    ("unit", "places", "half"), [("元", 2, "0.005"), ("元", 0, "0.5"), ("万元", 2, "50"), ("万元", 6, "0.005")]
)
def test_half_of_the_last_place_is_in_yuan(unit: str, places: int, half: str) -> None:
    assert half_of_the_last_place(unit, places) == Decimal(half)


@pytest.mark.parametrize("figures", [0, 1, 2, 400])
def test_figures_in_yuan_agree_to_the_last_place_however_many_they_are(figures: int) -> None:
    assert slack([YUAN] * figures) == 0


def test_whole_yuan_agree_to_the_last_place_too() -> None:
    assert slack([half_of_the_last_place("元", 0)] * 3) == 0


def test_each_figure_in_ten_thousands_may_be_off_by_half_of_its_last_place() -> None:
    assert slack([TEN_THOUSAND] * 3) == 150
    assert slack([TEN_THOUSAND, half_of_the_last_place("万元", 1)]) == 550


def test_beside_figures_in_ten_thousands_those_in_yuan_count_with_theirs() -> None:
    assert slack([TEN_THOUSAND, YUAN, YUAN]) == Decimal("50.01")
