"""机关运行经费: routine operating costs of administrative and civil-service-managed units from the general public budget. C16–C17."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from budgets.choices import FundKind, LineKind, UnitNature
from budgets.models import EconomicClass
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger, fund_kind
from budgets.statements.lines import SpentLine
from budgets.statements.memory import once
from budgets.statements.official import leaf_codes
from budgets.statements.tables.classified import names

RESIDUAL_CLASS = "30299"
_COUNTED = {UnitNature.ADMINISTRATIVE, UnitNature.CIVIL_SERVICE_MANAGED, ""}


@dataclass(frozen=True)
class OperatingCosts:
    """items: what the sentence lists one by one; residuals: 其他费用, listed last. Both in the order of the lines or of the official table."""

    total: Amount
    items: tuple[Amount, ...]
    residuals: tuple[Amount, ...]

    def amounts(self) -> Iterator[Amount]:
        yield from (self.total, *self.items, *self.residuals)


def counts(line: SpentLine) -> bool:
    """Whether a line is 机关运行经费. A unit whose nature is not given counts; an institution (事业) does not."""
    return (
        line.kind == LineKind.OPERATING
        and line.unit.nature in _COUNTED
        and fund_kind(line) == FundKind.GENERAL_PUBLIC_BUDGET
    )


def label_of(line: SpentLine) -> str:
    if line.printed_label:
        return line.printed_label
    return line.economic.name if line.economic else "未分类费用"


@once
def operating_costs(ledger: Ledger) -> OperatingCosts:
    groups: dict[tuple[str, str], list[SpentLine]] = {}
    for line in filter(counts, ledger.expenditure):
        groups.setdefault((line.economic.code if line.economic else "", label_of(line)), []).append(line)
    items: list[Amount] = []
    residuals: list[Amount] = []
    taken: set[str] = set()
    for (code, label), lines in groups.items():
        # The class names the item; two items of one class are told apart by their labels.
        row = f"item:{code}" if code and f"item:{code}" not in taken else f"item:{code}{label}"
        taken.add(row)
        amount = ledger.amount(
            f"operating_costs.{row}",
            label,
            total(line.amount for line in lines),
            part="basic",
            anchor=f"line-{lines[0].pk}",
        )
        (residuals if code == RESIDUAL_CLASS else items).append(amount)
    if not groups:
        for amount in _printed_items(ledger):
            (residuals if amount.ref.endswith(f":{RESIDUAL_CLASS}") else items).append(amount)
    in_all = total(amount.value for amount in (*items, *residuals))
    return OperatingCosts(
        ledger.amount("operating_costs.total", "机关运行经费", in_all, part="basic"), tuple(items), tuple(residuals)
    )


def _printed_items(ledger: Ledger) -> Iterator[Amount]:
    """The items of an official table: of 机关运行经费表, else of 基本支出表 where all of its 公用经费 are 机关运行经费.

    That is so where the table of “三公” prints the same sum, or prints none and every unit is one of those that count.
    """
    in_all = ledger.printed("operating_costs.total")
    if in_all is None and ledger.units and all(unit.nature and unit.nature in _COUNTED for unit in ledger.units):
        in_all = ledger.cell("T06", "total", column="operating")
    if rows := ledger.official_tables.get("T16"):
        codes = [row.removeprefix("item:") for row in rows if row != "total"]
    elif in_all is not None and ledger.cell("T06", "total", column="operating") == in_all:
        codes = [row for row in ledger.official_tables.get("T06", ()) if row != "total"]
    else:
        return
    classes = names(ledger, EconomicClass)
    for code in leaf_codes(codes):
        amount = ledger.amount(f"operating_costs.item:{code}", classes.get(code, code), None, part="basic")
        if amount.value:
            yield amount
