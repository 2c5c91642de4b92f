"""The rows of one unit in its department's version: which they are, and what they should be by the unit's own version."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from operator import is_not
from typing import Any

from budgets.choices import RevenueKind
from budgets.models import (
    BudgetUnit,
    DepartmentalBudget,
    ExpenditureLine,
    Project,
    RevenueLine,
    TakenOver,
    Unit,
)
from budgets.money import plain
from budgets.statements.ledger import Ledger, fund_kind
from budgets.statements.transfers import Transfer, transfers
from budgets.statements.unit_versions import unit_of, versions_of_units
from budgets.versions.row_diff import Keyed, Plan, Row, VersionRows, apply, digest, parents_of, plan

_FILLED = {"nature": "单位性质", "rank": "单位规格", "funding_mode": "经费保障形式"}


class CannotTakeOver(Exception):
    """There is nothing that could be taken over, or it contradicts what the department states. The message is for the screen."""


# ---- What is remembered of a taking over ----


def record_of(budget: DepartmentalBudget, of: Unit | str) -> TakenOver | None:
    """of: a unit, or the code of a whole (budgets.consolidation.sums)."""
    return TakenOver.objects.filter(budget=budget, **_about(of)).first()


def remember(budget: DepartmentalBudget, of: Unit | str, version: int | None, present: Keyed) -> None:
    """version: of the unit's own budget; None for a whole."""
    TakenOver.objects.update_or_create(
        budget=budget, **_about(of), defaults={"version": version, "mark": mark(present)}
    )


def _about(of: Unit | str) -> dict[str, Any]:
    return {"unit": of, "whole": ""} if isinstance(of, Unit) else {"unit": None, "whole": of}


def mark(present: Keyed) -> str:
    return digest(key for _, key in present)


def lost_words(what: Plan, remembered: TakenOver | None, present: Keyed) -> list[str]:
    """What somebody typed and would be gone, in words.

    Rows as they were taken over may be replaced. What somebody deleted from them does not come back unasked.
    """
    if remembered and remembered.mark == mark(present):
        return []
    lost = [in_words(row) for row in what.lost]
    if remembered:
        lost += [f"{in_words(row)}（引入后被删去或改动，将按单位数据恢复）" for row in what.add]
    return lost


def in_words(row: Row) -> str:
    return f"{row._meta.verbose_name}：{row}"


# ---- The rows ----


@dataclass
class UnitRows:
    """The work on one unit in one version of its department.

    row      the unit in the department's 机构设置; None while it is not listed
    present  the department's rows of the unit
    plan     what makes them those of the unit's own version
    notes    what is left alone, and why
    """

    budget: DepartmentalBudget
    unit: Unit
    source: DepartmentalBudget
    row: BudgetUnit | None
    rows: VersionRows
    of_source: VersionRows
    present: Keyed
    plan: Plan
    notes: list[str]

    @classmethod
    def of(cls, budget: DepartmentalBudget, unit: Unit) -> UnitRows:
        if budget.unit_id:
            raise CannotTakeOver("只有部门预算可以引入所属单位的数据。")
        source = versions_of_units(budget).get(unit.pk)
        if source is None:
            raise CannotTakeOver(f"“{unit.name}”还没有审核通过的{budget.fiscal_year}年单位预算，不能引入。")
        rows, of_source = VersionRows(budget), VersionRows(source)
        units = list(Unit.objects.filter(department=budget.department_id))
        every = BudgetUnit.objects.filter(budget=budget).order_by("ordinal", "pk")
        row = next((each for each in every if unit_of(each, units) == unit), None)
        present = present_rows(rows, row, project_codes(of_source))
        notes: list[str] = []
        if not of_source.of(RevenueLine) and not of_source.of(ExpenditureLine):
            notes.append("该单位预算只有公开表数值，没有收支明细，因此没有可引入的明细。")
        _leave_out(of_source, unit, transfers(Ledger.of(budget)))
        wanted = _wanted(of_source, rows, row, notes)
        return cls(budget, unit, source, row, rows, of_source, present, plan(present, wanted), notes)

    @property
    def name(self) -> str:
        return self.row.name if self.row else self.unit.name

    @property
    def is_needed(self) -> bool:
        """Something differs, or it is not yet on record that this version is the one that was taken over."""
        remembered = record_of(self.budget, self.unit)
        on_record = (
            remembered is not None
            and remembered.version == self.source.version
            and remembered.mark == mark(self.present)
        )
        return not (self.plan.is_empty and on_record and self.row is not None and self.row.unit_id)

    def lost(self) -> list[str]:
        return lost_words(self.plan, record_of(self.budget, self.unit), self.present)

    def write(self) -> list[str]:
        """Inside `editing`. What was written, in words."""
        row, changes = self._write_row()
        replaced = {(BudgetUnit, each.pk): row.pk for each in BudgetUnit.objects.filter(budget=self.source)}
        there = {key: each.pk for each in self.rows.every() if (key := self.rows.known_as(each))}
        for each in self.of_source.every():
            if (key := self.of_source.known_as(each)) in there:
                replaced[type(each), each.pk] = there[key]
        apply(self.plan, self.budget, replaced)
        present = present_rows(VersionRows(self.budget), row, project_codes(self.of_source))
        remember(self.budget, self.unit, self.source.version, present)
        return changes + self.plan.summary()

    def _write_row(self) -> tuple[BudgetUnit, list[str]]:
        """The unit's row in 机构设置. What the department has typed in it stays; blanks are filled."""
        of_source = list(BudgetUnit.objects.filter(budget=self.source).order_by("ordinal", "pk"))
        theirs = of_source[0] if len(of_source) == 1 else BudgetUnit(name=self.source.printed_name)
        row, changes = self.row, []
        if row is None:
            last = BudgetUnit.objects.filter(budget=self.budget).order_by("-ordinal").first()
            row = BudgetUnit(budget=self.budget, name=theirs.name, ordinal=last.ordinal + 1 if last else 1)
            changes.append(f"机构设置：新增“{row.name}”")
        row.unit = self.unit
        for name, label in _FILLED.items():
            here, there = getattr(row, name), getattr(theirs, name)
            if not here:
                setattr(row, name, there)
            elif there and here != there:
                self.notes.append(f"机构设置中“{row.name}”的{label}与单位预算不同，没有修改。")
        if not row.nature_words and row.nature == theirs.nature:
            row.nature_words = theirs.nature_words
        row.save()
        return row, changes


