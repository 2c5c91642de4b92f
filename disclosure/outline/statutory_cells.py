"""How the figures and words of a statutory table stand in its cells."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from budgets.money import plain, round_yuan
from budgets.statements.amounts import Amount
from disclosure.document import Cell, Figure, Text
from disclosure.formats.statutory import StatutoryTable

_TEN_THOUSAND = Decimal(10_000)


class Printer:
    """Prints amounts in a table's unit, all of them with the same number of decimals, so that the points stand in line.

    In 万元 and per cent these are two; in 元 the table's own number, but two as soon as one amount has cents.
    """

    def __init__(self, spec: StatutoryTable, amounts: Iterable[Amount] = (), *, is_empty: bool = False) -> None:
        values = (amount.value for amount in amounts if amount.unit == "元" and amount.value is not None)
        has_cents = spec.unit == "元" and any(value != value.to_integral_value() for value in values)
        self.spec = spec
        self.places = 2 if has_cents or spec.unit == "万元" else spec.decimals
        self.blank = "" if is_empty or not spec.blank else f"{Decimal(spec.blank):.{self.places}f}"

    def cell(self, amount: Amount | None) -> Cell:
        """A figure. A column that does not apply to the row stays empty; a blank prints as the format says."""
        if amount is None:
            return Cell(state="not-applicable", align="right")
        if amount.value is None:
            return Cell((Text(self.blank),) if self.blank else (), amount.ref, state="blank", align="right")
        is_money = amount.unit == "元"
        value = amount.value / _TEN_THOUSAND if self.spec.unit == "万元" and is_money else amount.value
        unit = self.spec.unit or amount.unit if is_money else amount.unit
        return Cell(
            (Figure(amount.ref, amount.name, plain(value), unit, self._shown(value, amount.unit)),),
            amount.ref,
            state="number",
            align="right",
        )

    def _shown(self, value: Decimal, unit: str) -> str:
        """Grouped. A count (平方米, 辆) has no decimals that it does not need."""
        if unit not in {"元", "%"}:
            return plain(value)
        places = 2 if unit == "%" else self.places
        rounded = round_yuan(value, places)
        return f"{rounded if rounded else abs(rounded):,.{places}f}"


def words(key: str, text: str, *, is_label: bool = False, centred: bool = True) -> Cell:
    """A cell of words; a label heads its row."""
    return Cell(
        (Text(text),) if text else (),
        key,
        head=is_label and bool(text),
        state="text" if text else "blank",
        align="left" if is_label or not centred else "center",
    )
