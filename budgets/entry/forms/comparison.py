"""This year beside last year: that there was none or what it was in all, and for each line that changed the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from budgets.choices import Flag
from budgets.composer import composer
from budgets.entry.forms import storage
from budgets.entry.forms.sections import CleanText, EntryForm
from budgets.models import ChangeReason, DepartmentalBudget
from budgets.money import YuanFormField
from budgets.statements.last_year import LastYear, last_year_of
from budgets.statements.ledger import Ledger
from budgets.statements.year_over_year import GROUP_NAMES, ComparedLine, lines


class ComparisonForm(EntryForm):
    name = "comparison"
    title = "与上年比较"
    new_unit = forms.BooleanField(
        label="本年度新增预算单位，无上年数据", required=False, help_text="勾选后，说明中写明暂无上年预算数据。"
    )
    last_total = YuanFormField(
        label="上年预算支出总额（元）",
        help_text="系统中有上年公开的预算的，采用公开数，不用填写。没有的照上年文件填写；留空表示不清楚，不等于 0。",
    )
    reason = CleanText(
        label="增减变化的主要原因", rows=3, help_text="写具体事项，例如新增了什么、压减了什么；不要只写“根据实际需要”。"
    )

    def load(self, budget: DepartmentalBudget) -> dict[str, Any]:
        return {
            "new_unit": storage.flag(budget, Flag.NEW_UNIT),
            "last_total": storage.cell(budget, "expenditure", "total", budget.fiscal_year - 1),
            "reason": storage.reason(budget, "expenditure", "total"),
        }

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("new_unit") and values.get("last_total") is not None:
            self.add_error(
                "last_total", "已声明为本年新增预算单位，就没有上年数。请清空上年预算支出总额，或取消勾选新增单位。"
            )
        return values

    def store(self, budget: DepartmentalBudget, values: dict[str, Any]) -> None:
        storage.put_flag(budget, Flag.NEW_UNIT, is_stated=values["new_unit"])
        storage.put_cell(budget, "expenditure", "total", budget.fiscal_year - 1, values["last_total"])
        storage.put_reason(budget, "expenditure", "total", values["reason"])


WHOLE = ("expenditure", "total")
FISCAL = ("expenditure", "fiscal")


@dataclass(frozen=True)
class ReasonRow:
    """A line of the table. field: where its reason is typed; None where none is asked."""

    line: ComparedLine
    field: forms.BoundField | None
    findings: Sequence[Any]

    @property
    def is_missing(self) -> bool:
        return self.line.is_missing

    @property
    def is_whole(self) -> bool:
        """The total, whose reason stands in the form above."""
        return (self.line.statement, self.line.row) == WHOLE


class ReasonsForm(EntryForm):
    """Every line that changed, with its two figures; a reason field where the format asks for one or one was given."""

    name = "reasons"
    title = "增减变化情况"
    section_template = "budgets/sections/comparison.html"

    def __init__(self, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False) -> None:
        self.ledger: Ledger = Ledger.of(budget)
        document = composer()
        self._prints_fiscal = document.prints(budget.format_key, "explanation")
        self.terms = document.terms(budget.format_key)
        self.lines = () if self.ledger.is_new_unit else self._changed()
        super().__init__(budget, data, adopting=adopting)
        for anchor, line in self._asking.items():
            self.fields[anchor] = CleanText(label=f"{line.code} {line.label}增减变化原因".strip(), rows=2)
            self.fields[anchor].widget.attrs["aria-label"] = self.fields[anchor].label

    def _changed(self) -> tuple[ComparedLine, ...]:
        """What cannot be compared is shown too, with why."""
        return tuple(
            line
            for line in lines(self.ledger, self.terms)
            if (line.comparison.is_changed or line.comparison.obstacle)
            and ((line.statement, line.row) != FISCAL or self._prints_fiscal)
        )

    @property
    def last_year(self) -> LastYear:
        return last_year_of(self.ledger)

    @cached_property
    def _asking(self) -> dict[str, ComparedLine]:
        return {
            line.anchor: line
            for line in self.lines
            if (line.statement, line.row) != WHOLE
            and (line.asks or line.comparison.reason or (line.statement, line.row) == FISCAL)
        }

    def load(self, budget: DepartmentalBudget) -> dict[str, Any]:
        kept = ChangeReason.objects.filter(budget=budget).values_list("statement", "row", "text")
        reasons = {(statement, row): text for statement, row, text in kept}
        return {anchor: reasons.get((line.statement, line.row), "") for anchor, line in self._asking.items()}

    def store(self, budget: DepartmentalBudget, values: dict[str, Any]) -> None:
        """A line that changed meanwhile and was not on the page that was sent keeps its reason."""
        for anchor, line in self._asking.items():
            if self.add_prefix(anchor) in self.data:
                storage.put_reason(budget, line.statement, line.row, values[anchor])

    def anchor_of(self, name: str) -> str:
        return name

    def attach(self, findings: Mapping[str, Sequence[Any]]) -> set[str]:
        super().attach(findings)
        return {line.anchor for line in self.lines} & set(findings)

    @property
    def groups(self) -> Iterator[tuple[str, list[ReasonRow]]]:
        """The rows under the name of their group; no group without rows."""
        for group, name in GROUP_NAMES.items():
            rows = [
                ReasonRow(
                    line, self[line.anchor] if line.anchor in self.fields else None, self._findings.get(line.anchor, ())
                )
                for line in self.lines
                if line.group == group
            ]
            if rows:
                yield name, rows

    @property
    def missing(self) -> int:
        return sum(line.is_missing for line in self.lines)

    @property
    def asks_items(self) -> str:
        """From which change on a reason is asked, in words; empty where the form explains no single items."""
        measures = [
            *([f"{self.terms.percent.normalize():f}%"] if self.terms.percent else []),
            *([f"{self.terms.yuan.normalize():f} 元"] if self.terms.yuan else []),
        ]
        if measures:
            return f"功能科目和项目增减达到 {' 或 '.join(measures)}、以及新增或取消的，须填写原因。"
        return "" if self.terms.percent is None and self.terms.yuan is None else "功能科目和项目凡有增减，须填写原因。"
