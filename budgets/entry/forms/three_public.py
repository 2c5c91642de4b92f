"""“三公”经费: what the lines yield, what the official table prints where it says something else, and last year's figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from budgets.entry.forms import storage
from budgets.entry.forms.sections import CleanText, EntryForm
from budgets.models import ChangeReason, DepartmentalBudget, StatedCell
from budgets.money import YuanFormField, total
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger
from budgets.statements.three_public import ROWS, three_public

STATEMENT = "three_public"
_SUMS = {"total": "合计", "vehicles": "公务用车购置及运行费小计"}
_PARTS = {
    "vehicles": ("vehicle_purchase", "vehicle_operation"),
    "total": ("overseas_trips", "official_receptions", "vehicle_purchase", "vehicle_operation"),
}
_COLUMNS = {"now": "本年预算数（元）", "before": "上年预算数（元）", "reason": "增减变化原因"}


@dataclass(frozen=True)
class ThreePublicRow:
    """A row of the table on the page. computed: from the lines; previous: last year's sum of the rows that were filled in."""

    key: str
    label: str
    is_sum: bool
    computed: Amount
    previous: Decimal | None
    now: forms.BoundField
    before: forms.BoundField
    reason: forms.BoundField
    anchor: str
    findings: Any

    @property
    def cells(self) -> tuple[forms.BoundField, ...]:
        return (self.now, self.before, self.reason)


class ThreePublicForm(EntryForm):
    name = "tp"
    title = "“三公”经费"
    help = (
        "“系统汇总”是按支出明细的经济分类科目汇总的数。明细未分科目、批复表另有数的，在“本年预算数”中照表填写；不填则采用系统汇总数。"
        "上年没有的填 0；留空表示不清楚。"
    )
    section_template = "budgets/sections/three_public.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in ROWS:
            self.fields[f"{row}-now"], self.fields[f"{row}-before"] = YuanFormField(), YuanFormField()
            self.fields[f"{row}-reason"] = CleanText(rows=1)
        self.statement = three_public(Ledger.of(self.budget))
        for name, field in self.fields.items():
            row, _, column = name.rpartition("-")
            field.label = f"{self._row_label(row)} {_COLUMNS[column]}"
            field.widget.attrs["aria-label"] = field.label

    def load(self, budget: DepartmentalBudget) -> dict[str, Any]:
        year = budget.fiscal_year
        cells = StatedCell.objects.filter(budget=budget, statement=STATEMENT, column="amount", base="budget")
        stated = {(cell.row, cell.year): cell.value for cell in cells}
        reasons = dict(ChangeReason.objects.filter(budget=budget, statement=STATEMENT).values_list("row", "text"))
        values: dict[str, Any] = {}
        for row in ROWS:
            values[f"{row}-now"] = stated.get((row, year))
            values[f"{row}-before"] = stated.get((row, year - 1))
            values[f"{row}-reason"] = reasons.get(row, "")
        return values

    def store(self, budget: DepartmentalBudget, values: dict[str, Any]) -> None:
        year = budget.fiscal_year
        for row in ROWS:
            storage.put_cell(budget, STATEMENT, row, year, values[f"{row}-now"])
            storage.put_cell(budget, STATEMENT, row, year - 1, values[f"{row}-before"])
            storage.put_reason(budget, STATEMENT, row, values[f"{row}-reason"])

    def anchor_of(self, name: str) -> str:
        return f"three-public-{name.rpartition('-')[0]}"

    def _row_label(self, row: str) -> str:
        return _SUMS.get(row) or self.statement.row(row).name

    @property
    def rows(self) -> Iterator[ThreePublicRow]:
        for row in ROWS:
            anchor = f"three-public-{row}"
            yield ThreePublicRow(
                row, self._row_label(row), row in _SUMS, self.statement.row(row), self._previous(row),
                self[f"{row}-now"], self[f"{row}-before"], self[f"{row}-reason"], anchor,
                (*self._findings.get(anchor, ()), *self._findings.get(f"{anchor}-before", ())),
            )  # fmt: skip

    def _previous(self, row: str) -> Decimal | None:
        """Last year's subtotal, once all its parts are known."""
        parts = [self.initial.get(f"{part}-before") for part in _PARTS.get(row, ())]
        return total(parts) if parts and None not in parts else None
