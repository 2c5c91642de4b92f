"""Taking a unit's figures over from its own version into its department's, so that nobody types them a second time.

Only an approved or published version of a unit is taken over, without what it pays to or gets from another unit of the
department. Taking over again writes nothing where nothing changed, and only the difference where something did. Rows
that somebody typed, or changed after they were taken over, are never replaced without being asked for.

What was taken over is remembered in a TakenOver of the department's version, with a mark of the rows as they were put
in. While the mark is still that of the rows, nobody has touched them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from budgets.choices import Door
from budgets.consolidation.sums import CELLS, NAME_OF_CELLS, all_wholes, present_cells, wanted_cells
from budgets.consolidation.unit_rows import (
    CannotTakeOver,
    UnitRows,
    lost_words,
    mark,
    present_rows,
    project_codes,
    record_of,
    remember,
)
from budgets.models import BudgetUnit, DepartmentalBudget, InternalTransfer, TakenOver, Unit
from budgets.statements.transfers import Transfer
from budgets.statements.unit_versions import unit_of, versions_of_units
from budgets.versions.editing import editing
from budgets.versions.row_diff import Keyed, VersionRows, apply, plan

__all__ = ["CannotTakeOver", "Origin", "Outcome", "WouldOverwrite", "link", "origins", "store_transfers", "sum_up"]
__all__ += ["take_over", "typed_wholes", "units_to_take_over"]


class WouldOverwrite(Exception):
    """Rows stand in the way that somebody typed or changed.

    rows  in words, what would be lost
    """

    def __init__(self, name: str, rows: list[str]) -> None:
        super().__init__(f"“{name}”已有手工填写或引入后又修改的内容，没有引入。")
        self.rows = rows


@dataclass
class Outcome:
    """What a taking over did.

    changes  what was written, in words; none: everything was there already
    notes    what was left alone, and why
    kept     the names of the wholes that somebody typed and that were therefore not summed up
    """

    changes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def take_over(
    budget: DepartmentalBudget, unit: Unit, *, by: Any, seen: int | None = None, overwrite: bool = False
) -> Outcome:
    """Makes the department's rows of a unit those of the unit's own version; with the last unit, sums up what is a whole.

    seen       the row_version that the page showed
    overwrite  also replaces rows of the unit that somebody typed or changed

    Raises CannotTakeOver, WouldOverwrite, and what `editing` raises; nothing is written then.
    """
    work = UnitRows.of(budget, unit)
    if not work.is_needed and all(whole.is_settled for whole in _wholes(budget)):
        return Outcome(notes=work.notes)
    with editing(
        budget, by=by, seen=seen, door=Door.MERGED, source=str(work.name), sentence=f"引入单位数据：{work.name}"
    ) as locked:
        work = UnitRows.of(locked, unit)
        if not overwrite and (lost := work.lost()):
            raise WouldOverwrite(work.name, lost)
        outcome = Outcome(changes=work.write() if work.is_needed else [], notes=work.notes)
        _write_wholes(locked, outcome)
    return outcome


def sum_up(budget: DepartmentalBudget, *, by: Any, seen: int | None = None, overwrite: bool = False) -> Outcome:
    """Makes what the department states as a whole the sum of its units.

    overwrite  also what somebody typed. Raises CannotTakeOver while a unit is missing, and what `editing` raises.
    """
    if missing := units_to_take_over(budget):
        raise CannotTakeOver(f"还有单位的数据没有引入，不能汇总：{'、'.join(missing)}。")
    if all(whole.plan.is_empty for whole in _wholes(budget)):
        return Outcome()
    outcome = Outcome()
    with editing(budget, by=by, seen=seen, door=Door.MERGED, sentence="汇总各单位数据") as locked:
        _write_wholes(locked, outcome, overwrite=overwrite)
    return outcome


def typed_wholes(budget: DepartmentalBudget) -> dict[str, list[str]]:
    """The wholes that somebody typed otherwise than the units' sum, each with what would be replaced, in words."""
    return {whole.name: lost for whole in _wholes(budget) if (lost := whole.lost())}


def store_transfers(budget: DepartmentalBudget, rows: Iterable[Transfer], *, by: Any, seen: int | None = None) -> None:
    """Replaces the internal transfers of the version. The units' rows follow when they are taken over the next time."""
    with editing(budget, by=by, seen=seen, sentence="保存单位之间的往来") as locked:
        units = {unit.code: unit for unit in Unit.objects.filter(department=locked.department_id)}
        InternalTransfer.objects.filter(budget=locked).delete()
        InternalTransfer.objects.bulk_create(
            InternalTransfer(
                budget=locked, ordinal=number, payer=units[row.payer], receiver=units[row.receiver],
                spent_as=row.spent_as, project=row.project, received_as=row.received_as, amount=row.amount,
            )
            for number, row in enumerate(rows)
        )  # fmt: skip


