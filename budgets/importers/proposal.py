"""What an import would do, row by row, before anything is written; reckoned anew each time that it is shown."""

from __future__ import annotations

import gc
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from budgets.choices import LineKind
from budgets.importers.cells import FileProblem
from budgets.importers.columns import Context
from budgets.importers.comparison import Fate, LineChange, StoredLine, compare, present_lines
from budgets.importers.drafts import DraftReading, read_drafts
from budgets.importers.headers import Header
from budgets.importers.mapping import Choices, headers_of
from budgets.importers.reader import FileSheet
from budgets.importers.registers import RegisterEntry
from budgets.models import DepartmentalBudget


@dataclass
class Proposal:
    """context knows what is new besides lines: units, projects, codes."""

    context: Context
    reading: DraftReading
    lines: list[StoredLine]
    changes: list[LineChange]
    replace: bool

    @property
    def problems(self) -> list[FileProblem]:
        return self.reading.problems

    @property
    def is_ready(self) -> bool:
        """Whether there is something to confirm: lines, and nothing wrong with any of them."""
        return bool(self.reading.drafts) and not self.problems

    @property
    def counts(self) -> dict[Fate, int]:
        return dict(Counter(change.fate for change in self.changes))

    @property
    def old_total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal(0))

    @property
    def new_total(self) -> Decimal:
        return sum((change.new_amount or Decimal(0) for change in self.changes), Decimal(0))

    @property
    def new_units(self) -> list[RegisterEntry]:
        return self._used("unit", self.context.units.created)

    @property
    def new_projects(self) -> list[RegisterEntry]:
        return self._used("project", self.context.projects.created)

    @property
    def new_codes(self) -> list[tuple[str, RegisterEntry]]:
        """The codes that no list holds, each with what it is called."""
        registers = {
            "functional": self.context.functional,
            "economic": self.context.economic,
            "fund": self.context.funds,
        }
        return [
            (register.noun, entry) for key, register in registers.items() for entry in self._used(key, register.created)
        ]

    def _used(self, key: str, created: Sequence[RegisterEntry]) -> list[RegisterEntry]:
        """Without those that only rows with a fault name, or rows whose project was left out."""
        used = {getattr(change.draft, key) for change in self.changes if change.draft}
        return [entry for entry in created if entry in used]

    def notes(self) -> list[tuple[str, list[str]]]:
        """What is told about rows: each thing once, with the rows that it is about."""
        found: dict[str, list[str]] = {}
        for draft in self.reading.drafts:
            for note in draft.notes:
                found.setdefault(note, []).append(f"{draft.sheet}第 {draft.row} 行")
        return list(found.items())

    @property
    def emptied_kinds(self) -> list[tuple[str, int]]:
        """The kinds of which every present line would go, because the file has none: perhaps it holds a part of the budget only."""
        left = {str(change.draft.kind) for change in self.changes if change.draft}
        gone = Counter(change.line.kind for change in self.changes if change.fate == "removed" and change.line)
        return [(str(LineKind(kind).label), count) for kind, count in gone.items() if kind not in left]

    @property
    def digest(self) -> str:
        """Equal where exactly the same would be done: what a clerk confirms is what he saw."""
        parts = (
            f"{change.fate}|{change.line.pk if change.line else ''}|{change.new_amount}|{change.printed_label}|{_words(change)}"
            for change in self.changes
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _words(change: LineChange) -> str:
    draft = change.draft
    if draft is None or change.fate != "new":
        return ""
    entries = (draft.unit, draft.project, draft.functional, draft.economic, draft.fund)
    return "|".join([str(draft.kind), *(entry.label if entry else "" for entry in entries)])


def propose(
    budget: DepartmentalBudget, sheets: Sequence[FileSheet], choices: Choices, headers: Sequence[Header] | None = None
) -> Proposal:
    """Reads the budget's present lines and every row of the file. With problems there are no changes to speak of."""
    with _nothing_thrown_away():
        context = Context(budget)
        reading = read_drafts(sheets, headers_of(sheets) if headers is None else headers, choices, context)
        lines = present_lines(budget, context)
        replace = choices.mode == "replace"
        changes = compare(reading.drafts, lines, reading.columns, replace=replace)
    return Proposal(context, reading, lines, changes, replace)


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Whatever is made here is kept until the end. Python's collector, which looks for rubbish in all of it again and again,
    would take as long as the work itself.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
