"""A number that is no amount: a quantity, a percentage. The same grammar as money, the text kept where it is none."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from budgets.money import plain

_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?")


class NumberField(forms.CharField):
    """A number from 0 to `greatest` with at most `places` decimals. `sign` may stand behind it (30%) and is not stored."""

    def __init__(self, *, places: int, greatest: Decimal, example: str, sign: str = "", **kwargs: Any) -> None:
        self.places, self.greatest, self.example, self.sign = places, greatest, example, sign
        kwargs.setdefault("required", False)
        attrs = {"inputmode": "decimal", "class": "amount", "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        typed = super().clean(value)
        if typed == "":
            return None
        text = unicodedata.normalize("NFKC", typed).strip().removesuffix(self.sign or "\0").strip()
        found = _NUMBER.fullmatch(text)
        if not found or len((found.group(1) or "").rstrip("0")) > self.places:
            raise ValidationError(
                f"“{typed[:40]}”不是可以填写的数。请填写数字，例如 {self.example}，最多 {self.places} 位小数。",
                code="unreadable",
            )
        number = Decimal(text.replace(",", ""))
        if number > self.greatest:
            raise ValidationError(
                f"“{typed[:40]}”太大，最大为 {plain(self.greatest)}。请核对后重新填写。", code="too_great"
            )
        return number.quantize(Decimal(1).scaleb(-self.places))

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            after = self.clean(data)
        except ValidationError:
            return True
        return (initial if initial != "" else None) != after
