"""What a page of the entry desk is made of: forms and grids that load themselves, name their problems and save."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from budgets.entry.forms.sketch import AsTyped
from budgets.models import DepartmentalBudget
from budgets.statements.ledger import Ledger
from budgets.text import ForbiddenCharacter, clean_text


@dataclass(frozen=True)
class Problem:
    """An input that cannot be read. target: the id of its field on the page."""

    target: str
    where: str
    message: str


@dataclass(frozen=True)
class Stored:
    """What a section holds in the database, as words: for the page that shows another's save beside one's own typing."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class PageSection(Protocol):
    """A form or a grid of a part page.

    ledger       the stored rows as the page has read them; None before
    is_sketch    bound to what somebody is typing (budgets.entry.forms.sketch)
    state        another text whenever what is stored of the section is another
    attach       shows findings beside the fields that their anchors name, and returns those anchors
    save_rows    inside `editing(...)`, the sections in order
    delete_rows  after all were saved, in reverse order: nothing is deleted that a row of another section needs
    """

    title: str
    help: str
    section_template: str
    ledger: Ledger | None
    is_sketch: bool

    def is_valid(self) -> bool: ...
    def problems(self) -> Iterator[Problem]: ...
    def attach(self, findings: Mapping[str, Sequence[Any]]) -> set[str]: ...
    def state(self) -> str: ...
    def stored(self) -> Stored: ...
    def matches_stored(self) -> bool: ...
    def save_rows(self, budget: DepartmentalBudget) -> None: ...
    def delete_rows(self, budget: DepartmentalBudget) -> None: ...


def fingerprint(states: Iterable[str]) -> str:
    """Changes when the stored content of a page does: two pages of one budget can be saved side by side."""
    return sha256(repr(list(states)).encode()).hexdigest()


def messages_of(bound: forms.BoundField, *, is_sketch: bool) -> Iterator[str]:
    """What is wrong with a field. Nobody who is still typing is told that something is missing."""
    for error in bound.errors.as_data():
        if not (is_sketch and error.code == "required"):
            yield from map(str, error.messages)


class CleanText(forms.CharField):
    """Text of several lines as it is stored; what Word pastes as a soft break becomes a line break."""

    def __init__(self, *, rows: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        kwargs["strip"] = False
        super().__init__(**kwargs)
        # The field's own message tells the place of the character and what to do.
        self.validators = [
            each for each in self.validators if each.__class__.__name__ != "ProhibitNullCharactersValidator"
        ]

    def to_python(self, value: Any) -> str:
        try:
            text = clean_text(super().to_python(value) or "")
        except ForbiddenCharacter as error:
            raise ValidationError(str(error), code="forbidden_character") from error
        return text if text.strip() else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != (initial or "")
        except ValidationError:
            return True


class EntryForm(forms.Form):
    """The fields of a page that stand in no table.

    A subclass says how they are loaded (`load`) and stored (`store`); `field_anchors` gives the id by which
    findings point at a field, else it is the field's name with hyphens.
    """

    title: str = ""
    help: str = ""
    section_template = "budgets/sections/form.html"
    name: ClassVar[str] = ""
    field_anchors: ClassVar[dict[str, str]] = {}
    use_required_attribute = False
    ledger: Ledger | None = None

    def __init__(self, budget: DepartmentalBudget, data: QueryDict | None = None, *, adopting: bool = False) -> None:
        """adopting  as in a grid; a form has nothing to adopt"""
        self.budget = budget
        self.is_sketch = isinstance(data, AsTyped)
        self._findings: Mapping[str, Sequence[Any]] = {}
        super().__init__(data, prefix=self.name or None, initial=self.load(budget))
        for field in self.fields.values():
            field.error_messages["required"] = f"请填写“{field.label}”。"

    def load(self, budget: DepartmentalBudget) -> dict[str, Any]:
        """The stored values of the fields."""
        raise NotImplementedError

    def store(self, budget: DepartmentalBudget, values: dict[str, Any]) -> None:
        """Writes the values, inside `editing`."""
        raise NotImplementedError

    def save_rows(self, budget: DepartmentalBudget) -> None:
        kept = {name: self.initial.get(name) for name in self.fields} if self.is_sketch else {}
        self.store(budget, {**kept, **self.cleaned_data})

    def delete_rows(self, budget: DepartmentalBudget) -> None:
        """A form has no rows to delete."""

    def anchor_of(self, name: str) -> str:
        return self.field_anchors.get(name, name.replace("_", "-"))

    def attach(self, findings: Mapping[str, Sequence[Any]]) -> set[str]:
        self._findings = findings
        return {self.anchor_of(name) for name in self.fields if self.anchor_of(name) in findings}

    def problems(self) -> Iterator[Problem]:
        for bound in self:
            for message in messages_of(bound, is_sketch=self.is_sketch):
                yield Problem(bound.auto_id, str(bound.label), message)
        for error in self.non_field_errors():
            yield Problem(self.section_id, self.title, str(error))

    @property
    def section_id(self) -> str:
        return f"section-{self.name or 'form'}"

    @property
    def entries(self) -> Iterator[tuple[forms.BoundField, str, Sequence[Any]]]:
        """Each visible field with its anchor and what was found about it."""
        for bound in self.visible_fields():
            anchor = self.anchor_of(bound.name)
            yield bound, anchor, self._findings.get(anchor, ())

    def stored(self) -> Stored:
        values = self.load(self.budget) if self.is_bound else self.initial
        return Stored(
            ("项目", "已保存的内容"),
            tuple((str(field.label), shown(field, values.get(name))) for name, field in self.fields.items()),
        )

    def state(self) -> str:
        return repr(self.stored())

    def matches_stored(self) -> bool:
        return not self.has_changed()


def shown(field: forms.Field, value: Any) -> str:
    """A stored value as words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(field, forms.ChoiceField):
        return dict(field.choices).get(value, value or "")  # type: ignore[arg-type]
    return "" if value is None or value == "" else str(field.prepare_value(value))
