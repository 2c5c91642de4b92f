"""How the rows of a grid are written, and what stands against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Model, ProtectedError
from django.db.models.deletion import Collector

from budgets.models import BudgetRow, DepartmentalBudget

if TYPE_CHECKING:
    from budgets.forms.rows import RowForm


class CannotSave(Exception):
    """Rows of other pages stand against a save; the message names them and says what to do."""


class SavesRows:
    """The half of a grid that writes.

    identity  a field that names a row for good (a project's code). When a table is pasted in another order, each
              stored row keeps its name and with it everything that hangs on it.
    """

    identity: ClassVar[str] = ""

    if TYPE_CHECKING:
        model: ClassVar[type[BudgetRow]]
        columns: ClassVar[tuple[str, ...]]
        forms: list[RowForm]

        @property
        def live(self) -> list[RowForm]: ...
        @property
        def fields(self) -> dict[str, Any]: ...
        def fresh_rows(self) -> Any: ...
        def names_of_untouched(self) -> dict[str, int]: ...

    def clean(self) -> None:
        if not self.identity:
            return
        label = str(self.fields[self.identity].label)
        first = self.names_of_untouched()
        for form in self.forms:
            if form.is_removed or form.errors:
                continue
            value = getattr(form.instance, self.identity)
            if value in first:
                form.add_error(
                    self.identity,
                    ValidationError(f"{label}“{value}”与第 {first[value]} 行重复。请改正其中一行，或勾选“删除”。"),
                )
            first.setdefault(value, form.number)

    def save_rows(self, budget: DepartmentalBudget) -> None:
        """Writes what is new, changed or moved. Rows that leave are deleted later, when no other grid needs them."""
        stored = {row.pk: row for row in self.fresh_rows()}
        new: list[BudgetRow] = []
        moved: list[BudgetRow] = []
        kept: set[int] = set()
        for ordinal, (form, row) in enumerate(self._targets(stored.values()), 1):
            is_moved, row.ordinal = row.ordinal != ordinal, ordinal
            form.finish(row)
            if not row.pk:
                row.budget = budget
                new.append(row)
            elif form.has_changed() or row is not form.instance:
                row.save()
            elif is_moved:
                moved.append(row)
            if row.pk:
                kept.add(row.pk)
        manager = self.model.objects  # type: ignore[attr-defined]
        manager.bulk_update(moved, ["ordinal"], batch_size=500)
        manager.bulk_create(new, batch_size=500)
        sent = {form.instance.pk for form in self.forms if form.instance.pk}
        self.leaving = [row for pk, row in stored.items() if pk in sent and pk not in kept]

    def _targets(self, stored: Iterable[BudgetRow]) -> list[tuple[RowForm, BudgetRow]]:
        """Each remaining form with the row that it writes."""
        if not self.identity:
            return [(form, form.instance) for form in self.live]
        named = {getattr(row, self.identity): row for row in stored}
        names = {row.pk: name for name, row in named.items()}
        wanted = {getattr(form.instance, self.identity) for form in self.live}

        def target(form: RowForm) -> BudgetRow:
            name = getattr(form.instance, self.identity)
            if name in named:
                row = named[name]
            elif names.get(form.instance.pk) in wanted:
                row = self.model()  # the stored row is another form's by its name
            else:
                return form.instance
            return form.instance if row.pk and row.pk == form.instance.pk else self._with_content(form, row)

        return [(form, target(form)) for form in self.live]

    def _with_content(self, form: RowForm, row: BudgetRow) -> BudgetRow:
        for column in self.columns:
            setattr(row, column, getattr(form.instance, column))
        return row

    def delete_rows(self, budget: DepartmentalBudget) -> None:
        """Raises CannotSave where rows of other pages would be lost or left without what they refer to."""
        for row in self.leaving:
            collector = Collector(using=row._state.db or "default")
            try:
                collector.collect([row])
            except ProtectedError as error:
                raise CannotSave(_in_use(row, error.protected_objects)) from error
            others = [each for model, rows in collector.data.items() if model is not type(row) for each in rows]
            others += [each for query in collector.fast_deletes for each in query]
            if others:
                raise CannotSave(_in_use(row, others))
            row.delete()


def _in_use(row: BudgetRow, others: Iterable[Model]) -> str:
    counts = Counter(str(other._meta.verbose_name) for other in others)
    named = "、".join(f"{kind} {count} 条" for kind, count in counts.items())
    return f"“{row}”还被其他数据使用（{named}），因此没有保存。请先删除或修改这些数据，再删除它。"
