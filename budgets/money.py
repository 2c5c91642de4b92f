"""Money as the field writes it: Decimal in 元 with two places, one grammar for input, one for each way of printing.

Comparison is always in 元 and exact. Rounding is half up, as finance offices round.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

CENT = Decimal("0.01")
LIMIT = Decimal("999999999999.99")
UNITS = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}

_AMOUNT = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]{1,2})?")
_SAME_AS = str.maketrans({"−": "-", "－": "-", "，": ",", "．": "."})


class UnreadableAmount(ValueError):
    """The text is not an amount in the one grammar. The message is for the person who typed it."""


def parse_yuan(text: str) -> Decimal:
    """Reads an amount as pasted from Excel or Word: 1,234.56, 1234, −5 or full-width digits; blanks around do not count.

    Raises UnreadableAmount for everything else, among it 1_000, 1e5, three decimals and words.
    """
    cleaned = "".join(unicodedata.normalize("NFKC", c) if "０" <= c <= "９" else c for c in text)
    cleaned = cleaned.translate(_SAME_AS).strip()
    if not _AMOUNT.fullmatch(cleaned):
        raise UnreadableAmount(f"“{text.strip()[:40]}”不是金额。请填写数字，例如 1234.56 或 1,234.56，最多两位小数。")
    amount = Decimal(cleaned.replace(",", ""))
    if abs(amount) > LIMIT:
        raise UnreadableAmount(f"“{text.strip()[:40]}”超出可填写的范围（一万亿元以内）。")
    return amount.quantize(CENT)


def round_yuan(amount: Decimal, places: int = 2) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def total(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the amounts that are there; None, which is blank, when none is."""
    present = [amount for amount in amounts if amount is not None]
    return sum(present, Decimal(0)) if present else None


def plain(amount: Decimal) -> str:
    """Digits without separators and without trailing zeros: 145950.5, 2912000, 0."""
    text = f"{amount:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def grouped(amount: Decimal, places: int = 2) -> str:
    """1,234.50"""
    return f"{round_yuan(amount, places):,.{places}f}"


class YuanFormField(forms.CharField):
    """An amount in a form. A text input, so that nothing the clerk typed is lost in a browser's number widget."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        for unused in ("max_digits", "decimal_places", "min_value", "max_value"):
            kwargs.pop(unused, None)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "amount", "autocomplete": "off"})
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        if text == "":
            return None
        try:
            return parse_yuan(text)
        except UnreadableAmount as error:
            raise ValidationError(str(error), code="unreadable") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            after = parse_yuan(data) if data and data.strip() else None
        except UnreadableAmount:
            return True
        return (initial if initial != "" else None) != after


class YuanField(models.DecimalField):
    """numeric(18,2) in 元. Give the model `yuan_constraint(...)` too: numeric admits NaN, a BETWEEN does not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_digits"] = 18
        kwargs["decimal_places"] = 2
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, MinValueValidator(-LIMIT), MaxValueValidator(LIMIT)]

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_digits", "decimal_places", "validators"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": YuanFormField, **kwargs})


def yuan_constraint(field: str, table: str) -> models.CheckConstraint:
    """No document can ever hold an amount that is not a number or is beyond a trillion 元."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__range": (-LIMIT, LIMIT)}) | models.Q(**{f"{field}__isnull": True}),
        name=f"{table}_{field}_is_an_amount",
        violation_error_message="金额超出可填写的范围。",
    )
