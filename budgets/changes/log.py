"""What changed between two moments of a version, each row once, with the deeds that made it so."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from budgets.changes.difference import Difference, RowChange, StateRow, ValueChange, difference
from budgets.changes.moments import Rows, RowWords, label_of, namings, rows_at
from budgets.choices import Operation
from budgets.models import BudgetUnit, Change, DepartmentalBudget, EconomicClass, FunctionalClass, HistoryEntry, Project
from budgets.where import Where

States = dict[str, list[StateRow]]


@dataclass(frozen=True)
class LoggedValue:
    """label  of the field. by: the last deed that gave the value; None: between versions, where several did"""

    label: str
    value: ValueChange
    by: Change | None

    @property
    def is_amount(self) -> bool:
        return self.value.amount is not None


@dataclass(frozen=True)
class LoggedChange:
    """A row that is not as it was, as a page prints it.

    budget  the version it stands in
    part    the page of the desk; empty: none
    title   what kind of row it is
    deeds   that wrote it between the two moments, in their order
    origin  file, sheet and cell that it comes from now; empty: nobody's file
    """

    budget: DepartmentalBudget
    row: RowChange
    part: str
    title: str
    values: tuple[LoggedValue, ...]
    deeds: tuple[Change, ...]
    origin: str

    @property
    def name(self) -> str:
        return self.row.row.words

    @property
    def kind_words(self) -> str:
        return {"added": "新增", "removed": "删除", "changed": "修改", "moved": "调整顺序"}[self.row.kind]

    @property
    def size(self) -> Decimal:
        return self.row.size

    @property
    def last(self) -> Change | None:
        return self.deeds[-1] if self.deeds else None


@dataclass(frozen=True)
class Filter:
    """What of a log is asked for; empty or None: all of it. least: of an amount's change, in 元."""

    part: str = ""
    person: int | None = None
    door: str = ""
    least: Decimal | None = None
    words: str = ""

    def passes(self, logged: LoggedChange) -> bool:
        return (
            (not self.part or logged.part == self.part)
            and (self.person is None or any(deed.by_id == self.person for deed in logged.deeds))
            and (not self.door or any(deed.door == self.door for deed in logged.deeds))
            and (self.least is None or logged.size >= self.least)
            and (not self.words or self.words in logged.name or any(self.words in f"{each.value.old or ''}\n{each.value.new or ''}" for each in logged.values))
        )  # fmt: skip


def between(budget: DepartmentalBudget, since: int, until: int | None = None) -> list[LoggedChange]:
    """Of one version: after the Change of the number `since` up to that of `until`; None: up to now."""
    entries = HistoryEntry.objects.filter(budget_id=budget.pk, table__in=list(namings()), change__number__gt=since)
    if until is not None:
        entries = entries.filter(change__number__lte=until)
    return _logged(budget, rows_at(budget, since), entries.order_by("pk"))


def in_days(budget: DepartmentalBudget, begin: dt.datetime, end: dt.datetime, before: int) -> list[LoggedChange]:
    """From `begin` to before `end`. before: the number of the last Change before that time."""
    entries = HistoryEntry.objects.filter(
        budget_id=budget.pk, table__in=list(namings()), change__number__gt=before, change__at__lt=end
    )
    return _logged(budget, rows_at(budget, before), entries.order_by("pk"))


def _logged(budget: DepartmentalBudget, before: Rows, entries: Iterable[HistoryEntry]) -> list[LoggedChange]:
    """Rows that nobody touched between the two moments are the same in both, so that only touched ones are compared."""
    written = list(entries.values_list("table", "row", "operation", "new", "change"))  # type: ignore[attr-defined]
    deeds = {
        each.pk: each for each in Change.objects.filter(pk__in={change for *_, change in written}).select_related("by")
    }
    touched: dict[tuple[str, str], list[Change]] = defaultdict(list)
    given: dict[tuple[str, str, str], Change] = {}
    after: Rows = {key: dict(values) for key, values in before.items()}
    for table, key, operation, new, change in written:
        deed = deeds[change]
        if not touched[table, key] or touched[table, key][-1] is not deed:
            touched[table, key].append(deed)
        if operation == Operation.DELETE:
            after.pop((table, key), None)
            continue
        after.setdefault((table, key), {}).update(new or {})
        for column in new or {}:
            given[table, key, column] = deed
    told = RowWords(after, before)
    one = told.states_of({key: before[key] for key in touched if key in before})
    other = told.states_of({key: after[key] for key in touched if key in after})
    found = []
    for row in difference(one, other).changes:
        if row.kind == "moved":
            continue  # among touched rows alone an order says nothing
        key = (row.table, row.row.key)
        naming = namings()[row.table]
        values = tuple(
            LoggedValue(label_of(row.table, each.name), each, given.get((*key, each.name)))
            for each in row.values
            if each.name not in naming.identity or row.kind == "changed"
        )
        found.append(
            LoggedChange(
                budget, row, naming.part, naming.title, values, tuple(touched[key]), _origin(after.get(key, {}))
            )
        )
    return found


