"""Everything of one version that the ground holds, read in a fixed number of queries and then left alone.

Statements, rules and the composer read a Ledger and never the database, so that all of them see the same moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Self

from django.db.models import QuerySet

from budgets.choices import Base, CellOrigin, Flag, FundKind
from budgets.in_force import version_in_force
from budgets.models import (
    BudgetUnit,
    ChangeReason,
    DepartmentalBudget,
    EconomicClass,
    ExpenditureLine,
    FunctionalClass,
    FundSource,
    GlossaryTerm,
    InternalTransfer,
    Project,
    Prose,
    RevenueLine,
    StatedCell,
    StatedFlag,
)
from budgets.statements import official
from budgets.statements.amounts import Amount

CellKey = tuple[str, str, str, int, str]


@dataclass(frozen=True)
class PrintedClass:
    """A class as an official table that was read prints it: code and name side by side, and where."""

    is_economic: bool
    code: str
    name: str
    where: str


@dataclass(frozen=True)
class Ledger:
    """The rows of a version.

    stated   (statement, row, column, year, base) → cell
    reasons  (statement, row) → text
    prose    key → text
    printed_classes  of tables from elsewhere; empty for a version of ours, which takes its names from the list
    """

    budget: DepartmentalBudget
    units: tuple[BudgetUnit, ...]
    revenue: tuple[RevenueLine, ...]
    projects: tuple[Project, ...]
    expenditure: tuple[ExpenditureLine, ...]
    stated: dict[CellKey, StatedCell]
    flags: frozenset[str]
    reasons: dict[tuple[str, str], str]
    prose: dict[str, str]
    glossary: tuple[GlossaryTerm, ...]
    printed_classes: tuple[PrintedClass, ...] = ()
    transfers: tuple[InternalTransfer, ...] = ()
    _memory: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, budget: DepartmentalBudget) -> Self:
        """Fourteen queries, whatever the size."""
        return cls.of_each([budget])[0]

    @classmethod
    def of_each(cls, budgets: Collection[DepartmentalBudget]) -> list[Self]:
        """One for each version, in their order. Fourteen queries, however many they are."""

        def rows(model: Any, *joined: str) -> tuple[Any, ...]:
            found = model.objects.filter(budget__in=budgets).order_by("ordinal", "pk")
            return tuple(found.select_related(*joined) if joined else found)

        units, projects, revenue, expenditure = map(rows, (BudgetUnit, Project, RevenueLine, ExpenditureLine))
        lines = (*revenue, *expenditure)
        _join(lines, "unit", units)
        _join(expenditure, "project", projects)
        _join(lines, "functional", FunctionalClass.objects.all())
        _join(lines, "fund", FundSource.objects.all())
        _join(expenditure, "economic", EconomicClass.objects.all())
        unit_of, project_of, income_of, spending_of = map(_by_version, (units, projects, revenue, expenditure))
        cell_of, flag_of, reason_of, prose_of, term_of = map(
            _by_version, map(rows, (StatedCell, StatedFlag, ChangeReason, Prose, GlossaryTerm))
        )
        transfer_of = _by_version(rows(InternalTransfer, "payer", "receiver"))
        return [
            cls(
                budget=budget,
                units=tuple(unit_of[budget.pk]),
                revenue=tuple(income_of[budget.pk]),
                projects=tuple(project_of[budget.pk]),
                expenditure=tuple(spending_of[budget.pk]),
                stated={
                    (cell.statement, cell.row, cell.column, cell.year, cell.base): cell for cell in cell_of[budget.pk]
                },
                flags=frozenset(flag.key for flag in flag_of[budget.pk]),
                reasons={(reason.statement, reason.row): reason.text for reason in reason_of[budget.pk]},
                prose={prose.key: prose.text for prose in prose_of[budget.pk]},
                glossary=tuple(term_of[budget.pk]),
                transfers=tuple(transfer_of[budget.pk]),
            )
            for budget in budgets
        ]

    @classmethod
    def empty(cls, budget: DepartmentalBudget) -> Self:
        """Of the version alone, with none of its rows: for what reads none."""
        return cls(budget, (), (), (), (), {}, frozenset(), {}, {}, ())

    @property
    def year(self) -> int:
        return self.budget.fiscal_year

    @property
    def is_new_unit(self) -> bool:
        """The department states that it had no budget last year."""
        return Flag.NEW_UNIT in self.flags

    def once(self, key: str, load: Callable[[], Any]) -> Any:
        """Remembers what an upper floor has read or reckoned for this ledger."""
        if key not in self._memory:
            self._memory[key] = load()
        return self._memory[key]

    @property
    def previous(self) -> Ledger | None:
        """Last year's budget of the same department or unit as the public sees it, where the system holds it."""
        return self.once("previous", self._load_previous)

    def _load_previous(self) -> Ledger | None:
        budget = version_in_force(self.budget, year=self.year - 1)
        return Ledger.of(budget) if budget else None

    def cell(
        self,
        statement: str,
        row: str,
        *,
        column: str = "amount",
        year: int | None = None,
        base: str = Base.BUDGET,
        origins: Collection[str] = tuple(CellOrigin),
    ) -> Decimal | None:
        """The stated figure, or None. origins: those that count."""
        cell = self.stated.get((statement, row, column, year or self.year, base))
        return cell.value if cell and cell.origin in origins else None

    def amount(
        self, ref: str, name: str, computed: Decimal | None, *, reached: bool = True, part: str = "", anchor: str = ""
    ) -> Amount:
        """A figure of this year by its reference `statement.row`, with the stated one beside the computed sum.

        Stated is what was typed for the figure itself, else what an official table prints for it.
        """
        return Amount(ref, name, computed, self.printed(ref), reached, part=part, anchor=anchor)

    def printed(
        self,
        ref: str,
        *,
        year: int | None = None,
        base: str = Base.BUDGET,
        origins: Collection[str] = tuple(CellOrigin),
    ) -> Decimal | None:
        """The stated figure of a reference, or the same figure in the official tables, or None. origins: those that count."""
        statement, row = ref.split(".", 1)
        stated = self.cell(statement, row, year=year, base=base, origins=origins)
        if stated is not None or not self.official_tables:
            return stated
        beside_lines = bool(self.expenditure) and year in (None, self.year)
        return official.figure(
            ref,
            lambda at: self.cell(at[0], at[1], column=at[2], year=year, base=base, origins=origins),
            beside_lines=beside_lines,
        )

    @property
    def official_tables(self) -> dict[str, dict[str, set[str]]]:
        """The official tables that this year's stated cells are of: table → row → columns, rows in the order of the source."""
        return self.once("official tables", self._official_tables)

    def _official_tables(self) -> dict[str, dict[str, set[str]]]:
        tables: dict[str, dict[str, set[str]]] = {}
        for statement, row, column, year, base in self.stated:
            if official.is_official(statement) and year == self.year and base == Base.BUDGET:
                tables.setdefault(statement, {}).setdefault(row, set()).add(column)
        return tables


def _by_version(rows: tuple[Any, ...]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.budget_id].append(row)
    return found


def _join(rows: tuple[Any, ...], relation: str, others: Any) -> None:
    """Gives rows the objects that they point at. Many lines share one: a join would read and build it anew for each line."""
    wanted = {getattr(row, f"{relation}_id") for row in rows} - {None}
    if isinstance(others, QuerySet):
        others = others.filter(pk__in=wanted) if wanted else ()
    found = {other.pk: other for other in others}
    for row in rows:
        row._meta.get_field(relation).set_cached_value(row, found.get(getattr(row, f"{relation}_id")))


def fund_kind(line: RevenueLine | ExpenditureLine) -> str:
    """The kind of money; a line whose source is not given counts as general public budget, as in documents that name no other."""
    return line.fund.kind if line.fund else FundKind.GENERAL_PUBLIC_BUDGET
