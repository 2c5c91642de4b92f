"""Rules over fixed assets. C23, C24, R-AST-2, R-AST-3."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assets.statements import HoldingRow, assets
from budgets.checks.evidence import contradictions, place, shown
from budgets.checks.expenditure_codes import place_of
from budgets.findings import Finding, NotRun, Place, rule
from budgets.money import total
from budgets.statements.ledger import Ledger
from budgets.statements.three_public import three_public

_ABOUT_A_VEHICLE = re.compile(r"车辆?(的)?(保险|维修|维护|运行|燃料|加油|年检)|车辆(费|经费)")


def vehicles_place(row: HoldingRow) -> Place:
    value = "空白" if row.quantity.value is None else shown(row.quantity.value, "辆")
    return Place("固定资产占用情况表·车辆数量", value, "assets", "asset-vehicles", "assets.table")


@rule("R-NUM-C23", "E", "固定资产总额等于各行之和", basis="公开表勾稽关系；固定资产占用情况表")
def assets_add_up(ledger: Ledger) -> Iterator[Finding]:
    data = assets(ledger)
    if data.total.value is None:
        raise NotRun("固定资产占用情况表没有价值")
    yield from contradictions([data.total], source="各行价值之和", only_reached=False)
    yield from contradictions((row.value for row in data.rows), source="填写的价值")


@rule("R-NUM-C24", "W", "公务用车运行维护费与车辆数量相符", basis="公开表勾稽关系")
def running_costs_mean_vehicles(ledger: Ledger) -> Iterator[Finding]:
    """A warning only: vehicles may be rented or lent, and then the document should say so."""
    costs, vehicles = three_public(ledger).vehicle_operation, assets(ledger).vehicles
    if costs.value is None and vehicles.quantity.value is None:
        raise NotRun("没有公务用车运行维护费，也没有车辆")
    if costs.number > 0 and not vehicles.quantity.number:
        message = f"公务用车运行维护费 {shown(costs.value)}，但车辆数量为{'空白' if vehicles.quantity.value is None else ' 0'}。"
    elif vehicles.quantity.number and not costs.number:
        message = f"有车辆 {shown(vehicles.quantity.value, '辆')}，但没有公务用车运行维护费。"
    else:
        return
    yield Finding(
        message, (place(costs), vehicles_place(vehicles)), remedy="请核对车辆数量和运行维护费；租用、借用等情况请说明。"
    )


@rule("R-AST-2", "W", "车辆类项目与车辆数量相符", basis="固定资产占用情况表")
def vehicle_projects_mean_vehicles(ledger: Ledger) -> Iterator[Finding]:
    about = [project for project in ledger.projects if _ABOUT_A_VEHICLE.search(project.name)]
    if not about:
        raise NotRun("没有车辆类项目")
    vehicles = assets(ledger).vehicles
    if not vehicles.quantity.number:
        names = "、".join(f"“{project.name}”" for project in about)
        yield Finding(
            f"有项目{names}，但固定资产中没有车辆。",
            (
                *(Place(project.name, project.code, "projects", f"project-{project.pk}") for project in about),
                vehicles_place(vehicles),
            ),
            remedy="请填写车辆的数量和价值，或说明车辆由谁提供。",
        )


@rule("R-AST-3", "W", "新增资产与购置支出相符", basis="固定资产占用情况表", first_class="31001", last_class="31099")
def purchases_mean_new_assets(ledger: Ledger, *, first_class: str, last_class: str) -> Iterator[Finding]:
    if not assets(ledger).states_no_new:
        raise NotRun("没有“本年度无新增固定资产预算”的说明")
    bought = [
        line
        for line in ledger.expenditure
        if line.economic and first_class <= line.economic.code <= last_class and line.amount > 0
    ]
    if bought:
        yield Finding(
            f"说明“本年度无新增固定资产预算”，但安排了购置支出 {shown(total(line.amount for line in bought))}。",
            (
                *(place_of(line, str(line.economic)) for line in bought),
                Place("声明：本年度无新增固定资产预算", "是", "assets", "asset-no-new"),
            ),
            remedy="请核对购置支出；有新增资产的，请取消“无新增”的说明。",
        )
