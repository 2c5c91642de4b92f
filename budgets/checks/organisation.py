"""The units of the version. DOMAIN R-ORG-2, C26."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

from budgets.findings import Finding, NotRun, Place, rule
from budgets.statements.ledger import Ledger


@rule("R-ORG-2", "E", "机构设置表中的每个单位都有收支数据", basis="DOMAIN R-ORG-2；预算法实施条例第五条")
def every_unit_has_figures(ledger: Ledger) -> Iterator[Finding]:
    if not ledger.units:
        raise NotRun("尚未填写机构设置")
    if not ledger.revenue and not ledger.expenditure:
        raise NotRun("尚未填写收入和支出")
    with_figures = {line.unit_id for line in ledger.revenue} | {line.unit_id for line in ledger.expenditure}
    for unit in ledger.units:
        if unit.pk not in with_figures:
            yield Finding(
                f"“{unit.name}”列在机构设置表中，但没有任何收入或支出。",
                (Place("机构设置表", unit.name, "organisation", f"unit-{unit.pk}"),),
                remedy="请填写该单位的收支，或从机构设置表中删除它。",
            )


@rule("R-NUM-C26", "W", "部门数等于各单位数之和", basis="DOMAIN C26；预算法实施条例第五条")
def department_is_the_sum_of_its_units(ledger: Ledger) -> NoReturn:
    raise NotRun("所属单位自己的预算不在本系统中，无法汇总核对")