def project_codes(rows: VersionRows) -> set[str]:
    return {project.code for project in rows.of(Project)}


def present_rows(rows: VersionRows, row: BudgetUnit | None, codes: set[str]) -> Keyed:
    """The department's rows of a unit: its lines, the projects that are its alone, and what hangs on them.

    codes  of the projects in the unit's own version: one that has no line yet is the unit's, too
    """
    if row is None:
        return []
    lines = rows.of(ExpenditureLine)
    of_others = {line.project_id for line in lines if line.unit_id != row.pk}
    of_unit = {line.project_id for line in lines if line.unit_id == row.pk}
    own = {
        project.pk for project in rows.of(Project)
        if project.pk not in of_others and (project.pk in of_unit or project.code in codes)
    }  # fmt: skip

    def belongs(each: Row) -> bool:
        if isinstance(each, RevenueLine | ExpenditureLine):
            return each.unit_id == row.pk
        project = project_of(rows, each)
        return project is not None and project.pk in own

    return [(each, rows.key(each)) for each in rows.every() if belongs(each)]


def project_of(rows: VersionRows, row: Row) -> Project | None:
    """The project that a row is about, itself or through what it hangs on."""
    if isinstance(row, Project):
        return row
    for relation in parents_of(type(row)):
        parent = rows.parent(row, relation)
        if parent is not None and (project := project_of(rows, parent)) is not None:
            return project
    return None


def _wanted(of_source: VersionRows, rows: VersionRows, row: BudgetUnit | None, notes: list[str]) -> Keyed:
    """The unit's rows that the department should have. Of a project that several units share, what is there stays."""
    of_others = {
        line.project_id
        for line in rows.of(ExpenditureLine)
        if line.project_id and (row is None or line.unit_id != row.pk)
    }
    shared = {project.code: project for project in rows.of(Project) if project.pk in of_others}
    there = {(type(each), project.code) for each in rows.every() if (project := project_of(rows, each)) is not None}
    for project in of_source.of(Project):
        if other := shared.get(project.code):
            names = f"，名称写作“{other.name}”和“{project.name}”" if other.name != project.name else ""
            notes.append(f"项目 {project.code} 由几个单位共用{names}，没有修改；绩效目标和采购请人工核对。")
    kept = {project.pk for project in of_source.of(Project)}

    def is_wanted(each: Row) -> bool:
        if isinstance(each, RevenueLine | ExpenditureLine):
            return True
        project = project_of(of_source, each)
        if project is None or project.pk not in kept:
            return False
        return project.code not in shared or (type(each), project.code) not in there

    return [(each, of_source.key(each)) for each in of_source.every() if is_wanted(each)]


# ---- Internal transfers ----


def _leave_out(of_source: VersionRows, unit: Unit, between: tuple[Transfer, ...]) -> None:
    """Takes what the unit pays to or gets from another unit of its department out of its rows, which are not saved."""
    with_lines = {line.project_id for line in of_source.of(ExpenditureLine)}
    for each in between:
        if each.payer == unit.code:
            lines = [line for line in of_source.of(ExpenditureLine) if _is_spent_as(of_source, line, each)]
            _reduce(of_source, lines, each.amount, unit, f"支出（{each.spent_words}）")
        if each.receiver == unit.code:
            lines = [
                line for line in of_source.of(RevenueLine)
                if line.kind == RevenueKind.CURRENT and fund_kind(line) == each.received_as
            ]  # fmt: skip
            _reduce(of_source, lines, each.amount, unit, f"收入（{each.received_words}）")
    # A project of which nothing is left but what went to another unit is not the department's.
    gone = with_lines - {line.project_id for line in of_source.of(ExpenditureLine)}
    of_source.keep(Project, lambda project: project.pk not in gone)


def _is_spent_as(of_source: VersionRows, line: ExpenditureLine, transfer: Transfer) -> bool:
    if not transfer.project:
        return line.kind == transfer.spent_as
    project = project_of(of_source, line)
    return project is not None and project.code == transfer.project


def _reduce(of_source: VersionRows, lines: list[Row], amount: Decimal, unit: Unit, words: str) -> None:
    """From the line of exactly that amount, where there is one, else from the largest on."""
    rest = amount
    for line in sorted(lines, key=lambda line: (line.amount != amount, -line.amount)):
        taken = min(line.amount, rest) if line.amount > 0 else Decimal(0)
        line.amount -= taken
        rest -= taken
        if taken and not line.amount:
            of_source.keep(type(line), partial(is_not, line))
        if not rest:
            return
    raise CannotTakeOver(
        f"“{unit.name}”的单位预算中{words}不足内部往来的 {plain(amount)}元，不能引入。请核对“单位汇总”中的内部往来。"
    )
