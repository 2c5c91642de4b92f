"""Drafts against the lines that stand: what is new, what changes, what stays, what goes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Literal

from budgets.importers.columns import Context, Draft
from budgets.importers.registers import RegisterEntry
from budgets.models import DepartmentalBudget, ExpenditureLine

Fate = Literal["new", "changed", "unchanged", "removed", "kept"]
FATES: dict[Fate, str] = {"new": "新增", "changed": "变更", "unchanged": "不变", "removed": "删除", "kept": "保留"}

# A line is the same line as long as these are the same; amount and printed label are what may change of it.
IDENTITY = ("unit", "kind", "project", "functional", "economic", "fund")
_STORED = (
    "pk",
    "ordinal",
    "unit_id",
    "kind",
    "project_id",
    "functional_id",
    "economic_id",
    "fund_id",
    "amount",
    "printed_label",
)


@dataclass(slots=True)
class StoredLine:
    """A stored line, with entries for what it refers to."""

    pk: int
    ordinal: int
    unit: RegisterEntry | None
    kind: str
    project: RegisterEntry | None
    functional: RegisterEntry | None
    economic: RegisterEntry | None
    fund: RegisterEntry | None
    amount: Decimal
    printed_label: str


@dataclass(slots=True)
class LineChange:
    """What will happen to one line. draft is None for a line that the file lacks, line for one that is new."""

    fate: Fate
    draft: Draft | None
    line: StoredLine | None
    printed_label: str = ""

    @property
    def old_amount(self) -> Decimal | None:
        return self.line.amount if self.line else None

    @property
    def new_amount(self) -> Decimal | None:
        if self.fate == "removed":
            return None
        return self.draft.amount if self.draft else self.line.amount if self.line else None


def present_lines(budget: DepartmentalBudget, context: Context) -> list[StoredLine]:
    rows = ExpenditureLine.objects.filter(budget=budget).order_by("ordinal", "pk").values_list(*_STORED)
    unit, project = context.units.by_pk.get, context.projects.by_pk.get
    functional, economic, fund = context.functional.by_pk.get, context.economic.by_pk.get, context.funds.by_pk.get
    return [
        StoredLine(pk, ordinal, unit(u), kind, project(p), functional(f), economic(e), fund(s), amount, label)
        for pk, ordinal, u, kind, p, f, e, s, amount, label in rows
    ]


def compare(
    drafts: Sequence[Draft], lines: Sequence[StoredLine], columns: frozenset[str], *, replace: bool
) -> list[LineChange]:
    """One change for each draft, in the file's order, then the lines that the file lacks.

    columns  what the file speaks to: of the rest a line keeps what it has, and lines are told apart without it
    """
    identity = attrgetter(*(key for key in IDENTITY if key == "unit" or key in columns))
    waiting: dict[object, list[StoredLine]] = {}
    for line in lines:
        waiting.setdefault(identity(line), []).append(line)
    groups: dict[object, list[int]] = {}
    for at, draft in enumerate(drafts):
        groups.setdefault(identity(draft), []).append(at)
    partners: list[StoredLine | None] = [None] * len(drafts)
    for key, places in groups.items():
        for at, line in _pairs(drafts, places, waiting.get(key, []), has_label="printed_label" in columns):
            partners[at] = line
    taken = {line.pk for line in partners if line}
    changes = [_change(draft, line, columns) for draft, line in zip(drafts, partners, strict=True)]
    changes += [
        LineChange("removed" if replace else "kept", None, line, line.printed_label)
        for line in lines
        if line.pk not in taken
    ]
    return changes


def _pairs(
    drafts: Sequence[Draft], places: list[int], lines: list[StoredLine], *, has_label: bool
) -> Iterable[tuple[int, StoredLine]]:
    """Several lines of one identity: first those that agree in everything, then in the label, then in the amount, then in order."""
    if len(places) == 1 and len(lines) == 1:
        yield places[0], lines[0]
        return
    agreements = (
        lambda each: (each.amount, each.printed_label if has_label else ""),
        lambda each: each.printed_label if has_label else None,
        lambda each: each.amount,
        lambda each: None,
    )
    for agreement in agreements:
        if not lines or not places:
            return
        free: dict[object, list[StoredLine]] = {}
        for line in reversed(lines):
            free.setdefault(agreement(line), []).append(line)
        left = []
        for at in places:
            if found := free.get(agreement(drafts[at])):
                yield at, found.pop()
            else:
                left.append(at)
        places, lines = left, [line for some in free.values() for line in some]
        lines.sort(key=lambda line: (line.ordinal, line.pk))


def _change(draft: Draft, line: StoredLine | None, columns: frozenset[str]) -> LineChange:
    if line is None:
        return LineChange("new", draft, None, draft.printed_label)
    label = draft.printed_label if "printed_label" in columns else line.printed_label
    is_same = draft.amount == line.amount and label == line.printed_label
    return LineChange("unchanged" if is_same else "changed", draft, line, label)
