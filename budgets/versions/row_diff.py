"""How rows are brought from one version into another and kept equal to it: what is there is compared, only what differs is written.

Rows of two versions have different keys, so they are compared by what they say. A row that others hang on (a project, a
project's sheet) is known by its code and changed in place; any other is the same row only where all of it is the same.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from budgets import parts
from budgets.models import BudgetRow, BudgetUnit, DepartmentalBudget, Project

Model = Any
Row = Any
Key = tuple[Any, ...]


def following_models() -> list[Model]:
    """The models whose rows belong to a unit, or to a row that does; parents before children."""
    return [
        model for model in parts.row_models() if model is Project or (model is not BudgetUnit and parents_of(model))
    ]


def parents_of(model: Model) -> list[models.ForeignKey]:
    """The relations of a row to other rows of its version."""
    return [
        each for each in model._meta.concrete_fields
        if each.is_relation and each.name != "budget" and issubclass(each.related_model, BudgetRow)
    ]  # fmt: skip


def own_fields(model: Model) -> list[models.Field]:
    """What a row says itself, without its place in the version, and without the place in the file that it was read from."""
    parents = {each.name for each in parents_of(model)} | set(getattr(model, "ORIGIN", ()))
    return [
        each for each in model._meta.concrete_fields
        if not (each.primary_key or each.generated or each.name in {"budget", "ordinal"} or each.name in parents)
    ]  # fmt: skip


class VersionRows:
    """The rows of a version, read once, with the key by which each is the same as a row of another version."""

    def __init__(self, budget: DepartmentalBudget) -> None:
        self.budget = budget
        self.by_model: dict[Model, list[Row]] = {
            model: list(model.objects.filter(budget=budget).order_by("ordinal", "pk")) for model in following_models()
        }
        self._by_pk = {(model, row.pk): row for model, rows in self.by_model.items() for row in rows}

    def of(self, model: Model) -> list[Row]:
        return self.by_model.get(model, [])

    def every(self) -> Iterator[Row]:
        for rows in self.by_model.values():
            yield from rows

    def keep(self, model: Model, wanted: Callable[[Row], bool]) -> None:
        """Forgets the rows of the model that are not wanted. They are still found as parents."""
        self.by_model[model] = [row for row in self.of(model) if wanted(row)]

    def known_as(self, row: Row) -> Key | None:
        """Model and identity of a row that has one."""
        identity = self.identity(row)
        return None if identity is None else (type(row)._meta.label, identity)

    def parent(self, row: Row, relation: models.ForeignKey) -> Row | None:
        """None where the relation is empty, or leads to a unit: whose row it is, is known where it is compared."""
        return self._by_pk.get((relation.related_model, getattr(row, relation.attname)))

    def identity(self, row: Row) -> Key | None:
        """The key of a row that is changed in place; None for a row that is what it says."""
        if isinstance(row, Project):
            return (row.code,)
        only = [each for each in parents_of(type(row)) if each.unique]
        parent = self.parent(row, only[0]) if only else None
        return self.key(parent)[:2] if parent is not None else None

    def key(self, row: Row) -> Key:
        """Model, identity where it has one, and all that it says, its parents included."""
        parents = tuple(
            (parent_key[:2] if parent_key[1] else parent_key) if parent_key else None
            for parent_key in (self._parent_key(row, relation) for relation in parents_of(type(row)))
        )
        return (type(row)._meta.label, self.identity(row), values(row), parents)

    def _parent_key(self, row: Row, relation: models.ForeignKey) -> Key | None:
        parent = self.parent(row, relation)
        return None if parent is None else self.key(parent)


def values(row: Row) -> Key:
    return tuple(getattr(row, each.attname) for each in own_fields(type(row)))


def digest(keys: Iterable[Key]) -> str:
    """A short mark of what rows say, in any order: whether somebody changed them since is seen by it."""
    return hashlib.sha256("\n".join(sorted(map(repr, keys))).encode()).hexdigest()


@dataclass
class Plan:
    """What has to be written so that the present rows say what the wanted ones say.

    add     wanted rows, with the model's order kept
    change  pairs of a present row and the wanted one that has its identity
    remove  present rows that nothing wanted is the same as
    """

    add: list[Row] = field(default_factory=list)
    change: list[tuple[Row, Row]] = field(default_factory=list)
    remove: list[Row] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.add or self.change or self.remove)

    @property
    def lost(self) -> list[Row]:
        """The present rows of which something would be gone."""
        return [*(present for present, _ in self.change), *self.remove]

    def summary(self) -> list[str]:
        """收入：新增 2 项，删除 1 项. One line for each kind of row."""
        counts: dict[str, list[str]] = {}
        for words, rows in (("新增", self.add), ("更新", [row for row, _ in self.change]), ("删除", self.remove)):
            for name, count in Counter(str(type(row)._meta.verbose_name) for row in rows).items():
                counts.setdefault(name, []).append(f"{words} {count} 项")
        return [f"{name}：{'，'.join(words)}" for name, words in counts.items()]


Keyed = Sequence[tuple[Row, Key]]


def plan(present: Keyed, wanted: Keyed) -> Plan:
    """Keys are those of `VersionRows.key`: model, identity or None, content, parents."""
    found = Plan()
    by_identity = {key[:2]: (row, key) for row, key in present if key[1] is not None}
    by_content: dict[Key, list[Row]] = {}
    for row, key in present:
        if key[1] is None:
            by_content.setdefault(key, []).append(row)
    for row, key in wanted:
        if key[1] is not None:
            there = by_identity.pop(key[:2], None)
            if there is None:
                found.add.append(row)
            elif there[1] != key:
                found.change.append((there[0], row))
        elif same := by_content.get(key):
            same.pop(0)
        else:
            found.add.append(row)
    left = {id(row) for row, _ in by_identity.values()} | {id(row) for rows in by_content.values() for row in rows}
    found.remove = [row for row, _ in present if id(row) in left]
    return found


def apply(what: Plan, target: DepartmentalBudget, replaced: dict[tuple[Model, int], int]) -> None:
    """Writes a plan. Inside `editing`.

    replaced  (model, key of the wanted row's parent) → key of the row that stands for it here; what is added is put in
    """
    for present, wanted in what.change:
        for each in own_fields(type(present)):
            setattr(present, each.attname, getattr(wanted, each.attname))
        present.save()
    order = {model: place for place, model in enumerate(parts.row_models())}
    for model in sorted({type(row) for row in what.add}, key=lambda each: order.get(each, 0)):
        _add(model, [row for row in what.add if type(row) is model], target, replaced)
    for model in sorted({type(row) for row in what.remove}, key=lambda each: order.get(each, 0), reverse=True):
        model.objects.filter(budget=target, pk__in=[row.pk for row in what.remove if type(row) is model]).delete()


def _add(model: Model, rows: list[Row], target: DepartmentalBudget, replaced: dict[tuple[Model, int], int]) -> None:
    """Behind the rows that are there."""
    last = model.objects.filter(budget=target).aggregate(last=models.Max("ordinal"))["last"]
    start = 0 if last is None else last + 1
    copies = []
    for number, row in enumerate(rows, start):
        copy = model(
            budget=target, ordinal=number, **{each.attname: getattr(row, each.attname) for each in own_fields(model)}
        )
        for relation in parents_of(model):
            if (old := getattr(row, relation.attname)) is not None:
                setattr(copy, relation.attname, replaced[relation.related_model, old])
        copies.append(copy)
    model.objects.bulk_create(copies)
    replaced.update({(model, row.pk): copy.pk for row, copy in zip(rows, copies, strict=True)})