def _origin(values: dict[str, Any]) -> str:
    where = Where(values.get("sheet") or "", values.get("cell") or "", values.get("line") or 0)
    if values.get("cell", "").isdigit():  # a row of a workbook
        return " ".join(filter(None, (values.get("file", ""), f"工作表“{where.sheet}”第{where.cell}行")))
    return " ".join(filter(None, (values.get("file") or "", str(where))))


# ---- Between versions ----


def against(budget: DepartmentalBudget, other: DepartmentalBudget) -> list[LoggedChange]:
    """What this version says otherwise than the other one: the one that it corrects, or last year's."""
    before, after = rows_at(other), rows_at(budget)
    two = RowWords(after).states_of(after)
    one = _called_as_now(RowWords(before).states_of(before), two)
    followed = _codes_now() if budget.fiscal_year != other.fiscal_year else None
    return [
        LoggedChange(
            budget, row, namings()[row.table].part, namings()[row.table].title,
            tuple(LoggedValue(label_of(row.table, each.name), each, None) for each in row.values), (),
            _origin(after.get((row.table, row.row.key), {})) if row.after else "",
        )
        for row in _of_versions(one, two, followed).changes
        if row.kind != "moved"
    ]  # fmt: skip


def _called_as_now(one: States, two: States) -> States:
    """Rows that hang on a project or a unit which is called otherwise now hang on the same one: only that one has changed."""
    parents = [model._meta.db_table for model in (BudgetUnit, Project)]
    renamed = {
        change.before.words: change.after.words
        for table in parents
        for change in difference({table: one[table]}, {table: two[table]}, same_version=False).changes
        if change.before is not None and change.after is not None
    }

    def now(value: Any) -> Any:
        return renamed.get(value, value) if isinstance(value, str) else value

    def called(row: StateRow) -> StateRow:
        identity = tuple(map(now, row.identity)) if isinstance(row.identity, tuple) else row.identity
        return replace(row, identity=identity, values={name: now(value) for name, value in row.values.items()})

    return {
        table: list(rows) if table in parents or not renamed else [called(row) for row in rows]
        for table, rows in one.items()
    }


def _of_versions(one: Any, two: Any, followed: Callable[[str, Hashable], Hashable] | None) -> Difference:
    return difference(one, two, same_version=False, identity_now=followed)


def _codes_now() -> Callable[[str, Hashable], Hashable]:
    """A code that one other took the place of is called by that one's name. A code that was split stays itself."""
    names: dict[Hashable, Hashable] = {}
    for model in (FunctionalClass, EconomicClass):
        successors: dict[str, list[Any]] = defaultdict(list)
        for each in (
            model._default_manager.filter(predecessors__isnull=False).prefetch_related("predecessors").distinct()
        ):
            for before in each.predecessors.all():
                successors[str(before)].append(each)
        names |= {before: str(now[0]) for before, now in successors.items() if len(now) == 1}

    def now(_: str, identity: Hashable) -> Hashable:
        return tuple(names.get(each, each) for each in identity) if isinstance(identity, tuple) else identity

    return now


def totals(logged: Sequence[LoggedChange]) -> dict[str, int]:
    """How many rows of each kind."""
    found: dict[str, int] = {}
    for each in logged:
        found[each.kind_words] = found.get(each.kind_words, 0) + 1
    return found
