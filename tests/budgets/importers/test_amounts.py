"""Amounts as Excel holds them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.importers.amounts import read_amount
from budgets.importers.cells import CellProblem


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (1234.56, "1234.56"),
        (0.1 + 0.2, "0.30"),
        (1000000.1 + 2000000.2, "3000000.30"),
        (145950, "145950.00"),
        (999999999999.99, "999999999999.99"),
        (-5.5, "-5.50"),
        ("1,234.56", "1234.56"),
        (" １２３４．５６ ", "1234.56"),
        ("−5", "-5.00"),
        (0, "0.00"),
    ],
)
def test_numbers_and_texts_are_read_to_the_cent_without_remark(cell: object, amount: str) -> None:
    assert read_amount(cell, "元") == (Decimal(amount), "")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (12.3456, "123456.00"),
        ("12.345678", "123456.78"),
        ("1,234.5", "12345000.00"),
        (0.000001, "0.01"),
        ("-0.5", "-5000.00"),
    ],
)
def test_ten_thousands_become_yuan_to_the_cent(cell: object, amount: str) -> None:
    assert read_amount(cell, "万元") == (Decimal(amount), "")  # type: ignore[arg-type]


def test_a_third_decimal_is_rounded_and_told() -> None:
    amount, note = read_amount(1234.565, "元")
    assert amount == Decimal("1234.57")
    assert "1234.565" in note
    assert "1234.57" in note


@pytest.mark.parametrize(
    "cell", ["1_000", "1e5", "约三万", "12.3.4", "1,23", "#错误", "", None, 1e13, "TRUE", "2020-01-01", float("inf")]
)
def test_everything_else_is_a_problem_with_a_remedy(cell: object) -> None:
    with pytest.raises(CellProblem) as problem:
        read_amount(cell, "元")  # type: ignore[arg-type]
    assert problem.value.remedy.endswith("。")


@given(st.integers(-99_999_999_999_999, 99_999_999_999_999))
def test_every_amount_comes_back_through_a_binary_number(cents: int) -> None:
    amount = Decimal(cents).scaleb(-2)
    assert read_amount(float(amount), "元") == (amount, "")
