"""Whose table it is: what stands behind 编制部门, against the department or unit whose budget is being prepared."""

from __future__ import annotations

import re

from budgets.importers.cells import plain
from budgets.models import BudgetUnit, Department, DepartmentalBudget, Unit

# 303云汀区档案馆, [303]云汀区档案馆, 云汀区档案馆（汇总）
_CODE = re.compile(r"^[\[【(（]?\d+[\]】)）]?[-—:：]?")
_APPENDED = re.compile(r"\((?:部门|单位|本级|汇总|含所属单位|本级汇总)\)$")


class Owner:
    """The names of one version's department, its units, and everybody else of the region. Three queries, whatever the tables."""

    def __init__(self, budget: DepartmentalBudget) -> None:
        self.name = budget.printed_name
        units = Unit.objects.filter(department__region=budget.region_id).select_related("department")
        own = {budget.printed_name, (budget.unit or budget.department).name}
        of_version = set(BudgetUnit.objects.filter(budget=budget).values_list("name", flat=True))
        beside = of_version | {unit.name for unit in units if unit.department_id == budget.department_id}
        beside.add(budget.department.name)
        others = {unit.name for unit in units if unit.department_id != budget.department_id}
        others |= set(
            Department.objects.filter(region=budget.region_id)
            .exclude(pk=budget.department_id)
            .values_list("name", flat=True)
        )
        self._own = {_bare(name) for name in own | (of_version if len(of_version) == 1 else set())}
        self._beside = {_bare(name) for name in beside} - self._own
        self._others = {_bare(name) for name in others} - self._own - self._beside

    def refusal(self, named: str) -> str:
        """Why a table that names this department cannot be ours; empty where it can."""
        return f"是“{named}”的表，不是“{self.name}”的，不能读入" if _bare(named) in self._others else ""

    def doubt(self, named: str) -> str:
        """What has to be looked at before such a table is taken; empty where it names us, or nobody."""
        bare = _bare(named)
        if not bare or bare in self._own:
            return ""
        if bare in self._beside:
            return f"编制部门写的是“{named}”，不是“{self.name}”，请核对是否选错了表"
        if any(bare in own or own in bare for own in self._own):  # with or without the name of the place
            return ""
        return f"编制部门写的是“{named}”，与“{self.name}”不同，请核对"


def _bare(name: str) -> str:
    return _APPENDED.sub("", _CODE.sub("", plain(name)))
