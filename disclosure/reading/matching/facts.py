"""What a disclosure says, as plain facts with the lines they were read from. No fact knows the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from budgets.choices import Flag


@dataclass(frozen=True)
class Label:
    """Words of the form in a table's cell: the key of the block, the words as printed."""

    key: str
    text: str
    line: int


@dataclass(frozen=True)
class Money:
    """An amount with its printed name: a source of income, an item of cost, a project, a total."""

    name: str
    amount: Decimal
    line: int


@dataclass(frozen=True)
class SourceChange:
    """What the source says of last year: figure None where it gives none, reason "" likewise."""

    ref: str
    previous: Decimal | None
    reason: str
    line: int


@dataclass(frozen=True)
class SourceText:
    text: str
    line: int


@dataclass(frozen=True)
class SourceUnit:
    name: str
    nature: str
    rank: str
    funding_mode: str
    line: int


@dataclass(frozen=True)
class SourceDuty:
    """Fields are the words after 职责目标是 and so on, without a final full stop."""

    name: str
    line: int
    description: str = ""
    goal: str = ""
    objective: str = ""
    indicators: str = ""
    standards: str = ""


@dataclass(frozen=True)
class SourceIndicator:
    level1: str
    level2: str
    name: str
    description: str
    symbol: str
    value: str
    unit: str
    basis: str
    line: int


@dataclass(frozen=True)
class SourceSheet:
    """A project with its 绩效目标表. plan: March, June, October, December; None where the cell is blank."""

    code: str
    name: str
    template: str
    purpose: str
    plan: tuple[Decimal | None, ...]
    objectives: tuple[SourceText, ...]
    indicators: tuple[SourceIndicator, ...]
    line: int


@dataclass(frozen=True)
class Purchase:
    """A row of the procurement table, by the keys of its columns. numbers: only the cells that are filled."""

    words: dict[str, str]
    numbers: dict[str, Decimal]
    line: int


@dataclass(frozen=True)
class Holding:
    """A row of the table of assets. category "added" has the name that the source gives it."""

    category: str
    name: str
    quantity: Decimal | None
    value: Decimal | None
    line: int


@dataclass(frozen=True)
class Term:
    term: str
    definition: str
    line: int


@dataclass
class SourceFacts:
    """totals  reference → the amount that a sentence or a total row prints for it
    sums    column → what the procurement table's 合计 row prints"""

    units: list[SourceUnit] = field(default_factory=list)
    duties_prose: list[SourceText] = field(default_factory=list)
    totals: dict[str, Money] = field(default_factory=dict)
    sources: list[Money] = field(default_factory=list)
    projects: list[Money] = field(default_factory=list)
    operating: list[Money] = field(default_factory=list)
    three_public: dict[str, Money] = field(default_factory=dict)
    changes: list[SourceChange] = field(default_factory=list)
    flags: dict[Flag, int] = field(default_factory=dict)
    overall: list[SourceText] = field(default_factory=list)
    duties: list[SourceDuty] = field(default_factory=list)
    guarantee: list[SourceText] = field(default_factory=list)
    sheets: list[SourceSheet] = field(default_factory=list)
    purchases: list[Purchase] = field(default_factory=list)
    sums: dict[str, Money] = field(default_factory=dict)
    holdings: list[Holding] = field(default_factory=list)
    glossary: list[Term] = field(default_factory=list)
    other: list[SourceText] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)

    def change(self, ref: str) -> SourceChange | None:
        return next((change for change in self.changes if change.ref == ref), None)
