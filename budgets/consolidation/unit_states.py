"""How the units of a department stand in a year: their own budgets, their 批复, and where the department has their figures from."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from budgets.consolidation.adoption import Origin, origins
from budgets.models import DepartmentalBudget, Unit
from budgets.models.records_in_force import Replies, replies_of, with_replies
from budgets.statements.consolidation import Consolidation, Contribution
from budgets.statements.unit_versions import COUNTING, unit_of, versions_of_units
from budgets.workflow import deadlines
from budgets.workflow.deadlines import Deadline


@dataclass(frozen=True)
class UnitState:
    """A unit of the department.

    contribution  None: it has no budget that counts and the department does not list it
    newest        its own newest version in any state; None: nobody has begun one
    origin        None where the department does not list it
    """

    name: str
    unit: Unit | None
    contribution: Contribution | None
    newest: DepartmentalBudget | None
    origin: Origin | None

    @property
    def is_listed(self) -> bool:
        return self.origin is not None

    @property
    def own(self) -> DepartmentalBudget | None:
        """The version that can be taken over."""
        return self.contribution.own if self.contribution else None

    @property
    def replies(self) -> Replies:
        return replies_of(self.newest) if self.newest else Replies(())

    @property
    def term(self) -> Deadline | None:
        """The unit's own twenty days."""
        return deadlines.publication(self.newest) if self.newest else None

    @property
    def is_taken_over(self) -> bool:
        """The department has the figures of the version that now counts, as they were taken over."""
        return bool(self.own and self.origin and self.origin.version == self.own.version and self.origin.is_untouched)

    @property
    def source_words(self) -> str:
        """Where the department's figures of the unit come from."""
        if self.origin is None:
            return "未列入机构设置，没有计入部门预算"
        if self.origin.version is None:
            return "部门填报" if self.origin.has_rows else "尚未填报"
        if not self.origin.is_untouched:
            return f"引自单位预算第 {self.origin.version} 版，引入后有修改"
        if self.own and self.own.version != self.origin.version:
            return f"引自单位预算第 {self.origin.version} 版，现已有第 {self.own.version} 版"
        return f"引自单位预算第 {self.origin.version} 版"

    @property
    def why_not(self) -> str:
        """Why nothing can be taken over now; empty where something can."""
        if self.unit is None:
            return "没有对应的单位编码"
        if self.own:
            return ""
        if self.newest is None:
            return "单位预算尚未编制"
        return f"单位预算{self.newest.get_status_display()}，审核通过后可以引入"


def unit_states(budget: DepartmentalBudget, joined: Consolidation) -> list[UnitState]:
    """The units that the department lists, then those that it leaves out."""
    newest = _with_replies(versions_of_units(budget, counting=False))
    where_from = origins(budget)
    found = []
    for each in (*joined.contributions, *joined.left_out):
        key = each.unit.pk if each.unit else 0
        found.append(
            UnitState(each.name, each.unit, each, newest.get(key), where_from.get(each.row.pk) if each.row else None)
        )
    known = {each.unit.pk for each in found if each.unit}
    for unit in Unit.objects.filter(department=budget.department_id).exclude(pk__in=known):
        found.append(UnitState(unit.name, unit, None, newest.get(unit.pk), None))
    return found


# ---- The department's duty to its units ----


@dataclass(frozen=True)
class UnitsReply:
    """The fifteen days within which a department passes its 批复 on (预算法 第五十二条). given: how many units have theirs."""

    deadline: Deadline
    given: int
    units: int

    @property
    def is_done(self) -> bool:
        return self.given == self.units


def units_reply(budget: DepartmentalBudget) -> UnitsReply | None:
    """None while the department has no 批复 itself, for a unit's own budget, and for a department without units."""
    if budget.unit_id or deadlines.units_reply(budget) is None:
        return None
    units = list(Unit.objects.filter(department=budget.department_id))
    versions = _with_replies(versions_of_units(budget, counting=False))
    listed = {unit.pk for row in budget.budgetunit_rows.all() if (unit := unit_of(row, units))}
    concerned = listed | {key for key, version in versions.items() if version.status in COUNTING}
    found = (replies_of(version).counting for key, version in versions.items() if key in concerned)
    replies = [reply for reply in found if reply]
    last = max((reply.dated for reply in replies), default=None)
    term = deadlines.units_reply(budget, replied_on=last if len(replies) == len(concerned) else None)
    return UnitsReply(term, len(replies), len(concerned)) if concerned and term else None


def _with_replies(versions: dict[int, DepartmentalBudget]) -> dict[int, DepartmentalBudget]:
    prefetch_related_objects(list(versions.values()), with_replies())
    return versions


def has_units(budget: DepartmentalBudget) -> bool:
    """Whether there is anything to be put together: a unit under its own code, or several in the version."""
    if budget.unit_id:
        return False
    return Unit.objects.filter(department=budget.department_id).exists() or budget.budgetunit_rows.count() > 1
