"""Single rows under a key: own prose, stated cells, reasons, flags. An empty value is no row. Inside `editing`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from budgets.choices import Base, CellOrigin, MoneyUnit
from budgets.models import ChangeReason, DepartmentalBudget, Prose, StatedCell, StatedFlag
from budgets.models.stated import NO_FILE

_TYPED: dict[str, Any] = {"origin": CellOrigin.TYPED, "printed_in": MoneyUnit.YUAN, **NO_FILE}


def prose(budget: DepartmentalBudget, key: str) -> str:
    return Prose.objects.filter(budget=budget, key=key).values_list("text", flat=True).first() or ""


def put_prose(budget: DepartmentalBudget, key: str, text: str) -> None:
    _put(Prose, budget, {"key": key}, {"text": text} if text else None)


def cell(budget: DepartmentalBudget, statement: str, row: str, year: int, *, column: str = "amount") -> Decimal | None:
    cells = StatedCell.objects.filter(
        budget=budget, statement=statement, row=row, column=column, year=year, base=Base.BUDGET
    )
    return cells.values_list("value", flat=True).first()


def put_cell(
    budget: DepartmentalBudget, statement: str, row: str, year: int, value: Decimal | None, *, column: str = "amount"
) -> None:  # fmt: skip
    """A figure that was typed over one that was read from a file, or summed up, no longer comes from there."""
    key = {"statement": statement, "row": row, "column": column, "year": year, "base": Base.BUDGET}
    _put(StatedCell, budget, key, None if value is None else {"value": value}, when_changed=_TYPED)


def reason(budget: DepartmentalBudget, statement: str, row: str) -> str:
    reasons = ChangeReason.objects.filter(budget=budget, statement=statement, row=row)
    return reasons.values_list("text", flat=True).first() or ""


def put_reason(budget: DepartmentalBudget, statement: str, row: str, text: str) -> None:
    """The document sets the full stop itself."""
    words = text.strip().rstrip("。．.")
    _put(ChangeReason, budget, {"statement": statement, "row": row}, {"text": words} if words else None)


def flag(budget: DepartmentalBudget, key: str) -> bool:
    return StatedFlag.objects.filter(budget=budget, key=key).exists()


def put_flag(budget: DepartmentalBudget, key: str, *, is_stated: bool) -> None:
    _put(StatedFlag, budget, {"key": key}, {} if is_stated else None)


def _put(
    model: Any, budget: DepartmentalBudget, key: dict[str, Any], values: dict[str, Any] | None,
    *, when_changed: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Writes only what differs; None removes the row."""
    row = model.objects.filter(budget=budget, **key).first()
    if values is None:
        if row:
            row.delete()
        return
    if row is None:
        model.objects.create(budget=budget, **key, **values)
        return
    if any(getattr(row, name) != value for name, value in values.items()):
        for name, value in {**values, **(when_changed or {})}.items():
            setattr(row, name, value)
        row.save()
