"""Words for the keys under which official tables are stored."""

from __future__ import annotations

from collections.abc import Iterable

from budgets.choices import FundKind, ThreePublicLine
from budgets.models import DepartmentalBudget, EconomicClass, FunctionalClass, Project

TABLES = {
    "T01": "收支总表",
    "T02": "收入总表",
    "T03": "支出总表",
    "T04": "财政拨款收支总表",
    "T05": "一般公共预算支出表",
    "T06": "一般公共预算基本支出表",
    "T07": "“三公”经费支出表",
    "T08": "政府性基金预算支出表",
    "T09": "国有资本经营预算支出表",
    "T10": "项目支出表",
    "T16": "机关运行经费表",
    "T17": "财政拨款支出表",
}
_SIDES = {"L": "收入", "R": "支出"}
_FUNDS = {kind.value: str(kind.label) for kind in FundKind}
_COLUMNS = {
    "amount": "金额",
    "total": "合计",
    "basic": "基本支出",
    "personnel": "人员经费",
    "operating": "公用经费",
    "project": "项目支出",
    "fiscal": "财政拨款",
    "unit_funds": "单位资金",
} | _FUNDS
_ROWS = {
    "total": "合计",
    "current": "本年合计",
    "fiscal": "财政拨款",
    "unit_funds": "单位资金",
} | _FUNDS
_THREE_PUBLIC = {
    "total": "“三公”经费合计",
    "vehicles": "公务用车购置及运行费",
    "operating_costs": "机关运行经费",
} | {line.value: str(line.label) for line in ThreePublicLine}
_CARRIED = {"L": "上年结转结余", "R": "结转下年"}


class Labels:
    """The words of one version: its projects and the codes that its tables name."""

    def __init__(self, budget: DepartmentalBudget, rows: Iterable[str]) -> None:
        codes = {row.removeprefix("item:") for row in rows}
        self._projects = dict(Project.objects.filter(budget=budget).values_list("code", "name"))
        self._classes = {
            model: dict(model.objects.filter(code__in=codes).values_list("code", "name"))
            for model in (FunctionalClass, EconomicClass)
        }

    def row(self, statement: str, row: str) -> str:
        if row == "carried":
            return _CARRIED.get(statement[3:], "结转")
        if statement == "T07" and row in _THREE_PUBLIC:
            return _THREE_PUBLIC[row]
        if row in _ROWS:
            return _ROWS[row]
        code = row.removeprefix("item:")
        if statement == "T10":
            return f"{code} {self._projects.get(code, '')}".strip()
        model = EconomicClass if statement in {"T06", "T16"} else FunctionalClass
        return f"{code} {self._classes[model].get(code, '')}".strip()

    @staticmethod
    def column(statement: str, column: str) -> str:
        name = _COLUMNS.get(column, column)
        return f"{_SIDES[statement[3]]}·{name}" if statement[3:] in _SIDES else name


def table(statement: str) -> str:
    """T01 收支总表."""
    return f"{statement[:3]} {TABLES.get(statement[:3], '')}".strip()
