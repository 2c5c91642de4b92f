"""The moments of a version, and its rows as they stood at one of them: the history's entries added up to there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models

from budgets import parts
from budgets.changes.difference import StateRow
from budgets.choices import Operation
from budgets.models import BudgetRow, DepartmentalBudget, FileRow, HistoryEntry
from budgets.money import YuanField

# What of a row says nothing about the budget: where it stands among the others, and in which file it was read.
_ASIDE = {"budget", "ordinal"}
# Of the version itself: what is typed in. Who moved it when stands among its moves.
_OF_THE_VERSION = ("printed_name", "format_key", "tables_mode", "correction_note")

Values = dict[str, Any]
Rows = dict[tuple[str, str], Values]  # table and key → column → value


@dataclass(frozen=True)
class Naming:
    """How the rows of a table are spoken of.

    part      the title of the page where they are entered; empty: they are entered on none
    title     what a row of the table is
    fields    column → the field
    identity  columns that say which row it is, in the order in which its name is said
    """

    table: str
    part: str
    title: str
    fields: Mapping[str, models.Field]
    identity: tuple[str, ...]


@cache
def namings() -> Mapping[str, Naming]:
    """Table → how its rows are spoken of; the version's own first, then parents before children."""
    found = {DepartmentalBudget._meta.db_table: _naming_of_versions()}
    pages: dict[type, str] = {}
    for part in parts.all_parts():
        for model in part.models:
            pages.setdefault(model, part.title)
    for model in parts.row_models():
        meta = model._meta  # type: ignore[attr-defined]
        aside = _ASIDE | (set(FileRow.ORIGIN) if issubclass(model, FileRow) else set())
        fields = {
            str(field.column): field
            for field in meta.concrete_fields
            if not field.primary_key and not field.generated and field.name not in aside
        }
        identity = model.NAMED_BY or tuple(column for column, field in fields.items() if _names(field))  # type: ignore[attr-defined]
        found[meta.db_table] = Naming(
            meta.db_table, pages.get(model, ""), str(meta.verbose_name), fields, identity or tuple(fields)
        )
    return found


def _naming_of_versions() -> Naming:
    meta = DepartmentalBudget._meta
    fields = {name: meta.get_field(name) for name in _OF_THE_VERSION}
    return Naming(meta.db_table, "基本信息", "版本", fields, ())  # type: ignore[arg-type]


def _names(field: models.Field) -> bool:
    """A relation, a choice or a short text without which a row would be another one. Amounts and long texts are what it says."""
    if isinstance(field, YuanField | models.DecimalField | models.TextField | models.BooleanField | models.DateField):
        return False
    return field.is_relation or bool(field.choices) or isinstance(field, models.CharField) or field.name == "year"


# ---- Rows at a moment ----


def rows_at(budget: DepartmentalBudget, number: int | None = None) -> Rows:
    """The rows of the version after its Change of that number; None: as they are now. 0: before the first."""
    entries = HistoryEntry.objects.filter(budget_id=budget.pk, table__in=list(namings())).order_by("pk")
    if number is not None:
        entries = entries.filter(change__number__lte=number)
    rows: Rows = {}
    for table, key, operation, new in entries.values_list("table", "row", "operation", "new").iterator(5000):
        if operation == Operation.DELETE:
            rows.pop((table, key), None)
        else:
            rows.setdefault((table, key), {}).update(new or {})
    return rows


# ---- In words ----


class RowWords:
    """Values of rows as people read them: names for keys, labels for choices."""

    def __init__(self, *states: Rows) -> None:
        """states  the rows that others of them refer to; codes and units are looked up at once for all"""
        self.states = states
        self._outside = self._looked_up()

    def _looked_up(self) -> dict[tuple[type, str], str]:
        wanted: dict[type, set[Any]] = defaultdict(set)
        for state in self.states:
            for (table, _), values in state.items():
                for column, field in namings()[table].fields.items():
                    if field.is_relation and values.get(column) is not None and not _is_of_a_version(field):
                        wanted[field.related_model].add(values[column])  # type: ignore[index]
        return {
            (model, str(row.pk)): str(row)
            for model, keys in wanted.items()
            for row in model._default_manager.filter(pk__in=keys)  # type: ignore[attr-defined]
        }

    def value(self, table: str, column: str, value: Any) -> Any:
        """Amounts stay numbers; blank is None."""
        field = namings()[table].fields.get(column)
        if value is None or value == "" or field is None:
            return None
        if field.is_relation:
            return self._related(field, str(value))
        if field.choices:
            return dict(field.flatchoices).get(value, value)
        if isinstance(field, models.BooleanField):
            return "是" if value else "否"
        return field.to_python(value) if isinstance(field, models.DecimalField) else value

    def _related(self, field: models.Field, key: str) -> str:
        model: Any = field.related_model
        if not _is_of_a_version(field):
            return self._outside.get((model, key), f"（{key}）")
        table = model._meta.db_table
        for state in self.states:
            if (table, key) in state:
                return self.name(table, state[table, key])
        return f"（{key}）"

    def name(self, table: str, values: Values) -> str:
        """办公费 · 公用经费 · 一般公共预算资金: what tells the row from its neighbours."""
        naming = namings()[table]
        said = [self.value(table, column, values.get(column)) for column in naming.identity]
        said = [texts().get(str(each), each) for each in said] if "key" in naming.identity else said
        first = [str(values[column]) for column in ("printed_label", "name") if values.get(column)]
        return " · ".join(dict.fromkeys([*first, *(str(each) for each in said if each is not None)])) or naming.title

    def states_of(self, rows: Rows) -> dict[str, list[StateRow]]:
        """For the difference: table → rows in their order, in words."""
        found: dict[str, list[tuple[tuple[int, int], StateRow]]] = {table: [] for table in namings()}
        for (table, key), values in rows.items():
            naming = namings()[table]
            said = {column: self.value(table, column, values.get(column)) for column in naming.fields}
            identity = tuple(said[column] for column in naming.identity)
            content = said.get("name") if "code" in said else None
            row = StateRow(key, identity, said, self.name(table, values), content)
            place = (int(values.get("ordinal") or 0), int(key))
            found[table].append((place, row))
        return {table: [row for _, row in sorted(each, key=lambda one: one[0])] for table, each in found.items()}


@cache
def texts() -> Mapping[str, str]:
    """What own prose is called, by its key."""
    return {key: title for part in parts.all_parts() for key, title in part.texts.items()}


def _is_of_a_version(field: models.Field) -> bool:
    model = field.related_model
    return isinstance(model, type) and issubclass(model, BudgetRow)


def label_of(table: str, column: str) -> str:
    field = namings()[table].fields.get(column)
    return str(field.verbose_name) if field is not None else column


def submissions(budget: DepartmentalBudget) -> list[int]:
    """The numbers of the Changes by which the version was submitted, in their order."""
    entries: Iterable[Any] = HistoryEntry.objects.filter(
        budget_id=budget.pk, table=DepartmentalBudget._meta.db_table, new__status="submitted"
    )
    return sorted(entries.values_list("change__number", flat=True))  # type: ignore[attr-defined]
