"""Rows of a version in a real table: typed, pasted from Excel, put in order, removed, and saved all at once.

A grid works without scripts, as a formset with blank rows at its end. Its rows are known by a hidden id, so the
count of "initial" forms means nothing here and rows can move. Nothing is removed unless the clerk ticks it or
empties all its cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import Field
from django.forms.formsets import BaseFormSet
from django.http import QueryDict

from budgets.forms.options import Options, PickField
from budgets.forms.rendering import CellRenderer
from budgets.forms.rows import RowForm
from budgets.forms.saving import SavesRows
from budgets.forms.sections import Stored, shown
from budgets.forms.showing import MOST_ROWS, ShowsRows
from budgets.forms.sketching import SketchesRows
from budgets.forms.typed import AsTyped
from budgets.models import BudgetRow, DepartmentalBudget
from budgets.statements.ledger import Ledger


class Grid(SketchesRows, SavesRows, ShowsRows, BaseFormSet):
    """The rows of one model in one version.

    name        prefix of the inputs: `lines-0-amount`
    anchor      findings point at `<anchor>-<pk>`, which is the id of the table's row
    columns     the fields that are shown, from left to right
    sums        fields whose total stands under the table
    related     relations that the rows' words need
    blank_rows  at the end, for working without scripts; least_rows: of an empty table
    """

    form: type[RowForm]
    model: ClassVar[type[BudgetRow]]
    name: ClassVar[str]
    anchor: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    title: str = ""
    help: str = ""
    sums: ClassVar[tuple[str, ...]] = ()
    related: ClassVar[tuple[str, ...]] = ()
    blank_rows: ClassVar[int] = 3
    least_rows: ClassVar[int] = 5
    section_template: str = "budgets/sections/grid.html"
    row_template: ClassVar[str] = "budgets/sections/row.html"
    ledger: Ledger | None = None

    # What BaseFormSet expects of formset_factory.
    extra = min_num = 0
    max_num = absolute_max = MOST_ROWS + 500
    can_order = can_delete = can_delete_extra = validate_max = validate_min = edit_only = False
    renderer = CellRenderer()

    def __init__(
        self, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False, **options: Options
    ) -> None:
        """adopting  after another's save: typed rows that are gone count as new, and those that are stored already as stored

        options  lists that the page has read already, by field
        """
        self.budget, self.adopting = budget, adopting
        self.is_sketch = isinstance(data, AsTyped)
        self.options: dict[str, Options] = options or self.load_options(budget)
        super().__init__(data=data, prefix=self.name)
        self.rows: Sequence[Any] = self.sent_rows() if self.is_sketch else self.fresh_rows()
        self._by_pk = {row.pk: row for row in self.rows}
        if adopting:
            self._adopt()

    @cached_property
    def defaults(self) -> dict[str, Any]:
        return self.load_defaults(self.budget)

    # ---- What a subclass says ----

    def load_options(self, budget: DepartmentalBudget) -> dict[str, Options]:
        """The options of every PickField, by its name."""
        return {}

    def load_defaults(self, budget: DepartmentalBudget) -> dict[str, Any]:
        """What the PickFields of a new row start with."""
        return {}

    def queryset(self) -> Any:
        rows = self.model.objects.filter(budget=self.budget)  # type: ignore[attr-defined]
        return rows.select_related(*self.related).order_by("ordinal", "pk")

    def value(self, row: Model, name: str) -> Any:
        """The content of a column, for showing and comparing."""
        return getattr(row, name, None)

    def extras(self, row: Any) -> dict[str, str]:
        """What a row shows beside its inputs, by the name that its template uses, safe to print."""
        return {}

    # ---- The formset ----

    def fresh_rows(self) -> Sequence[Any]:
        return list(self.queryset())

    def total_form_count(self) -> int:
        if self.is_bound:
            return super().total_form_count()
        return len(self.rows) + max(self.blank_rows, self.least_rows - len(self.rows))

    @cached_property
    def forms(self) -> list[RowForm]:  # type: ignore[override]
        sent = self.touched if self.is_sketch else range(self.total_form_count())
        return [self._construct_form(index, **self.get_form_kwargs(index)) for index in sent]

    def initial_form_count(self) -> int:
        return 0

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = {**super().get_form_kwargs(index), "grid": self, "index": index}
        if index is None:
            return kwargs
        instance, vanished = self._instance_of(index)
        return {**kwargs, "instance": instance, "vanished": vanished}

    def _instance_of(self, index: int) -> tuple[BudgetRow | None, bool]:
        """The row that a form stands for, and whether it names one that is not there."""
        if not self.is_bound:
            return (self.rows[index] if index < len(self.rows) else None), False
        sent = str(self.data.get(f"{self.add_prefix(index)}-id", "")).strip()
        if not sent:
            return None, False
        row = self._by_pk.get(int(sent)) if sent.isascii() and sent.isdigit() else None
        return row, row is None

    @property
    def fields(self) -> dict[str, Field]:
        return self.form.base_fields

    def is_preset(self, name: str) -> bool:
        """A column of selects or ticks: it has a value on a blank row too."""
        field = self.fields[name]
        is_select = isinstance(field.widget, forms.Select | forms.CheckboxInput)
        return is_select or (isinstance(field, PickField) and field.short)

    @property
    def live(self) -> list[RowForm]:
        """The rows that stay, in the order of the numbers in front of them."""

        def place(form: RowForm) -> tuple[int, int, int]:
            here = form.number
            typed = form.typed_position
            if typed is None:
                return (here if form.instance.pk else 10**9, 0, here)
            # A smaller number moves a row before the one that has it, a greater one behind it.
            return (typed, (typed > here) - (typed < here), here)

        return sorted((form for form in self.forms if not form.is_removed), key=place)

    def clean(self) -> None:
        if sum(not form.is_blank for form in self.forms) > MOST_ROWS:
            raise ValidationError(f"一张表最多保存 {MOST_ROWS} 行。请分单位填报，或使用导入功能。")
        super().clean()

    # ---- Comparing with what is stored ----

    def stored(self) -> Stored:
        # Validation writes what was typed into the loaded rows, so they are read again.
        rows = self.fresh_rows() if self.is_bound else self.rows
        fields = self.blank.fields
        return Stored(
            tuple(str(self.fields[name].label) for name in self.columns),
            tuple(tuple(shown(fields[name], self.value(row, name)) for name in self.columns) for row in rows),
        )

    def matches_stored(self) -> bool:
        """What was typed is what is stored: the second click on 保存 after the first went through."""
        return [self._content(row) for row in self.fresh_rows()] == [form.values for form in self.live]

    def _content(self, row: BudgetRow) -> tuple[Any, ...]:
        return tuple(self.value(row, name) for name in self.columns)

    def _adopt(self) -> None:
        """Typed rows without an id that are stored already get the id of their like: a repeated save adds nothing."""
        claimed = {form.instance.pk for form in self.forms if form.instance.pk}
        free = [row for row in self.fresh_rows() if row.pk not in claimed]
        for form in self.forms:
            if form.instance.pk or form.is_removed or form.errors:
                continue
            twin = next((row for row in free if self._content(row) == form.values), None)
            if twin:
                free.remove(twin)
                form.instance.pk = twin.pk
