"""The units of a budget and the projects in it, as a file names them."""

from __future__ import annotations

import re

from budgets.importers.cells import CellProblem
from budgets.importers.registers import Notes, Register, RegisterEntry
from budgets.models import BudgetUnit, Department, DepartmentalBudget, Project, Unit


class Units(Register):
    """Budget units by the code of the Unit that they stand for, else by name.

    A unit of the department that the budget lacks, or one that nobody knows yet, is new: it enters when the clerk agrees.
    """

    noun = "单位"
    coded = re.compile(r"[\[【(（]?([0-9]{1,12})[\]】)）]?(?:[\s\-—–:：]+(\S.*))?")

    def __init__(self, budget: DepartmentalBudget) -> None:
        super().__init__(())
        self.budget = budget
        self.department: Department = budget.department
        rows = BudgetUnit.objects.filter(budget=budget).select_related("unit").order_by("ordinal", "pk")
        for row in rows:
            code = row.unit.code if row.unit else ""
            self.add(RegisterEntry(code, row.name, row.pk, row.unit_id), *self._forms(code))
            if row.unit is None and row.name == self.department.name:
                self._by_code.setdefault(self.department.code, self.by_pk[row.pk])

    def _forms(self, code: str) -> tuple[str, ...]:
        """Some systems put the department before a unit's code; Excel takes the zeros from its front."""
        full = f"{self.department.code}{code}"
        return (full, full.lstrip("0"), code.lstrip("0")) if code else ()

    def when_blank(self) -> RegisterEntry | None:
        if len(self.entries) == 1:
            return self.entries[0]
        raise CellProblem("单位为空", "本预算有几个单位，请在每一行填写单位编码或单位名称。")

    def about_code(self, entry: RegisterEntry, code: str) -> Notes:
        if code and entry.code and entry.code not in {code, code.removeprefix(self.department.code)}:
            raise CellProblem(f"编码 {code} 与“{entry.name}”的编码 {entry.code} 不一致", "请改正单位编码或单位名称。")
        return ()

    def when_unknown(self, code: str, name: str) -> tuple[RegisterEntry | None, Notes]:
        known = self._of_department(code, name)
        if known and (there := next((entry for entry in self.entries if entry.link == known.pk), None)):
            return there, ()  # under another name
        if self.budget.unit_id and not (known and known.pk == self.budget.unit_id):
            raise CellProblem(
                f"不是本预算的单位（本预算只含“{self.budget.unit}”）", "请删去其他单位的行，或在该单位的预算中导入。"
            )
        if len(name) > 120:
            raise CellProblem(f"单位名称有 {len(name)} 字", "最多 120 字，请改正。")
        if known:
            return self._enter(known.code, name or known.name, known.pk), ("单位不在本预算的机构设置中，将新建",)
        if owner := self.foreign(code, name):
            raise CellProblem(f"是“{owner}”的单位，不属于本部门", "请删去其他部门的行，或检查是否选错了文件。")
        if not name:
            raise CellProblem(f"没有编码为 {code} 的单位，文件中也没有它的名称", "请改正单位编码，或填写单位名称。")
        return self._enter(code, name, None), ("单位不在系统中，将新建",)

    def _enter(self, code: str, name: str, link: int | None) -> RegisterEntry:
        entry = RegisterEntry(code, name, None, link)
        self.created.append(self.add(entry, *self._forms(code)))
        return entry

    def _of_department(self, code: str, name: str) -> Unit | None:
        for unit in self.department.units.all():
            if code and (code == unit.code or code in self._forms(unit.code)):
                return unit
        named = [unit for unit in self.department.units.all() if name and unit.name == name]
        return named[0] if len(named) == 1 and not code else None

    def foreign(self, code: str, name: str) -> Department | None:
        """The department whose unit this is. A short code alone says little: several departments have a unit 001."""
        others = Unit.objects.filter(department__region=self.budget.region_id).exclude(department=self.department)
        for unit in others.select_related("department"):
            full = f"{unit.department.code}{unit.code}"
            same_code = bool(code) and code in {full, unit.code}
            if (same_code and (name in {"", unit.name}) and (name or len(code) > 3)) or (
                name == unit.name and not code
            ):
                return unit.department
        departments = Department.objects.filter(region=self.budget.region_id).exclude(pk=self.department.pk)
        return next((each for each in departments if name and name == each.name), None)


# How the code of a project begins whose table or text names none.
UNCODED = "未编码"


class Projects(Register):
    """Projects of the budget by code, else by name.

    newly_coded  projects that had no code until this file named it, each with the mark that stood in its place
    """

    noun = "项目"
    coded = re.compile(r"([\x21-\x7e]*[0-9A-Za-z][\x21-\x7e]*)(?:\s+(\S.*))?")

    def __init__(self, budget: DepartmentalBudget) -> None:
        rows = Project.objects.filter(budget=budget).order_by("ordinal", "pk").values_list("code", "name", "pk")
        super().__init__(RegisterEntry(*row) for row in rows)
        self.newly_coded: dict[RegisterEntry, str] = {}

    def said(self, code: str, name: str) -> tuple[str, str]:
        """A project's name may begin with digits (2026 年防汛), so a name is never taken for a code."""
        return super().said(code, name) if code else ("", name)

    def about_code(self, entry: RegisterEntry, code: str) -> Notes:
        return ()

    def find(self, code: str, name: str) -> tuple[RegisterEntry | None, Notes]:
        """A code that is given decides: two projects may have one name."""
        given, its_name = self.said(code, name)
        if given and not self.with_code(given):
            return self._now_coded(given, its_name) or self.when_unknown(given, its_name)
        return super().find(code, name)

    def _now_coded(self, code: str, name: str) -> tuple[RegisterEntry, Notes] | None:
        """The project of that name that came without a code, from an official table: this is its code."""
        same = self._namesake(name) if name else None
        if same is None or same.is_new or not same.code.startswith(UNCODED) or len(code) > 40:
            return None
        self.newly_coded[same] = same.code
        same.code = code
        self._by_code[code.upper()] = same
        return same, (f"项目“{same.name}”原来没有编码，按名称对应，编码改为 {code}",)

    def when_unknown(self, code: str, name: str) -> tuple[RegisterEntry | None, Notes]:
        if not code:
            raise CellProblem(
                f"本预算中没有名为“{name}”的项目，文件中也没有它的编码", "请填写项目编码，或改正项目名称。"
            )
        if not name:
            raise CellProblem(
                f"本预算中没有编码为 {code} 的项目，文件中也没有它的名称", "请填写项目名称，或改正项目编码。"
            )
        if len(code) > 40 or len(name) > 200:
            raise CellProblem("项目编码超过 40 位或项目名称超过 200 字", "请改短后再上传。")
        notes = ["项目不在本预算中，将新建"]
        if same := self._namesake(name):
            notes.append(f"新项目 {code} 与已有项目 {same.code} 同名（“{name}”），请确认不是同一个项目")
        return self.create(RegisterEntry(code, name)), tuple(notes)

    def _namesake(self, name: str) -> RegisterEntry | None:
        try:
            return self.with_name(name)
        except CellProblem:
            return None
