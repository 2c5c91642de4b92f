"""Everything of one version that the ground holds, read in a fixed number of queries and then left alone.

Statements, rules and the composer read a Ledger and never the database, so that all of them see the same moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Self

from budgets.choices import Base, CellOrigin, Flag, FundKind
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
    Unit,
)
from budgets.models.in_force import version_in_force
from budgets.models.selection import Values, asked, instances, names, values_of
from budgets.statements import official
from budgets.statements.amounts import Amount
from budgets.statements.lines import ReceivedLine, SpentLine, keys, received, spent
from budgets.statements.memory import Memory

_OTHERS = (BudgetUnit, Project, StatedCell, StatedFlag, ChangeReason, Prose, GlossaryTerm, InternalTransfer)
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
    revenue: tuple[ReceivedLine, ...]
    projects: tuple[Project, ...]
    expenditure: tuple[SpentLine, ...]
    stated: dict[CellKey, StatedCell]
    flags: frozenset[str]
    reasons: dict[tuple[str, str], str]
    prose: dict[str, str]
    glossary: tuple[GlossaryTerm, ...]
    printed_classes: tuple[PrintedClass, ...] = ()
    transfers: tuple[InternalTransfer, ...] = ()
    memory: Memory = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, budget: DepartmentalBudget) -> Self:
        """Two statements, whatever the size; a third where units pay one another."""
        return cls.of_each([budget])[0]

    @classmethod
    def of_each(cls, budgets: Collection[DepartmentalBudget]) -> list[Self]:
        """One for each version, in their order. As many statements as for one."""
        if not budgets:
            return []
        received_of, spent_of, *read = values_of(budgets, RevenueLine, ExpenditureLine, *_OTHERS)
        rows_of_each = [_by_version(instances(table, values)) for table, values in zip(_OTHERS, read, strict=True)]
        units, projects, cells, flags, reasons, prose, glossary, transfers = rows_of_each
        of_unit, of_project = (
            {row.pk: row for rows in by_version.values() for row in rows} for by_version in (units, projects)
        )
        functional, economic, funds = _classes(received_of, spent_of)
        _join([row for rows in transfers.values() for row in rows], ("payer", "receiver"))
        revenue, expenditure = (
            _values_by_version(RevenueLine, received_of),
            _values_by_version(ExpenditureLine, spent_of),
        )
        return [
            cls(
                budget=budget,
                units=tuple(units[budget.pk]),
                revenue=tuple(received(revenue[budget.pk], of_unit, functional, funds)),
                projects=tuple(projects[budget.pk]),
                expenditure=tuple(spent(expenditure[budget.pk], of_unit, of_project, functional, economic, funds)),
                stated={
                    (cell.statement, cell.row, cell.column, cell.year, cell.base): cell for cell in cells[budget.pk]
                },
                flags=frozenset(flag.key for flag in flags[budget.pk]),
                reasons={(reason.statement, reason.row): reason.text for reason in reasons[budget.pk]},
                prose={each.key: each.text for each in prose[budget.pk]},
                glossary=tuple(glossary[budget.pk]),
                transfers=tuple(transfers[budget.pk]),
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

    @cached_property
    def previous(self) -> Ledger | None:
        """Last year's budget of the same department or unit as the public sees it, where the system holds it."""
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

    @cached_property
    def official_tables(self) -> dict[str, dict[str, set[str]]]:
        """The official tables that this year's stated cells are of: table → row → columns, rows in the order of the source."""
        tables: dict[str, dict[str, set[str]]] = {}
        for statement, row, column, year, base in self.stated:
            if official.is_official(statement) and year == self.year and base == Base.BUDGET:
                tables.setdefault(statement, {}).setdefault(row, set()).add(column)
        return tables


def _by_version(rows: list[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.budget_id].append(row)
    return found


def _values_by_version(table: Any, rows: list[Values]) -> dict[int, list[Values]]:
    at, found = names(table).index("budget_id"), defaultdict(list)
    for row in rows:
        found[row[at]].append(row)
    return found


def _classes(revenue: list[Values], expenditure: list[Values]) -> tuple[dict[int, Any], dict[int, Any], dict[int, Any]]:
    """The functional and economic classes and the funds that the lines name, each by its key: many lines share one."""
    of_lines = ((RevenueLine, revenue), (ExpenditureLine, expenditure))
    wanted = {
        FunctionalClass: [key for table, rows in of_lines for key in keys(rows, table, "functional_id")],
        EconomicClass: keys(expenditure, ExpenditureLine, "economic_id"),
        FundSource: [key for table, rows in of_lines for key in keys(rows, table, "fund_id")],
    }
    found: dict[Any, dict[int, Any]] = {table: {} for table in wanted}
    if any(wanted.values()):
        asking = [(table, "id = ANY(%s)", [chosen]) for table, chosen in wanted.items() if chosen]
        for (table, _, _), values in zip(asking, asked(asking), strict=True):
            found[table] = {each.pk: each for each in instances(table, values)}
    return found[FunctionalClass], found[EconomicClass], found[FundSource]


def _join(transfers: list[InternalTransfer], relations: tuple[str, ...]) -> None:
    """Gives what units pay one another the units that it names."""
    wanted = {getattr(row, f"{relation}_id") for row in transfers for relation in relations}
    found = Unit.objects.in_bulk(wanted) if wanted else {}
    for row in transfers:
        for relation in relations:
            setattr(row, relation, found[getattr(row, f"{relation}_id")])


def fund_kind(line: ReceivedLine | SpentLine) -> str:
    """The kind of money; a line whose source is not given counts as general public budget, as in documents that name no other."""
    return line.fund.kind if line.fund else FundKind.GENERAL_PUBLIC_BUDGET
