"""The target of an indicator as a number, where what was written is one."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?")
_PLACES = 4
_LIMIT = Decimal(10) ** 13


def number_of(value_text: str) -> Decimal | None:
    """100.00 → 100; 优良, 95% or ≥95 → None. A number finer or larger than the column can hold stays words."""
    text = unicodedata.normalize("NFKC", value_text).replace("−", "-").strip()
    found = _NUMBER.fullmatch(text)
    if not found or len((found.group(1) or "").rstrip("0")) > _PLACES:
        return None
    number = Decimal(text.replace(",", ""))
    return number if abs(number) <= _LIMIT else None
