"""Money to its last edge: the limits, the roundings, the field of a form, the field of a model, the law of a column."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.validators import MinValueValidator
from django.db import models

from budgets.models import ExpenditureLine
from budgets.money import (
    LIMIT,
    UNITS,
    UnreadableAmount,
    YuanField,
    YuanFormField,
    grouped,
    parse_yuan,
    plain,
    round_yuan,
    total,
    yuan_constraint,
)

REFUSED = "“{}”不是金额。请填写数字，例如 1234.56 或 1,234.56，最多两位小数。"
TOO_MUCH = "“{}”超出可填写的范围（一万亿元以内）。"


# ---- The grammar ----


def test_the_units_of_money() -> None:
    assert UNITS == {"元": 1, "万元": 10_000, "亿元": 100_000_000}


@pytest.mark.parametrize("sign", ["", "-"])
def test_the_limit_itself_is_read_and_a_cent_more_is_refused_in_words(sign: str) -> None:
    assert parse_yuan(f"{sign}999999999999.99") == Decimal(f"{sign}999999999999.99") == (LIMIT if not sign else -LIMIT)
    with pytest.raises(UnreadableAmount) as refusal:
        parse_yuan(f" {sign}1000000000000.00 ")
    assert str(refusal.value) == TOO_MUCH.format(f"{sign}1000000000000.00")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("−5", "-5"), ("－5", "-5"), ("1，234", "1234"), ("5．25", "5.25"), ("\u00a05", "5"), ("\u30005\u3000", "5"), ("９", "9"), ("０", "0"),
        ("1,234,567", "1234567"), ("12,345", "12345"), ("123,456", "123456"), ("5.2", "5.2"), ("0005", "5"),
    ],
)  # fmt: skip
def test_each_sign_that_word_and_excel_write_is_read(text: str, amount: str) -> None:
    assert parse_yuan(text) == Decimal(amount)


def test_an_amount_has_two_places_however_it_was_typed() -> None:
    assert [str(parse_yuan(each)) for each in ("5", "5.2", "5.25")] == ["5.00", "5.20", "5.25"]


@pytest.mark.parametrize("text", ["1234,567", ",123", "1,2345", "1,234,56", "5.", ".5", "5.123", "+5", "²", "①", "- 5"])
def test_what_is_nearly_an_amount_is_refused_in_words(text: str) -> None:
    with pytest.raises(UnreadableAmount) as refusal:
        parse_yuan(text)
    assert str(refusal.value) == REFUSED.format(text)


def test_a_refusal_repeats_forty_characters_of_what_was_typed() -> None:
    for text, words in (("元" * 41, REFUSED), ("1" * 41, TOO_MUCH)):
        with pytest.raises(UnreadableAmount) as refusal:
            parse_yuan(f" {text} ")
        assert str(refusal.value) == words.format(text[:40])


# ---- Rounding and printing ----


@pytest.mark.parametrize(
    ("amount", "places", "rounded"),
    [
        ("0.004", 2, "0.00"), ("0.005", 2, "0.01"), ("-0.005", 2, "-0.01"), ("-0.004", 2, "0.00"), ("2.5", 0, "3"), ("3.5", 0, "4"),
        ("-2.5", 0, "-3"), ("12345", -4, "10000"), ("15000", -4, "20000"), ("0.12345", 4, "0.1235"), ("0.00005", 4, "0.0001"),
    ],
)  # fmt: skip
def test_a_half_goes_up_and_away_from_zero_at_every_place(amount: str, places: int, rounded: str) -> None:
    assert round_yuan(Decimal(amount), places) == Decimal(rounded)


def test_cents_are_what_is_rounded_to_where_nothing_is_said() -> None:
    assert str(round_yuan(Decimal("1.005"))) == "1.01"
    assert str(round_yuan(Decimal(1))) == "1.00"
    assert grouped(Decimal("1234567.005")) == "1,234,567.01"


def test_printed_amounts_have_the_places_that_are_asked_for() -> None:
    assert (grouped(Decimal("1234.5"), 0), grouped(Decimal("1234.5"), 4)) == ("1,235", "1,234.5000")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("100", "100"), ("1200.00", "1200"), ("1200.50", "1200.5"), ("0", "0"), ("-0", "0"), ("0.00", "0"), ("-0.00", "0"), ("-5.10", "-5.1"),
        ("1E+3", "1000"), ("0.01", "0.01"), ("-0.01", "-0.01"),
    ],
)  # fmt: skip
def test_plain_digits_keep_what_counts_and_no_more(amount: str, text: str) -> None:
    assert plain(Decimal(amount)) == text


def test_a_sum_leaves_blanks_out_and_is_blank_of_blanks_alone() -> None:
    assert total([Decimal("0.10"), None, Decimal("0.20")]) == Decimal("0.30")
    assert total([]) is None
    assert total([None]) is None
    assert total([Decimal(0), None]) == Decimal(0)
    assert isinstance(total([Decimal(5)]), Decimal)


# ---- In a form ----


def test_a_field_of_a_form_may_be_blank_unless_it_must_not() -> None:
    assert YuanFormField().clean("") is None
    with pytest.raises(ValidationError):
        YuanFormField(required=True).clean("")


def test_a_field_of_a_form_takes_what_a_model_hands_it_and_is_a_line_of_text() -> None:
    field = YuanFormField(max_digits=18, decimal_places=2, min_value=0, max_value=1)
    assert field.clean("-5") == Decimal(-5), "the limits of numbers are none of a text"
    assert isinstance(field.widget, forms.TextInput)
    assert {name: field.widget.attrs[name] for name in ("inputmode", "class", "autocomplete")} == {
        "inputmode": "decimal", "class": "amount", "autocomplete": "off",
    }  # fmt: skip
    own = YuanFormField(widget=forms.Textarea())
    assert isinstance(own.widget, forms.Textarea)


def test_a_stored_amount_is_shown_without_zeros_and_a_typed_text_as_it_was_typed() -> None:
    field = YuanFormField()
    assert field.prepare_value(Decimal("5.50")) == "5.5"
    assert field.prepare_value("1_000") == "1_000"
    assert field.prepare_value(None) is None


def test_what_is_no_amount_is_an_error_of_the_field_with_its_words_and_its_code() -> None:
    with pytest.raises(ValidationError) as error:
        YuanFormField().clean("一百")
    assert (error.value.messages, error.value.code) == ([REFUSED.format("一百")], "unreadable")


@pytest.mark.parametrize(
    ("initial", "data", "has_changed"),
    [
        (Decimal("5.00"), "5", False), (Decimal("5.00"), " 5.00 ", False), (Decimal("5.00"), "5.01", True), (Decimal("5.00"), "", True),
        (Decimal("5.00"), "一百", True), (None, "", False), (None, "  ", False), (None, None, False), (None, "0", True), ("", "", False),
        ("", None, False), ("", "5", True), (Decimal(0), "", True), (Decimal(0), "0.00", False), (None, "一百", True),
    ],
)  # fmt: skip
def test_only_another_amount_is_a_change(initial: Decimal | str | None, data: str | None, has_changed: bool) -> None:
    assert YuanFormField().has_changed(initial, data) is has_changed


# ---- In a model ----


def test_a_column_of_money_has_eighteen_digits_and_two_places_whatever_is_said() -> None:
    field = YuanField("金额", max_digits=5, decimal_places=4)
    assert (field.max_digits, field.decimal_places, field.verbose_name) == (18, 2, "金额")
    _, path, _, kwargs = YuanField(null=True).deconstruct()
    assert (path, kwargs) == ("budgets.money.YuanField", {"null": True})
    assert YuanField(validators=[MinValueValidator(0)]).deconstruct()[3] == {}, (
        "what is a validator today is no change of the table"
    )


@pytest.mark.parametrize("amount", [LIMIT, -LIMIT, Decimal(0)])
def test_a_column_of_money_takes_the_limits(amount: Decimal) -> None:
    YuanField().run_validators(amount)


@pytest.mark.parametrize("amount", [LIMIT + 1, -LIMIT - 1, LIMIT + Decimal("0.01"), -LIMIT - Decimal("0.01")])
def test_a_column_of_money_refuses_more(amount: Decimal) -> None:
    with pytest.raises(ValidationError):
        YuanField().run_validators(amount)


def test_the_digits_are_still_counted_beside_the_limits() -> None:
    with pytest.raises(ValidationError):
        YuanField().run_validators(Decimal("0.001"))


def test_a_column_of_money_is_typed_into_its_own_field_unless_another_is_named() -> None:
    assert isinstance(YuanField().formfield(), YuanFormField)
    assert type(YuanField().formfield(form_class=forms.DecimalField)) is forms.DecimalField


def test_the_law_of_a_column_allows_an_amount_or_nothing_and_says_what_is_wrong() -> None:
    law = yuan_constraint("amount", "budgets_line")
    assert law.name == "budgets_line_amount_is_an_amount"
    assert law.violation_error_message == "金额超出可填写的范围。"
    assert law.condition == models.Q(amount__range=(-LIMIT, LIMIT)) | models.Q(amount__isnull=True)


def test_every_column_of_money_has_that_law_in_the_database(db: None) -> None:
    """Models and migrations say the same, and a row beyond the limit is refused by the model before the database is asked."""
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
    line = ExpenditureLine(amount=LIMIT + 1)
    with pytest.raises(ValidationError, match="金额超出可填写的范围"):
        line.validate_constraints(
            exclude=[field.name for field in ExpenditureLine._meta.fields if field.name != "amount"]
        )
