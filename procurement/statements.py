"""The procurement table's rows with their sums. T11, C19."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from budgets.money import total
from budgets.selecting import rows_of
from budgets.statements.amounts import Amount
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from procurement.models import ProcurementItem

MONEY_COLUMNS = {
    "project_budget": "预算资金",
    "unit_price": "单价",
    "total": "总计",
    "current_total": "当年部门预算安排资金合计",
    "general_public_budget": "一般公共预算拨款",
    "government_funds": "基金预算拨款",
    "special_fiscal_account": "财政专户核拨",
    "other_revenue": "其他来源收入",
    "other_channels": "其他渠道资金",
}
SUMMED = tuple(column for column in MONEY_COLUMNS if column not in {"project_budget", "unit_price"})
_ENTERED = ("general_public_budget", "government_funds", "special_fiscal_account", "other_revenue", "other_channels")


@dataclass(frozen=True)
class ItemRow:
    """One item. cells: money column → figure; a column that nobody filled is blank."""

    item: ProcurementItem
    number: int
    project_name: str
    cells: dict[str, Amount]


# The first letter of 政府采购品目分类目录 says what is bought.
CATEGORIES = {"A": ("goods", "货物"), "B": ("works", "工程"), "C": ("services", "服务")}
RESERVED = {"sme_reserved": "面向中小企业预留", "small_micro_reserved": "预留给小型和微型企业"}


@dataclass(frozen=True)
class Procurement:
    """categories: goods, works and services by catalogue. reserved: what is set aside for small firms, stated only."""

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


def procurement(ledger: Ledger) -> Procurement:
    return ledger.once("procurement", lambda: _procurement(ledger))


def _procurement(ledger: Ledger) -> Procurement:
    (items,) = rows_of(ledger.budget, ProcurementItem)
    projects = {project.pk: project for project in ledger.projects}
    for item in items:
        item.project = projects.get(item.project_id)
    rows = tuple(_row(ledger, number, item) for number, item in enumerate(items, 1))
    sums = {
        column: ledger.amount(
            f"procurement.{column}",
            f"政府采购{MONEY_COLUMNS[column]}",
            total(row.cells[column].value for row in rows),
            part="procurement",
        )
        for column in SUMMED
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


def _row(ledger: Ledger, number: int, item: ProcurementItem) -> ItemRow:
    values: dict[str, Decimal | None] = {
        column: getattr(item, column) for column in (*_ENTERED, "unit_price", "project_budget")
    }
    if values["project_budget"] is None and item.project_id:
        of_project = expenditure(ledger).of_project(item.project_id)
        values["project_budget"] = of_project.value if of_project else None
    funded = [values[column] for column in _ENTERED if column != "other_channels"]
    values["current_total"] = total(funded)
    values["total"] = total([values["current_total"], values["other_channels"]])
    cells = {
        column: ledger.amount(
            f"procurement.item:{number}:{column}",
            f"{item.name}·{label}",
            values[column],
            part="procurement",
            anchor=f"item-{item.pk}",
        )
        for column, label in MONEY_COLUMNS.items()
    }
    name = item.project.name if item.project else item.project_name
    return ItemRow(item, number, name, cells)
