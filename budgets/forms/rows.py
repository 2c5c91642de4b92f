"""One row of a grid."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.safestring import mark_safe

from budgets.forms import patterns
from budgets.forms.options import PickField
from budgets.money import YuanFormField

if TYPE_CHECKING:
    from budgets.forms.grid import Grid
    from budgets.models import BudgetRow

_OWN_FIELDS = frozenset({"position", "remove"})


class RowForm(forms.ModelForm):
    """A row as the clerk types it. A blank new row is nothing; a stored row whose cells were all emptied is removed.

    Selects do not count as typed: they have a value from the start.
    """

    position = forms.IntegerField(
        label="顺序", required=False, min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "position", "autocomplete": "off"}),
    )  # fmt: skip
    remove = forms.BooleanField(label="删除", required=False)

    def __init__(self, *args: Any, grid: Grid, index: int | None, vanished: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grid, self.index, self.vanished = grid, index, vanished
        self.findings: list[Any] = []  # shown under the row
        self.marks: list[Any] = []  # about many rows at once: a mark in the row, the words above the form
        self.is_pattern = False  # its values are marks (budgets.forms.patterns)
        if index is not None and self.instance.pk:
            self.initial["position"] = index + 1
        for name, field in self.fields.items():
            if isinstance(field, PickField):
                self._offer(name, field)
        for field in self.fields.values():
            _describe(field, "__number__" if index is None else str(index + 1))

    def _offer(self, name: str, field: PickField) -> None:
        field.use(self.grid.options[name])
        if self.instance.pk:
            self.initial[name] = self.grid.value(self.instance, name)
            field.keep(self.initial[name])
        elif name in self.grid.defaults:
            self.initial[name] = self.grid.defaults[name]
        if field.required and field.options.only is not None and not self.initial.get(name):
            self.initial[name] = field.options.only

    # ---- What the row is ----

    @property
    def number(self) -> int:
        return (self.index or 0) + 1

    @property
    def row_id(self) -> str:
        """What the hidden field sends; nothing on a new row."""
        return str(self.instance.pk or "")

    @property
    def anchor(self) -> str:
        return f"{self.grid.anchor}-{self.instance.pk}" if self.instance.pk else f"{self.grid.name}-new-{self.number}"

    @property
    def cells(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.grid.columns if not self[name].is_hidden)

    @property
    def hidden_cells(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.grid.columns if self[name].is_hidden)

    @property
    def note_id(self) -> str:
        return f"{self.anchor}-findings"

    @property
    def marks_html(self) -> str:
        return patterns.mark("marks") if self.is_pattern else mark_safe(patterns.marks_html(self.marks))  # noqa: S308

    @property
    def note_html(self) -> str:
        if self.is_pattern:
            return patterns.mark("note")
        return mark_safe(patterns.note_html(self.anchor, self.grid.breadth, self.findings))  # noqa: S308

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - _OWN_FIELDS)

    @cached_property
    def is_blank(self) -> bool:
        if not self.is_bound:
            return not self.instance.pk
        typed = [self[name] for name in self.grid.columns if not self.grid.is_preset(name)]
        sent = [bound for bound in typed if bound.html_name in self.data]
        is_sent = bool(sent) or not self.instance.pk  # a cut-off request empties nothing
        return is_sent and not any(str(bound.data or "").strip() for bound in sent)

    @cached_property
    def is_removed(self) -> bool:
        return self.is_bound and (bool(self["remove"].data) or self.is_blank)

    @property
    def typed_position(self) -> int | None:
        sent = str(self["position"].data or "").strip()
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 8 else None

    @property
    def values(self) -> tuple[Any, ...]:
        """The row's content as it would be stored, for comparing."""
        return tuple(self.grid.value(self.instance, name) for name in self.grid.columns)

    # ---- Reading it ----

    def full_clean(self) -> None:
        if self.is_bound and self.is_removed and not (self.vanished and not self.grid.adopting):
            self._errors, self.cleaned_data = ErrorDict(), {}
            return
        super().full_clean()
        if self.vanished and not self.grid.adopting:
            self.add_error(None, "这一行已不存在，或不属于本预算，没有保存。请重新打开本页。")

    def clean(self) -> dict[str, Any]:
        # Not super().clean(), which would have the database asked about uniqueness row by row: the grid sees all rows.
        return self.cleaned_data

    def _get_validation_exclusions(self) -> set[str]:
        """Entries of the lists were read a moment ago and amounts are within their limits: neither needs a query a row."""
        known = {name for name, field in self.fields.items() if isinstance(field, PickField | YuanFormField)}
        return {*super()._get_validation_exclusions(), *known}  # type: ignore[misc]

    def finish(self, row: BudgetRow) -> None:
        """A last word before the row is written: what depends on another grid of the page."""


def _describe(field: forms.Field, number: str) -> None:
    """A cell's name for those who do not see the table, and messages that say what to do."""
    field.widget.attrs["aria-label"] = f"第 {number} 行 {field.label}"
    # A browser would cut off what is pasted beyond it, without a word.
    field.widget.attrs.pop("maxlength", None)
    field.error_messages["required"] = f"请填写“{field.label}”；整行不需要时请勾选“删除”。"
    field.error_messages["max_length"] = f"“{field.label}”最多 %(limit_value)d 个字，现在有 %(show_value)d 个，请缩短。"
    field.error_messages["invalid"] = "请填写数字。"
