"""The procurement table's rows with their sums. T11, C19."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgets.models.selection import rows_of
from budgets.money import total
from budgets.statements.amounts import Amount
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.statements.memory import once
from procurement.columns import ColumnGroup, Kind, ProcurementColumn, columns_of
from procurement.models import ProcurementItem


@dataclass(frozen=True)
class ItemRow:
    """One item. cells: key of a column of money → figure; a column that nobody filled is blank."""

    item: ProcurementItem
    number: int
    project_name: str
    cells: dict[str, Amount]

    def words(self, column: ProcurementColumn) -> str:
        """What stands in a column of words."""
        return self.project_name if column.key == "project_name" else str(getattr(self.item, column.key))


# The first letter of 政府采购品目分类目录 says what is bought.
CATEGORIES = {"A": ("goods", "货物"), "B": ("works", "工程"), "C": ("services", "服务")}
RESERVED = {"sme_reserved": "面向中小企业预留", "small_micro_reserved": "预留给小型和微型企业"}


@dataclass(frozen=True)
class Procurement:
    """sums: key of a summed column → figure. categories: goods, works and services by catalogue. reserved: what is set
    aside for small firms, stated only."""

    rows: tuple[ItemRow, ...]
    sums: dict[str, Amount]
    categories: dict[str, Amount]
    reserved: dict[str, Amount]

    @property
    def total(self) -> Amount:
        return self.sums["total"]

    def amounts(self) -> Iterator[Amount]:
        yield from (*self.sums.values(), *self.categories.values(), *self.reserved.values())
        for row in self.rows:
            yield from row.cells.values()


@once
def procurement(ledger: Ledger) -> Procurement:
    (items,) = rows_of(ledger.budget, ProcurementItem)
    projects = {project.pk: project for project in ledger.projects}
    for item in items:
        item.project = projects.get(item.project_id)
    form = columns_of(ledger.year)
    rows = tuple(_row(ledger, form, number, item) for number, item in enumerate(items, 1))
    sums = {
        column.key: ledger.amount(
            f"procurement.{column.key}",
            f"政府采购{column.name}",
            total(row.cells[column.key].value for row in rows),
            part="procurement",
        )
        for column in form.leaves()
        if column.kind.is_summed
    }
    categories = {
        key: ledger.amount(
            f"procurement.{key}",
            f"政府采购{name}预算",
            total(row.cells["total"].value for row in rows if row.item.catalogue_number.startswith(letter)),
            part="procurement",
        )
        for letter, (key, name) in CATEGORIES.items()
    }
    reserved = {
        key: ledger.amount(f"procurement.{key}", name, None, part="procurement") for key, name in RESERVED.items()
    }
    return Procurement(rows, sums, categories, reserved)


def _row(ledger: Ledger, form: ColumnGroup, number: int, item: ProcurementItem) -> ItemRow:
    money = [column for column in form.leaves() if column.kind.is_money]
    values: dict[str, Decimal | None] = {
        column.key: getattr(item, column.key) for column in money if column.kind.is_entered
    }
    if values["project_budget"] is None and item.project_id:
        of_project = expenditure(ledger).of_project(item.project_id)
        values["project_budget"] = of_project.value if of_project else None
    _sum_up(form, values)
    cells = {
        column.key: ledger.amount(
            f"procurement.item:{number}:{column.key}",
            f"{item.name}·{column.name}",
            values[column.key],
            part="procurement",
            anchor=f"item-{item.pk}",
        )
        for column in money
    }
    name = item.project.name if item.project else item.project_name
    return ItemRow(item, number, name, cells)


def _sum_up(group: ColumnGroup, values: dict[str, Decimal | None]) -> Decimal | None:
    """What the funds of a group pay together, which each of its columns of sums says; the groups within it first."""
    paid = [
        _sum_up(each, values) if isinstance(each, ColumnGroup) else values[each.key]
        for each in group.columns
        if isinstance(each, ColumnGroup) or each.kind is Kind.FUND
    ]
    found = total(paid)
    values.update(
        {each.key: found for each in group.columns if not isinstance(each, ColumnGroup) and each.kind is Kind.SUM}
    )
    return found
