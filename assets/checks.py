"""Rules over fixed assets. C23, C24, R-AST-2, R-AST-3."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from assets.choices import VehicleUse
from assets.statements import HoldingRow, assets
from budgets.checks.evidence import contradictions, place, shown
from budgets.checks.expenditure_codes import place_of
from budgets.composer import composer
from budgets.money import total
from budgets.rules.inspections import Bearing, Question
from budgets.rules.patterns import Patterns
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.statements.amounts import Amount
from budgets.statements.ledger import Ledger
from budgets.statements.three_public import three_public

# Counts that a sentence gives: vehicles by use, and equipment above the threshold.
_COUNTS, _NO_USES = "asset_counts", {"held:vehicles", "held:equipment"}


def vehicles_place(row: HoldingRow) -> Place:
    value = "空白" if row.quantity.value is None else shown(row.quantity.value, "辆")
    return Place("固定资产占用情况表·车辆数量", value, "assets", "asset-vehicles", "assets.table")


def _vehicles(ledger: Ledger) -> tuple[Amount, Place]:
    """How many vehicles are held, in the table of assets or in the sentence that some forms have instead of it."""
    row = assets(ledger).vehicles
    if row.quantity.value is not None or composer().prints(ledger.budget.format_key, "assets"):
        return row.quantity, vehicles_place(row)
    counted = [
        cell.value
        for (statement, key, _, year, _), cell in ledger.stated.items()
        if statement == _COUNTS and year == ledger.year and key.startswith("held:") and key not in _NO_USES
    ]
    stated = ledger.cell(_COUNTS, "held:vehicles")
    count = Amount(f"{_COUNTS}.held:vehicles", "车辆数", total(counted), stated, unit="辆", part="assets")
    if count.value is None:
        raise NotRun("文字没有写明车辆的数量")
    return count, place(count)


def _counted_by_use(ledger: Ledger) -> Iterator[tuple[str, Amount]]:
    """The number of vehicles that a sentence gives, beside the sum of all its uses; none where it leaves a use out."""
    for when, words in (("held", "车辆"), ("planned", "购置车辆")):
        uses = [ledger.cell(_COUNTS, f"{when}:{use.value}") for use in VehicleUse]
        stated = ledger.cell(_COUNTS, f"{when}:vehicles")
        if stated is not None and all(use is not None for use in uses):
            yield (
                words,
                Amount(f"{_COUNTS}.{when}:vehicles", f"{words}数", total(uses), stated, unit="辆", part="assets"),
            )


@rule(
    "R-NUM-C23",
    "E",
    "固定资产总额等于各行之和",
    basis="公开表勾稽关系；固定资产占用情况表",
    reads=Reads.LINES,
    answers={Question.ASSETS: Bearing.BESIDE_OTHERS},
    example="固定资产总额 350000元，房屋、车辆、设备和其他之和 340000元。",
    satisfy="核对各行价值；按公开表填写的总额与各行不一致的，改正有误的一处。",
)
def assets_add_up(ledger: Ledger) -> Iterator[Finding]:
    """Also the vehicles that a sentence counts by their uses."""
    data = assets(ledger)
    counted = list(_counted_by_use(ledger))
    if data.total.value is None and not counted:
        raise NotRun("固定资产占用情况表没有价值")
    for words, vehicles in counted:
        if vehicles.stated != vehicles.computed:
            difference = (vehicles.stated or Decimal(0)) - (vehicles.computed or Decimal(0))
            yield Finding(
                f"{words} {shown(vehicles.stated, '辆')}，各类用途的车辆之和 {shown(vehicles.computed, '辆')}，"
                f"相差 {shown(abs(difference), '辆')}。",
                (place(vehicles), Place(f"{words}各类用途之和", shown(vehicles.computed, "辆"), "assets")),
                difference,
                unit="辆",
                remedy="请核对车辆总数和各类用途的数量。",
            )
    yield from contradictions([data.total], source="各行价值之和", only_reached=False)
    yield from contradictions((row.value for row in data.rows), source="填写的价值")


@rule(
    "R-NUM-C24",
    "W",
    "公务用车运行维护费与车辆数量相符",
    basis="公开表勾稽关系",
    reads=Reads.LINES,
    answers={Question.ASSETS: Bearing.DENIES},
    example="安排公务用车运行维护费 30000元，固定资产表中没有车辆。",
    satisfy="填写车辆数量；租用、借用车辆或车改保留车辆等情况请说明。",
)
def running_costs_mean_vehicles(ledger: Ledger) -> Iterator[Finding]:
    """A warning only: vehicles may be rented or lent, and then the document should say so."""
    costs, (vehicles, where) = three_public(ledger).vehicle_operation, _vehicles(ledger)
    if costs.value is None and vehicles.value is None:
        raise NotRun("没有公务用车运行维护费，也没有车辆")
    if costs.number > 0 and not vehicles.number:
        message = f"公务用车运行维护费 {shown(costs.value)}，但车辆数量为{'空白' if vehicles.value is None else ' 0'}。"
    elif vehicles.number and not costs.number:
        message = f"有车辆 {shown(vehicles.value, '辆')}，但没有公务用车运行维护费。"
    else:
        return
    yield Finding(message, (place(costs), where), remedy="请核对车辆数量和运行维护费；租用、借用等情况请说明。")


@rule(
    "R-AST-2",
    "W",
    "车辆类项目与车辆数量相符",
    basis="固定资产占用情况表",
    reads=Reads.LINES | Reads.WORDS,
    answers={Question.ASSETS: Bearing.DENIES},
    example="列有“执法车辆保险费”项目，固定资产表的车辆数量却是 0。",
    satisfy="填写车辆的数量和价值；车辆由其他单位提供或租用的，在说明中写清楚。",
    vehicle_projects=Patterns((r"车辆?(的)?(保险|维修|维护|运行|燃料|加油|年检)", r"车辆(费|经费)")),
)
def vehicle_projects_mean_vehicles(ledger: Ledger, *, vehicle_projects: Patterns) -> Iterator[Finding]:
    about = [project for project in ledger.projects if vehicle_projects.search(project.name)]
    if not about:
        raise NotRun("没有车辆类项目")
    vehicles, where = _vehicles(ledger)
    if not vehicles.number:
        names = "、".join(f"“{project.name}”" for project in about)
        yield Finding(
            f"有项目{names}，但固定资产中没有车辆。",
            (
                *(Place(project.name, project.code, "projects", f"project-{project.pk}") for project in about),
                where,
            ),
            remedy="请填写车辆的数量和价值，或说明车辆由谁提供。",
        )


@rule(
    "R-AST-3",
    "W",
    "新增资产与购置支出相符",
    basis="固定资产占用情况表",
    reads=Reads.LINES,
    answers={Question.ASSETS: Bearing.DENIES},
    example="声明“本年度无新增固定资产预算”，基本支出中却安排办公设备购置 20000元。",
    satisfy="有购置支出的，取消“无新增”的声明；购置的不是固定资产的，核对经济分类科目。",
    first_class="31001",
    last_class="31099",
)
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
