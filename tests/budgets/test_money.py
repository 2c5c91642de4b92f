"""One grammar for amounts: what a clerk pastes is read, what looks like a number and is none is refused with its text."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from hypothesis import given
from hypothesis import strategies as st

from budgets.choices import LineKind
from budgets.money import UnreadableAmount, YuanFormField, grouped, parse_yuan, plain, round_yuan, total
from budgets.versions.editing import acting_as
from tests.builders import add_expenditure, make_budget, make_unit


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("１２３４．５６", "1234.56"),
        ("１，２３４", "1234"),
        (" 76496.27\u3000", "76496.27"),
        ("−5.5", "-5.5"),
        ("0", "0"),
        ("999,999,999,999.99", "999999999999.99"),
    ],
)
def test_what_excel_and_word_hold_is_read(text: str, amount: str) -> None:
    assert parse_yuan(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "1_000",
        "1e5",
        "1E+3",
        "１e5",
        "一百",
        "1,23",
        "1.234",
        "12,34.5",
        "",
        "元",
        "NaN",
        "Infinity",
        "٣",
        "1 000",
        "--5",
        "1000000000000",
        "5元",
    ],
)
def test_what_is_no_amount_is_refused_and_named(text: str) -> None:
    with pytest.raises(UnreadableAmount) as refusal:
        parse_yuan(text)
    assert text.strip() in str(refusal.value)


@given(st.decimals(min_value="-999999999999.99", max_value="999999999999.99", places=2))
def test_an_amount_survives_being_printed_and_read(amount: Decimal) -> None:
    assert parse_yuan(plain(amount)) == amount
    assert parse_yuan(grouped(amount)) == amount


@given(st.text(max_size=30))
def test_no_text_does_anything_but_parse_or_be_refused(text: str) -> None:
    with contextlib.suppress(UnreadableAmount):
        parse_yuan(text)


def test_blank_is_not_zero_in_a_sum() -> None:
    assert total([None, None]) is None
    assert total([None, Decimal("0.00")]) == 0
    assert total([Decimal("0.10")] * 3) == Decimal("0.30")


def test_rounding_is_half_up_as_finance_offices_round() -> None:
    assert round_yuan(Decimal("2.665")) == Decimal("2.67")
    assert round_yuan(Decimal("2.675")) == Decimal("2.68")


def test_plain_has_no_trailing_zeros_and_grouped_has_two_places() -> None:
    assert [plain(Decimal(each)) for each in ("145950.50", "2912000.00", "0.00", "-0.00", "100")] == [
        "145950.5",
        "2912000",
        "0",
        "0",
        "100",
    ]
    assert grouped(Decimal("3828602.02")) == "3,828,602.02"


def test_the_form_field_keeps_what_was_typed_and_says_what_to_do() -> None:
    field = YuanFormField()
    assert field.clean("1,234.5") == Decimal("1234.50")
    assert field.clean("") is None
    with pytest.raises(Exception, match="1_000"):
        field.clean("1_000")


def test_the_database_refuses_what_is_no_number(db: None) -> None:
    budget = make_budget()
    unit = make_unit(budget)
    line = add_expenditure(budget, unit, LineKind.PERSONNEL, "1")
    with pytest.raises(IntegrityError, match="is_an_amount"), acting_as("import"), connection.cursor() as cursor:
        cursor.execute("UPDATE budgets_expenditureline SET amount = 'NaN' WHERE id = %s", [line.pk])
