"""How a grid reads and tries out what is being typed: the rows that were touched, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from budgets.forms.typed import NotCounted
from budgets.models import BudgetRow, DepartmentalBudget

if TYPE_CHECKING:
    from budgets.forms.patterns import Pattern
    from budgets.forms.rows import RowForm

_LAST = 1_000_000  # rows that are being typed stand behind all others: no rule over the ledger asks for their order


class SketchesRows:
    """The third of a grid that judges without keeping.

    written_at  where on the page a written row stands: its key → prefix of its inputs
    uncounted   forms that say something and cannot be judged yet
    """

    if TYPE_CHECKING:
        model: ClassVar[type[BudgetRow]]
        columns: ClassVar[tuple[str, ...]]
        identity: ClassVar[str]
        data: Any
        prefix: Any
        forms: list[RowForm]
        rows: Sequence[Any]
        pattern: Pattern
        is_sketch: bool
        _by_pk: dict[int, Any]

        def total_form_count(self) -> int: ...
        def add_prefix(self, index: int | str) -> str: ...
        def fresh_rows(self) -> Any: ...
        def queryset(self) -> Any: ...
        def is_preset(self, name: str) -> bool: ...
        def _instance_of(self, index: int) -> tuple[BudgetRow | None, bool]: ...
        def _targets(self, stored: Any) -> list[tuple[RowForm, BudgetRow]]: ...

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.written_at: dict[int, str] = {}
        self.uncounted: list[RowForm] = []
        super().__init__(*args, **kwargs)

    def sent_rows(self) -> Sequence[Any]:
        """The stored rows that the page sends along: it leaves out those that nobody touched. All, where rows have names."""
        if self.identity:
            return self.fresh_rows()
        sent = (str(self.data.get(f"{self.add_prefix(index)}-id", "")) for index in self._sent)
        keys = {int(key) for key in sent if key.isascii() and key.isdigit() and len(key) < 19}
        return list(self.queryset().filter(pk__in=keys)) if keys else []

    @cached_property
    def touched(self) -> list[int]:
        """The rows of the page whose inputs hold something else than what is stored; for a new row, anything."""
        return [index for index in self._sent if self._is_touched(index)]

    @cached_property
    def _sent(self) -> list[int]:
        """The rows of which anything was sent."""
        begin, most = f"{self.prefix}-", self.total_form_count()
        numbers = {name.removeprefix(begin).partition("-")[0] for name in self.data if name.startswith(begin)}
        return sorted(int(each) for each in numbers if each.isascii() and each.isdigit() and int(each) < most)

    def _is_touched(self, index: int) -> bool:
        row, vanished = self._instance_of(index)
        prefix = self.add_prefix(index)
        if vanished:
            return False
        if row is None:
            return any((self.data.get(f"{prefix}-{name}") or "").strip() for name in self._typed_columns)
        if f"{prefix}-remove" in self.data:
            return True
        for name in self.columns:
            sent = self.data.get(f"{prefix}-{name}")
            # Browsers send the line ends of a text in their own way.
            if sent is not None and _lines(sent) != _lines(self.pattern.text(row, name)):
                return True
        return False

    @cached_property
    def _typed_columns(self) -> list[str]:
        return [name for name in self.columns if not self.is_preset(name)]

    @property
    def untouched_rows(self) -> Iterator[Any]:
        """Stored rows that stay as they are; none outside a sketch."""
        if self.is_sketch:
            touched = {form.instance.pk for form in self.forms}
            yield from (row for row in self.rows if row.pk not in touched)

    def names_of_untouched(self) -> dict[str, int]:
        """Their identities with the numbers of their rows."""
        numbers = {row.pk: number for number, row in enumerate(self.rows, 1)} if self.is_sketch else {}
        return {getattr(row, self.identity): numbers[row.pk] for row in self.untouched_rows}

    def save_rows(self, budget: DepartmentalBudget) -> None:
        """As the save does it, in a transaction that is taken back: only what was touched and can be read."""
        if not self.is_sketch:
            super().save_rows(budget)  # type: ignore[misc]
            return
        new: list[tuple[RowForm, BudgetRow]] = []
        for form, row in self._targets(self.fresh_rows() if self.identity else ()):
            if not form.is_valid() or not self._is_finished(form, row):
                self.uncounted.append(form)
            elif not row.pk:
                row.budget, row.ordinal = budget, _LAST + form.number
                new.append((form, row))
            else:
                self.written_at[row.pk] = str(form.prefix)
                if form.has_changed() or row is not form.instance:
                    row.save()
        self.model.objects.bulk_create([row for _, row in new], batch_size=500)  # type: ignore[attr-defined]
        self.written_at.update({row.pk: str(form.prefix) for form, row in new})
        self.leaving = [form.instance for form in self.forms if form.is_removed and form.instance.pk]

    def is_stored(self, pk: int) -> bool:
        """Whether a written row was there before."""
        return pk in self._by_pk

    @staticmethod
    def _is_finished(form: RowForm, row: BudgetRow) -> bool:
        try:
            form.finish(row)
        except NotCounted:
            return False
        return True


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n")
