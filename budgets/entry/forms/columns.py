"""The columns of a grid: each shows and reads one cell of every row."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from functools import cached_property
from html import escape
from typing import Any, Protocol, Self

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field as ModelField
from django.forms import Field
from django.forms.utils import flatatt

from budgets.entry.forms.options import Options
from budgets.money import YuanFormField


class Offers(Protocol):
    """What a table offers its columns: the options of each by its name, and what a new row starts with."""

    @property
    def options(self) -> Mapping[str, Options]: ...

    @property
    def defaults(self) -> Mapping[str, Any]: ...


class Column:
    """A column of inputs for text.

    name       the field of the model
    label      empty: the model's own name for it
    field      what reads a text; None: the form field that the model has for it
    area       lines of a text area; 0: an input of one line
    attrs      further attributes of the input
    hint       what a card says above the input
    sums       whether the sum of the column stands under the table
    search     the lookups in which a search looks for its words; empty: those of the model's field
    is_preset  it has a value on a blank row too, so it does not tell whether somebody typed the row
    is_read    what is sent for it is read; a column that is reckoned is only shown
    """

    is_preset = False
    is_read = True
    is_hidden = False
    list_name = ""
    model_field: ModelField | None = None
    grid: Offers

    def __init__(
        self, name: str, label: str = "", *, field: Field | None = None, area: int = 0,
        attrs: Mapping[str, str] | None = None, hint: str = "", sums: bool = False, search: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self.name, self.label, self._field, self.area, self.hint, self.sums = name, label, field, area, hint, sums
        self._attrs, self.search = dict(attrs or {}), search

    # ---- Where it stands ----

    def declare(self, model: Any) -> None:
        """Takes what it does not say itself from the model. Once for the class of a grid."""
        if hasattr(self, "field"):
            return
        try:
            self.model_field = model._meta.get_field(self.name)
        except FieldDoesNotExist:
            self.model_field = None
        self.field: Field = self._field or self._field_of_the_model()
        self.label = self.label or str(self.field.label)
        # A browser would cut off what is pasted beyond it, without a word.
        attrs = {name: value for name, value in self.field.widget.attrs.items() if name != "maxlength"} | self._attrs
        self.attributes = escape_attributes(attrs)
        self.search = self.search or ((f"{self.name}__icontains",) if self._is_text else ())
        messages = self.field.error_messages
        messages["required"] = f"请填写“{self.label}”；整行不需要时请勾选“删除”。"
        messages["max_length"] = f"“{self.label}”最多 %(limit_value)d 个字，现在有 %(show_value)d 个，请缩短。"
        messages["invalid"] = "请填写数字。"

    def _field_of_the_model(self) -> Field:
        if self.model_field is None:
            raise TypeError(f"the model has no {self.name}, so the column must say what reads it")
        field = self.model_field.formfield()
        if field is None:
            raise TypeError(f"{self.name} cannot be entered")
        return field

    @property
    def _is_text(self) -> bool:
        return self.model_field is not None and self.model_field.get_internal_type() in ("CharField", "TextField")

    def of(self, grid: Offers) -> Self:
        """The column as one table has it."""
        mine = copy(self)
        mine.grid = grid
        return mine

    # ---- What a stored row has ----

    def value(self, row: Any) -> Any:
        return getattr(row, self.name, None)

    def text(self, row: Any) -> str:
        """What the input of a row holds, and what comes back when nobody touches it."""
        value = self.field.prepare_value(self.value(row))
        return "" if value is None else str(value)

    def words(self, row: Any) -> str:
        """The content for those who only read it."""
        return self.text(row)

    def is_same(self, row: Any, other: Any) -> bool:
        return bool(self.value(row) == self.value(other))

    @cached_property
    def preset(self) -> str:
        """What the input of a blank row holds."""
        return ""

    # ---- Reading ----

    def read(self, text: str, stored: Any) -> Any:
        """The value that a text means. stored: the row as it was, None for a new one. Raises ValidationError."""
        value = self.field.clean(text)
        field = self.model_field
        # An amount is within its limits once it has been read.
        if field is None or isinstance(self.field, YuanFormField) or value in field.empty_values:
            return value
        return field.clean(value, None)

    def put(self, row: Any, value: Any) -> None:
        setattr(row, self.name, value)

    def shown(self, text: str) -> str:
        """What the input shows of a text that was sent."""
        return text

    # ---- Showing ----

    def cell(self, prefix: str, number: str, text: str, row: Any, more: str = "") -> str:
        """The input, and what stands beside it. more: attributes of this one cell, safe to print."""
        return self.input(prefix, number, text, more)

    def input(self, prefix: str, number: str, text: str, more: str = "") -> str:
        name = f"{prefix}-{self.name}"
        rest = f'{self.attributes} aria-label="第 {number} 行 {self.label}" id="id_{name}"{more}>'
        if self.area:
            return f'<textarea name="{name}" cols="40" rows="{self.area}"{rest}\n{escape(text)}</textarea>'
        return f'<input type="text" name="{name}" value="{escape(text)}"{rest}'

    @property
    def css(self) -> str:
        return f"column-{self.name}"


class PickColumn(Column):
    """A choice among the grid's options of that name: a select, or an input with a list beside it (`list_name`).

    empty  what a blank input means to the model: None for a relation, "" for text
    """

    def __init__(
        self, name: str, label: str, *, list_name: str = "", required: bool = False, empty: Any = None, **more: Any
    ) -> None:
        attrs = {"list": list_name, "autocomplete": "off", "class": "pick"} if list_name else {}
        super().__init__(name, label, field=Field(required=required), attrs=attrs, **more)
        self.list_name, self.required, self.empty = list_name, required, empty
        self.is_preset = not list_name

    def declare(self, model: Any) -> None:
        super().declare(model)
        if self.model_field is not None and self.model_field.is_relation:
            self.search = (f"{self.name}__code__icontains", f"{self.name}__name__icontains")
            if self.name == "unit":  # a unit of the version has no code
                self.search = ("unit__name__icontains",)
        elif self.is_preset:
            self.search = ()

    @cached_property
    def options(self) -> Options:
        return self.grid.options[self.name]

    @cached_property
    def is_hidden(self) -> bool:  # type: ignore[override]
        """Where there is one entry and one must be chosen, nobody is asked."""
        return self.required and self.options.only is not None

    def text(self, row: Any) -> str:
        return self.text_of(self.value(row))

    def text_of(self, entry: Any) -> str:
        if entry in (None, ""):
            return ""
        return self.options.key(entry) if self.is_preset else self.options.label(entry)

    def words(self, row: Any) -> str:
        entry = self.value(row)
        return "" if entry in (None, "") else self.options.label(entry)

    @cached_property
    def preset(self) -> str:
        entry = self.grid.defaults.get(self.name)
        if entry is None and self.required:
            entry = self.options.only
        return self.text_of(entry)

    def read(self, text: str, stored: Any) -> Any:
        """What comes back as it was shown means the stored entry again, and no list is searched."""
        text = text.strip()
        if not text:
            if self.required and self.options.only is None:
                raise ValidationError(self.field.error_messages["required"], code="required")
            return self.options.only if self.required else self.empty
        entry = self.value(stored) if stored is not None else None
        if entry not in (None, "") and text in (self.options.key(entry), self.options.label(entry)):
            return entry
        return self.options.find(text)

    def shown(self, text: str) -> str:
        """A select shows the entry that the sent text means, be it key or name."""
        if not (text and self.is_preset):
            return text
        try:
            return self.options.key(self.options.find(text))
        except ValidationError:
            return text

    def input(self, prefix: str, number: str, text: str, more: str = "") -> str:
        name = f"{prefix}-{self.name}"
        if self.is_hidden:
            return f'<input type="hidden" name="{name}" value="{escape(text)}" id="id_{name}"{more}>'
        if not self.is_preset:
            return super().input(prefix, number, text, more)
        label = f"第 {number} 行 {self.label}"
        return f'<select name="{name}"{self.attributes} aria-label="{label}" id="id_{name}"{more}>{self._list(text)}</select>'

    def _list(self, key: str) -> str:
        """The entries with one chosen; a value that is none of them stands at the end: nothing pasted is lost."""
        if key not in self._lists:
            chosen = "".join(
                f'<option value="{escape(each)}"{" selected" if each == key else ""}>{escape(label)}</option>\n'
                for each, label in self._entries.items()
            )
            if key not in self._entries:
                chosen += f'<option value="{escape(key)}" selected>{escape(key)}</option>'
            self._lists[key] = chosen
        return self._lists[key]

    @cached_property
    def _lists(self) -> dict[str, str]:
        return {}

    @cached_property
    def _entries(self) -> dict[str, str]:
        return {"": "请选择", **{self.options.key(each): self.options.label(each) for each in self.options.entries}}


def escape_attributes(attrs: Mapping[str, Any]) -> str:
    return str(flatatt(dict(attrs)))
