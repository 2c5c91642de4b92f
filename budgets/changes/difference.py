"""The one comparison of two states: of a version's rows at two moments, of two versions, of two documents.

Pure and without a database: states are sequences of rows, one sequence for each table, in their order. Time and memory grow with
the number of rows (and the logarithm of it, for their order).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Kind = Literal["added", "removed", "changed", "moved"]
State = Mapping[str, Sequence["StateRow"]]  # table → its rows in their order


@dataclass(frozen=True)
class StateRow:
    """A row as it stood at a moment.

    key       by which the same row is found at another moment of the same version; empty: it has none
    identity  by which it is the same row of another version: what stays while its amounts and words change
    content   by which a row is known again although its identity became other (a project with another code); None: by nothing
    values    name → what it says there. Amounts are Decimal in 元; None: blank
    words     what the row is called, for whoever reads of it
    """

    key: str
    identity: Hashable
    values: Mapping[str, Any]
    words: str = ""
    content: Hashable = None

    def __hash__(self) -> int:
        return hash((self.key, self.identity))


@dataclass(frozen=True)
class ValueChange:
    """One value of a row, before and after. None: blank, or there was no row."""

    name: str
    old: Any
    new: Any

    @property
    def amount(self) -> Decimal | None:
        """What it grew by, in the unit of the value; None where it is no number."""
        numbers = [each for each in (self.old, self.new) if each is not None]
        if not numbers or not all(isinstance(each, Decimal) for each in numbers):
            return None
        return (self.new or Decimal(0)) - (self.old or Decimal(0))

    @property
    def percent(self) -> Decimal | None:
        """Of the old value, to a tenth; None where that is nothing."""
        if self.amount is None or not self.old:
            return None
        return (self.amount * 100 / abs(self.old)).quantize(Decimal("0.1"))


@dataclass(frozen=True)
class RowChange:
    """A row that is not as it was.

    before, after  None: it was, or is, not there
    place          where it stands afterwards among the rows of its table; of a removed row, where it stood
    was_at         where it stood before; -1 for an added row
    is_moved       whether it stands elsewhere among the others than before
    """

    table: str
    before: StateRow | None
    after: StateRow | None
    place: int
    was_at: int = -1
    is_moved: bool = False

    @property
    def kind(self) -> Kind:
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        return "changed" if self.values else "moved"

    @property
    def row(self) -> StateRow:
        found = self.after or self.before
        assert found is not None  # noqa: S101  a change is of some row
        return found

    @property
    def values(self) -> tuple[ValueChange, ...]:
        old = self.before.values if self.before else {}
        new = self.after.values if self.after else {}
        return tuple(
            ValueChange(name, old.get(name), new.get(name))
            for name in dict.fromkeys([*old, *new])
            if old.get(name) != new.get(name)
        )

    @property
    def size(self) -> Decimal:
        """The greatest change of an amount in it; 0 where no amount changed."""
        return max((abs(each.amount) for each in self.values if each.amount is not None), default=Decimal(0))


@dataclass(frozen=True)
class Difference:
    """changes: table by table, in the order of what is there afterwards; what was removed stands at its end."""

    changes: tuple[RowChange, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    def of(self, table: str) -> tuple[RowChange, ...]:
        return tuple(each for each in self.changes if each.table == table)

    def applied(self, before: State) -> dict[str, list[StateRow]]:
        """The state afterwards, from the one before and nothing else."""
        return {
            table: _applied(before.get(table, ()), self.of(table))
            for table in dict.fromkeys([*before, *(each.table for each in self.changes)])
        }


def difference(
    before: State, after: State, *, same_version: bool = True, identity_now: Callable[[str, Hashable], Hashable] | None = None
) -> Difference:  # fmt: skip
    """What has to happen to `before` so that it is `after`.

    same_version  whether rows of one key are one row; else only what they say tells
    identity_now  table and identity before → as it would be called afterwards (codes through their predecessors); None: as it is
    """
    changes: list[RowChange] = []
    for table in dict.fromkeys([*before, *after]):
        changes.extend(_of_table(table, before.get(table, ()), after.get(table, ()), same_version, identity_now))
    return Difference(tuple(changes))


def _of_table(
    table: str, old: Sequence[StateRow], new: Sequence[StateRow], same_version: bool,
    identity_now: Callable[[str, Hashable], Hashable] | None,
) -> Iterator[RowChange]:  # fmt: skip
    pairs = _pairs(table, old, new, same_version, identity_now)
    staying = _staying([pairs[at] for at in range(len(new)) if at in pairs])
    for at, row in enumerate(new):
        if at not in pairs:
            yield RowChange(table, None, row, at)
            continue
        was, is_moved = old[pairs[at]], pairs[at] not in staying
        if is_moved or was.values != row.values:
            yield RowChange(table, was, row, at, pairs[at], is_moved)
    known = set(pairs.values())
    for at, row in enumerate(old):
        if at not in known:
            yield RowChange(table, row, None, at, at)


def _pairs(
    table: str, old: Sequence[StateRow], new: Sequence[StateRow], same_version: bool,
    identity_now: Callable[[str, Hashable], Hashable] | None,
) -> dict[int, int]:  # fmt: skip
    """Place afterwards → place before, of each row that is the same; the surest signs first."""

    def named(row: StateRow) -> Hashable:
        return identity_now(table, row.identity) if identity_now else row.identity

    def said(values: Mapping[str, Any]) -> Hashable:
        return tuple(sorted((name, repr(value)) for name, value in values.items()))

    pairs: dict[int, int] = {}
    free_old, free_new = dict.fromkeys(range(len(old))), dict.fromkeys(range(len(new)))
    signs: list[tuple[Callable[[StateRow], Hashable], Callable[[StateRow], Hashable]]] = [
        (lambda row: (named(row), said(row.values)), lambda row: (row.identity, said(row.values))),
        (named, lambda row: row.identity),
        (lambda row: row.content, lambda row: row.content),
    ]
    if same_version:
        signs.insert(0, (lambda row: row.key or None, lambda row: row.key or None))
    for of_old, of_new in signs:
        if not free_old or not free_new:
            break
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for at in free_old:
            if (sign := of_old(old[at])) is not None:
                waiting[sign].append(at)
        for at in list(free_new):
            sign = of_new(new[at])
            if sign is not None and waiting.get(sign):
                pairs[at] = waiting[sign].popleft()
                del free_new[at], free_old[pairs[at]]
    return pairs


def _staying(places: Sequence[int]) -> set[int]:
    """The most of them that stand in the same order as before: the others have moved past them."""
    tops: list[int] = []  # the least last place of a chain of each length
    at_top: list[int] = []
    before: list[int] = [-1] * len(places)
    for at, place in enumerate(places):
        length = bisect_left(tops, place)
        if length == len(tops):
            tops.append(place)
            at_top.append(at)
        else:
            tops[length], at_top[length] = place, at
        before[at] = at_top[length - 1] if length else -1
    found, at = set(), at_top[-1] if at_top else -1
    while at >= 0:
        found.add(places[at])
        at = before[at]
    return found


def _applied(rows: Sequence[StateRow], changes: Iterable[RowChange]) -> list[StateRow]:
    known = {change.was_at: change for change in changes if change.before is not None}
    coming = [
        (change.place, change.after)
        for change in changes
        if change.after is not None and (change.before is None or change.is_moved)
    ]
    staying = []
    for at, row in enumerate(rows):
        change = known.get(at)
        if change is None:
            staying.append(row)
        elif change.after is not None and not change.is_moved:
            staying.append(change.after)
    for place, row in sorted(coming, key=lambda each: each[0]):
        staying.insert(place, row)
    return staying
