"""A workbook in the making: its cell formats, and a figure written as the number that it is."""

from __future__ import annotations

import io
from decimal import Decimal

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from disclosure.document import Figure

GENERAL = "General"


class Book:
    """A workbook with its cell formats, made once each."""

    def __init__(self, buffer: io.BytesIO) -> None:
        self.workbook = Workbook(
            buffer,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
        )
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def format(self, **properties: object) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(
                {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", **properties}
            )
        return self._formats[key]

    def write(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        value: str | int | Figure,
        *,
        lacking: str = "",
        **properties: object,
    ) -> None:
        """A text as text, a count and a figure as the number it is; one of more digits than Excel holds stays exact as text.

        lacking  what the number lacks to the decimals of its column: room for it is left at the right
        """
        if isinstance(value, str):
            sheet.write_string(row, column, value, self.format(**properties))
        elif isinstance(value, int):
            sheet.write_number(row, column, value, self.format(**properties))
        elif fits_a_number(value.number):
            number_format = number_format_of(value.shown)
            if number_format != GENERAL:
                number_format += "".join(f"_{sign}" for sign in lacking)
            sheet.write_number(row, column, float(value.number), self.format(num_format=number_format, **properties))
        else:
            sheet.write_string(row, column, f"{value.number:f}", self.format(**properties))


def fits_a_number(number: Decimal) -> bool:
    """Whether Excel, which keeps 15 digits, shows this number as it is."""
    return Decimal(f"{float(number):.15G}") == number


def number_format_of(shown: str) -> str:
    """The format that prints a number with the decimals and separators that the document shows."""
    whole, point, decimals = shown.strip().rstrip("%").partition(".")
    if not whole.lstrip("-").replace(",", "").isdigit() or (point and not decimals.isdigit()):
        return GENERAL
    return ("#,##0" if "," in whole else "0") + ("." + "0" * len(decimals) if decimals else "")