def link(budget: DepartmentalBudget, row: BudgetUnit, unit: Unit, *, by: Any, seen: int | None = None) -> None:
    """Says which unit a row of 机构设置 stands for, where its name does not."""
    with editing(budget, by=by, seen=seen, sentence="指明机构设置中的单位") as locked:
        BudgetUnit.objects.filter(budget=locked, pk=row.pk).update(unit=unit)


# ---- Where figures come from ----


@dataclass(frozen=True)
class Origin:
    """Where a unit's rows in the department's version come from.

    version       of the unit's own budget that was taken over; None: the department typed them
    is_untouched  nobody has changed them since
    has_rows      there are any
    """

    version: int | None
    is_untouched: bool
    has_rows: bool


def origins(budget: DepartmentalBudget) -> dict[int, Origin]:
    """By the key of the unit's row in the department's version."""
    rows = VersionRows(budget)
    units = list(Unit.objects.filter(department=budget.department_id))
    sources = versions_of_units(budget)
    found = {}
    for row in BudgetUnit.objects.filter(budget=budget):
        unit = unit_of(row, units)
        codes = project_codes(VersionRows(sources[unit.pk])) if unit and unit.pk in sources else set()
        present = present_rows(rows, row, codes)
        remembered = record_of(budget, unit) if unit else None
        found[row.pk] = Origin(
            remembered.version if remembered else None,
            remembered is not None and remembered.mark == mark(present),
            bool(present),
        )
    return found


def units_to_take_over(budget: DepartmentalBudget) -> list[str]:
    """The names of the units in the department's version whose rows were not taken over, or no longer could be."""
    taken = set(TakenOver.objects.filter(budget=budget, unit__isnull=False).values_list("unit", flat=True))
    return [row.name for row, source in _listed(budget) if source is None or source.unit_id not in taken]


def _listed(budget: DepartmentalBudget) -> list[tuple[BudgetUnit, DepartmentalBudget | None]]:
    """The units in the department's version, each with its own newest approved or published one."""
    units = list(Unit.objects.filter(department=budget.department_id))
    sources = versions_of_units(budget)
    rows = BudgetUnit.objects.filter(budget=budget).order_by("ordinal", "pk")
    return [(row, sources.get(unit.pk) if (unit := unit_of(row, units)) else None) for row in rows]


# ---- What is a whole ----


class _Whole:
    """One kind of rows that are the department's as a whole, beside the sum of its units'."""

    def __init__(
        self,
        budget: DepartmentalBudget,
        code: str,
        name: str,
        read: Callable[[DepartmentalBudget], Keyed],
        wanted: Keyed,
    ) -> None:
        self.budget, self.code, self.name, self.read = budget, code, name, read
        self.present = read(budget)
        self.plan = plan(self.present, wanted)

    def lost(self) -> list[str]:
        return lost_words(self.plan, record_of(self.budget, self.code), self.present)

    @property
    def is_settled(self) -> bool:
        """Nothing to be written, or nothing that may be written unasked."""
        return self.plan.is_empty or bool(self.lost())


def _wholes(budget: DepartmentalBudget) -> list[_Whole]:
    """None at all while a unit's rows are missing: a part of a sum is worse than none."""
    if units_to_take_over(budget):
        return []
    sources = [source for _, source in _listed(budget) if source]
    cells = wanted_cells(budget, sources)
    return [
        *(_Whole(budget, each.code, each.name, each.present, each.wanted(sources)) for each in all_wholes()),
        _Whole(budget, CELLS, NAME_OF_CELLS, lambda version: present_cells(version, cells), cells),
    ]


def _write_wholes(budget: DepartmentalBudget, outcome: Outcome, *, overwrite: bool = False) -> None:
    for whole in _wholes(budget):
        if whole.plan.is_empty:
            continue
        if whole.lost() and not overwrite:
            outcome.kept.append(whole.name)
            continue
        apply(whole.plan, budget, {})
        outcome.changes += [f"{words}（{whole.name}，各单位之和）" for words in whole.plan.summary()]
        remember(budget, whole.code, None, whole.read(budget))
