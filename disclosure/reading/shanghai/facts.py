"""What such a budget says, as plain facts with the lines they were read from. No fact knows the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from budgets.choices import Base
from budgets.where import Where
from disclosure.reading.matching.facts import SourceText, Term
from disclosure.reading.official.tables import Doubt, Note, OfficialTable
from disclosure.reading.shanghai.lines import SourceLine, place_of


@dataclass(frozen=True)
class NarratedFigure:
    """A figure of the narrative, in 元 or, for counts, as it stands.

    ref         as in budgets.statements: revenue.fiscal, item.2010507, asset_counts.held:other
    years_back  1 for last year's
    rounded     whether it was printed in 万元
    """

    ref: str
    value: Decimal
    line: int
    years_back: int = 0
    base: str = Base.BUDGET
    rounded: bool = False


@dataclass(frozen=True)
class NarratedChange:
    """By how much a figure is more (less: negative) than last year's, as printed, in 元. printed: this year's figure there."""

    ref: str
    printed: Decimal
    change: Decimal
    line: int


@dataclass(frozen=True)
class NarratedItem:
    """A functional item of the narrative. code "" until it is found in the tables. execution None: last year is not mentioned."""

    class_name: str
    section_name: str
    name: str
    amount: Decimal
    purpose: str
    execution: Decimal | None
    reason: str
    line: int
    code: str = ""


@dataclass(frozen=True)
class NarratedUnit:
    """nature "" where neither the text nor the name tells it."""

    name: str
    nature: str
    line: int


@dataclass(frozen=True)
class NarratedTarget:
    """An indicator of a project. level1 of performance.choices.IndicatorLevel."""

    level1: str
    level2: str
    name: str
    value: str
    line: int


@dataclass
class NarratedProject:
    """A project with what is said of it: its notes by aspect, its sheet of targets. code: the stable one of its name."""

    code: str
    name: str
    line: int
    notes: dict[str, list[SourceText]] = field(default_factory=dict)
    amount: Decimal | None = None
    has_sheet: bool = False
    objectives: list[SourceText] = field(default_factory=list)
    targets: list[NarratedTarget] = field(default_factory=list)


@dataclass
class ShanghaiFacts:
    """tables come with their notes and doubts; table_notes are the printed sentences under them, by table.

    doubts  what was not understood outside the tables: with one of them a document is not taken over
    """

    units: list[NarratedUnit] = field(default_factory=list)
    duties: list[SourceText] = field(default_factory=list)
    glossary: list[Term] = field(default_factory=list)
    said: list[NarratedFigure] = field(default_factory=list)
    changes: list[NarratedChange] = field(default_factory=list)
    reasons: dict[tuple[str, str], SourceText] = field(default_factory=dict)
    items: list[NarratedItem] = field(default_factory=list)
    projects: list[NarratedProject] = field(default_factory=list)
    tables: list[OfficialTable] = field(default_factory=list)
    table_notes: dict[str, list[SourceLine]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def table(self, key: str) -> OfficialTable | None:
        return next((table for table in self.tables if table.key == key), None)

    def note(self, line: int, text: str) -> None:
        self.notes.append(Note(Where(line=line), text))

    def doubt(self, at: SourceLine, text: str) -> None:
        self.doubts.append(Doubt(place_of(at), text))

    def reason(self, ref: str, text: str, line: int) -> None:
        statement, _, row = ref.partition(".")
        if words := text.strip().rstrip("。；，"):
            self.reasons.setdefault((statement, row), SourceText(words, line))
