"""The units of the version. R-ORG-2."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.models import BudgetUnit
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.statements.ledger import Ledger


@rule(
    "R-ORG-2",
    "E",
    "机构设置表中的每个单位都有收支数据",
    basis="预算法实施条例第五条",
    reads=Reads.LINES,
    example="机构设置表列有“便民服务中心”，收支明细中没有它的任何数据。",
    satisfy="填写该单位的收支，或引入它的单位预算；不编制预算的单位请从表中删去。",
)
def every_unit_has_figures(ledger: Ledger) -> Iterator[Finding]:
    """A source that gives the department's totals alone says nothing of its units: then it is a warning.

    So it is where one unit has all figures, and in a version that no person began but an import.
    """
    if not ledger.units:
        raise NotRun("尚未填写机构设置")
    if not ledger.revenue and not ledger.expenditure:
        raise NotRun("尚未填写收入和支出")
    with_figures = {line.unit_id for line in ledger.revenue} | {line.unit_id for line in ledger.expenditure}
    without = [unit for unit in ledger.units if unit.pk not in with_figures]
    if without and len(with_figures) == 1:
        yield Finding(
            f"收支全部列在一个单位，另外 {len(without)} 个单位没有收支：{'、'.join(unit.name for unit in without)}。",
            tuple(_place(unit) for unit in without),
            remedy="请把收支分到各单位；来源文件没有分单位的，请说明。",
            severity="W",
        )
        return
    for unit in without:
        yield Finding(
            f"“{unit.name}”列在机构设置表中，但没有任何收入或支出。",
            (_place(unit),),
            remedy="请填写该单位的收支，或从机构设置表中删除它。",
            severity="W" if ledger.budget.created_by_id is None else None,
        )


def _place(unit: BudgetUnit) -> Place:
    return Place("机构设置表", unit.name, "organisation", f"unit-{unit.pk}")
