"""What templates ask a grid: its columns, its totals, its lists, and where its problems are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.forms import Field
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from budgets.forms.options import Options, PickField
from budgets.forms.patterns import Pattern
from budgets.forms.sections import Problem, messages_of, shown
from budgets.money import total

if TYPE_CHECKING:
    from budgets.forms.rows import RowForm
    from budgets.models import BudgetRow

MOST_ROWS = 1_500


class ShowsRows:
    """The half of a grid that templates see."""

    _found: Mapping[str, Sequence[Any]] = {}

    if TYPE_CHECKING:
        name: ClassVar[str]
        anchor: ClassVar[str]
        row_template: ClassVar[str]
        title: str
        columns: ClassVar[tuple[str, ...]]
        sums: ClassVar[tuple[str, ...]]
        forms: list[RowForm]
        rows: Sequence[BudgetRow]
        options: dict[str, Options]
        is_bound: bool
        is_sketch: bool

        @property
        def live(self) -> list[RowForm]: ...
        @property
        def fields(self) -> dict[str, Field]: ...
        @property
        def empty_form(self) -> Any: ...
        def non_form_errors(self) -> Any: ...
        def total_form_count(self) -> int: ...
        def get_form_kwargs(self, index: int | None) -> dict[str, Any]: ...
        def _construct_form(self, i: int, **kwargs: Any) -> RowForm: ...

    @cached_property
    def blank(self) -> RowForm:
        return self.empty_form

    @property
    def heads(self) -> list[tuple[str, str]]:
        """Name and words of each column that is shown."""
        return [(name, str(self.fields[name].label)) for name in self.columns if not self.blank[name].is_hidden]

    @property
    def breadth(self) -> int:
        """All columns with the order in front and the tick behind."""
        return len(self.heads) + 2

    @property
    def most_rows(self) -> int:
        return MOST_ROWS

    @property
    def only_entries(self) -> list[tuple[str, str]]:
        """What is the same in all rows because there is no choice: 单位 临河区信访局."""
        hidden = [name for name in self.columns if self.blank[name].is_hidden]
        fields = self.blank.fields
        return [(str(fields[name].label), shown(fields[name], self.options[name].only)) for name in hidden]

    @property
    def foot(self) -> list[tuple[str, bool, Decimal | None]]:
        """For each column that is shown its name, whether it is summed, and the sum of the rows."""
        rows = [form.instance for form in self.live if form.is_bound] if self.is_bound else self.rows
        sums = {name: total(getattr(row, name) for row in rows) for name in self.sums}
        return [(name, name in sums, sums.get(name)) for name, _ in self.heads]

    @property
    def lists(self) -> dict[str, list[str]]:
        """The lists that inputs of this grid offer, by name."""
        picks = {name: field for name, field in self.fields.items() if isinstance(field, PickField)}
        return {field.list_name: self.options[name].labels for name, field in picks.items() if field.list_name}

    @property
    def section_id(self) -> str:
        return f"section-{self.name}"

    @cached_property
    def pattern(self) -> Pattern:
        return Pattern(self)  # type: ignore[arg-type]

    @property
    def shown_rows(self) -> Iterator[SafeString]:
        """The table's rows. What was sent stands in forms; stored rows need none."""
        if self.is_bound:
            yield from map(self._shown_form, self.forms)
            return
        for index, row in enumerate(self.rows):
            found = self._found.get(f"{self.anchor}-{row.pk}", ())
            notes = [finding for finding in found if not finding.is_wide]
            marks = [finding for finding in found if finding.is_wide]
            yield self.pattern.fill(row, index, marks, notes)
        for index in range(len(self.rows), self.total_form_count()):
            yield self._shown_form(self._construct_form(index, **self.get_form_kwargs(index)))

    def _shown_form(self, form: RowForm) -> SafeString:
        return render_to_string(self.row_template, {"form": form})

    def attach(self, findings: Mapping[str, Sequence[Any]]) -> set[str]:
        self._found = findings
        if self.is_sketch:
            return {anchor for anchor in findings if anchor.startswith(f"{self.anchor}-")}
        if not self.is_bound:
            return {f"{self.anchor}-{row.pk}" for row in self.rows} & set(findings)
        shown_at: set[str] = set()
        for form in self.forms:
            if form.instance.pk and (found := findings.get(form.anchor)):
                form.findings = [finding for finding in found if not finding.is_wide]
                form.marks = [finding for finding in found if finding.is_wide]
                first = next(iter(form.cells))
                described = [
                    *([form.note_id] if form.findings else []),
                    *([f"{first.auto_id}_error"] if first.errors else []),
                ]
                if described:
                    first.field.widget.attrs["aria-describedby"] = " ".join(described)
                shown_at.add(form.anchor)
        return shown_at

    def problems(self) -> Iterator[Problem]:
        if not self.is_bound:
            return
        for message in self.non_form_errors():
            yield Problem(self.section_id, self.title, str(message))
        for form in self.forms:
            if not form.errors:
                continue
            where = f"{self.title}第 {form.number} 行"
            for bound in form:
                for message in messages_of(bound, is_sketch=self.is_sketch):
                    yield Problem(bound.auto_id, f"{where}“{bound.label}”", message)
            for message in form.non_field_errors():
                yield Problem(form.anchor, where, str(message))
