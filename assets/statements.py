"""The table of fixed assets with its total. T14, C23."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assets.choices import AssetCategory
from assets.models import AssetHolding
from budgets.choices import Flag
from budgets.models.selection import rows_of
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger
from budgets.statements.memory import once


@dataclass(frozen=True)
class HoldingRow:
    """A row of the form: the form's own rows are there even when nothing was entered (holding None)."""

    key: str
    category: AssetCategory
    holding: AssetHolding | None
    name: str
    quantity: Amount
    value: Amount


@dataclass(frozen=True)
class Assets:
    """total is blank in the table when no row has a value, and 0 in the sentence."""

    total: Amount
    rows: tuple[HoldingRow, ...]
    states_no_new: bool

    @property
    def vehicles(self) -> HoldingRow:
        return next(row for row in self.rows if row.category == AssetCategory.VEHICLES)

    def amounts(self) -> Iterator[Amount]:
        yield self.total
        for row in self.rows:
            yield from (row.quantity, row.value)


@once
def assets(ledger: Ledger) -> Assets:
    (holdings,) = rows_of(ledger.budget, AssetHolding)
    fixed = {holding.category: holding for holding in holdings if holding.category != AssetCategory.ADDED}
    rows: list[HoldingRow] = []
    for category in AssetCategory:
        if category == AssetCategory.ADDED:
            added = [holding for holding in holdings if holding.category == AssetCategory.ADDED]
            rows.extend(_row(ledger, f"added:{number}", category, holding) for number, holding in enumerate(added, 1))
        else:
            rows.append(_row(ledger, category.value, category, fixed.get(category)))
    in_all = ledger.amount("assets.total", "固定资产总额", total(row.value.value for row in rows), part="assets")
    return Assets(in_all, tuple(rows), Flag.NO_NEW_ASSETS in ledger.flags)


def _row(ledger: Ledger, key: str, category: AssetCategory, holding: AssetHolding | None) -> HoldingRow:
    name = holding.name if holding and holding.name else category.label
    return HoldingRow(
        key,
        category,
        holding,
        name,
        quantity=Amount(
            f"assets.{key}:quantity", f"{name}数量", holding.quantity if holding else None, unit="", part="assets"
        ),
        value=ledger.amount(f"assets.{key}", f"{name}价值", holding.value if holding else None, part="assets"),
    )
