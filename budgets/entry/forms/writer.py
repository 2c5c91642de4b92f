"""How what was typed into a grid is written, and what stands against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Max, Model, ProtectedError
from django.db.models.deletion import Collector

from budgets.entry.forms.read_rows import ReadRows
from budgets.entry.forms.rows import TypedRow
from budgets.models import BudgetRow, DepartmentalBudget, FileRow


class CannotSave(Exception):
    """Rows of other pages stand against a save; the message names them and says what to do."""


class Saving:
    """The writing of one grid: what was touched, and nothing else.

    leaving  stored rows that go, once every grid of the page is written
    """

    def __init__(self, grid: ReadRows) -> None:
        self.grid = grid
        self.leaving: list[Any] = []

    def save(self, budget: DepartmentalBudget) -> None:
        """Writes what is new, changed or moved. Rows that leave are deleted later, when no other grid needs them."""
        touched = self.grid.touched
        if not touched:
            return
        new: list[tuple[TypedRow, Any]] = []
        written: set[int] = set()
        targets = self.targets()
        for row, target in targets:
            self.grid.finish(target)
            if target.pk is None:
                target.budget = budget
                new.append((row, target))
                continue
            written.add(target.pk)
            if row.is_changed or target is not row.instance:
                if isinstance(target, FileRow):
                    target.typed_over()
                target.save()
        self._add(new)
        self.leaving = [row.stored for row in touched if row.stored is not None and row.stored.pk not in written]
        if self.grid.is_ranked or any(row.is_moved or target is not row.instance for row, target in targets):
            self._reorder({target.pk: row for row, target in targets})

    # ---- Which row is written ----

    def targets(self) -> list[tuple[TypedRow, Any]]:
        """Each row that stays with the row of the database that it writes.

        Where a field names a row for good (a project's code) and a table is pasted in another order, each stored row
        keeps its name and with it everything that hangs on it.
        """
        staying = [row for row in self.grid.touched if not row.is_removed]
        name = self.grid.identity
        if not name or not staying:
            return [(row, row.instance) for row in staying]
        named = dict(self.grid.queryset().values_list(name, "pk"))
        known = {row.stored.pk: row.stored for row in self.grid.typed.rows if row.stored is not None}
        wanted = {getattr(row.instance, name) for row in staying}

        def target(row: TypedRow) -> Any:
            pk = named.get(getattr(row.instance, name))
            if pk is not None and pk != row.instance.pk:
                return self._with_content(row, known.get(pk) or self.grid.queryset().get(pk=pk))
            if pk is None and row.stored is not None and getattr(row.stored, name) in wanted:
                return self._with_content(row, self.grid.model())  # the stored row is another's by its name
            return row.instance

        return [(row, target(row)) for row in staying]

    def _with_content(self, row: TypedRow, target: Any) -> Any:
        for column in self.grid.cells:
            if column.is_read:
                setattr(target, column.name, getattr(row.instance, column.name))
        return target

    # ---- Places ----

    def _add(self, new: list[tuple[TypedRow, Any]]) -> None:
        """Behind all others."""
        if not new:
            return
        rows = self.grid.queryset().order_by()
        last = max(rows.aggregate(last=Max("ordinal"))["last"] or 0, rows.count())
        for ordinal, (_, target) in enumerate(new, last + 1):
            target.ordinal = ordinal
        self.grid.model.objects.bulk_create([target for _, target in new], batch_size=500)

    def _reorder(self, typed: dict[int, TypedRow]) -> None:
        """A smaller number moves a row before the one that has it, a greater one behind it; the others keep their order."""
        leaving = {row.pk for row in self.leaving}
        places = []
        for here, stored in enumerate(self.grid.in_order(), 1):
            if stored.pk in leaving:
                continue
            row = typed.get(stored.pk)
            at = here if row is None else row.number
            key = (10**9 if row is not None and row.stored is None else at, 0, at)
            if row is not None and row.position is not None and row.is_moved:
                key = (row.position, (row.position > at) - (row.position < at), at)
            places.append((self.grid.rank(stored), key, stored.pk))
        _number([pk for _, _, pk in sorted(places)], self.grid.model)

    # ---- Deleting ----

    def delete(self) -> None:
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


def _number(keys: list[int], model: type[BudgetRow]) -> None:
    """Writes the places of the rows that stand elsewhere now, in one statement."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET ordinal = place.number FROM unnest(%s::bigint[]) WITH ORDINALITY AS place (pk, number)"  # noqa: S608
            f" WHERE {table}.id = place.pk AND {table}.ordinal <> place.number",
            [keys],
        )


def _in_use(row: Any, others: Iterable[Model]) -> str:
    counts = Counter(str(other._meta.verbose_name) for other in others)
    named = "、".join(f"{kind} {count} 条" for kind, count in counts.items())
    return f"“{row}”还被其他数据使用（{named}），因此没有保存。请先删除或修改这些数据，再删除它。"
