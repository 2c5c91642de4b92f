"""A plan as the rows of a version: a budget that every rule of severity E is content with."""

from __future__ import annotations

from decimal import Decimal

from assets.models import AssetHolding
from budgets.choices import Flag, FundKind, LineKind, RevenueKind, TablesMode
from budgets.models import (
    BudgetUnit,
    ChangeReason,
    DepartmentalBudget,
    EconomicClass,
    ExpenditureLine,
    FunctionalClass,
    FundSource,
    GlossaryTerm,
    Project,
    Prose,
    RevenueLine,
    StatedCell,
    StatedFlag,
)
from budgets.versions.editing import acting_as
from disclosure import formats
from performance.models import Duty, Indicator, ProjectObjective, ProjectSheet
from procurement.models import ProcurementItem
from tests.builders import make_budget, make_department
from tests.proofs.plans import FUNDS, GENERAL, RUNNING, Plan
from tests.rules_builders import GLOSSARY, INDICATORS

DUTY = "收集、整理和保管馆藏目录，向群众提供查阅服务"
PROSE = {
    "duties": f"1、{DUTY}。\n2、检修基层站点。",
    "performance.overall": "馆藏目录保管完好，群众查阅及时得到办理。",
    "performance.guarantee": "按季度通报进度，落实责任到岗位。",
}


def first_year(format_key: str) -> int:
    return formats.load(format_key).first_year


def has_carry_over(format_key: str) -> bool:
    return all(table.carry_over for table in formats.load(format_key).package(first_year(format_key)))


def has_accounts(format_key: str) -> bool:
    """Whether the form has a row for money of the special fiscal account."""
    (balance,) = (table for table in formats.load(format_key).package(first_year(format_key)) if table.key == "T01")
    return FundKind.SPECIAL_FISCAL_ACCOUNT in [source.key for source in balance.sources]


def build(plan: Plan, format_key: str) -> tuple[DepartmentalBudget, Plan]:
    """The version in that format, in the first year of the format, and the plan as the form can show it.

    The codes are loaded already.
    """
    year = first_year(format_key)
    plan = plan.fitting(carries=has_carry_over(format_key), accounts=has_accounts(format_key))
    department = make_department("303", plan.units[0].name)
    budget = make_budget(
        department, year=year, format_key=format_key, tables_mode=TablesMode.APPENDIX, printed_name=department.name
    )
    with acting_as("import"):
        units = _units(budget, plan)
        projects = [
            Project.objects.create(budget=budget, ordinal=at, code=f"303-{at + 1:04}-ABC-0001", name=name)
            for at, name in enumerate(plan.projects)
        ]
        _ledger(budget, plan, units, projects)
        _texts(budget, plan)
        _last_year(budget, plan)
        for at, project in enumerate(projects):
            _sheet(budget, project, plan, at)
        for at, (project, quantity, price) in enumerate(plan.bought):
            ProcurementItem.objects.create(
                budget=budget, ordinal=at, project=projects[project], name=f"值班设备{at + 1}型", measure="台", catalogue_number="A02010100",
                quantity=quantity, unit_price=price, general_public_budget=quantity * price,
            )  # fmt: skip
        for at, (category, (quantity, value)) in enumerate(plan.holdings.items()):
            AssetHolding.objects.create(budget=budget, ordinal=at, category=category, quantity=quantity, value=value)
    return DepartmentalBudget.objects.get(pk=budget.pk), plan


def _units(budget: DepartmentalBudget, plan: Plan) -> list[BudgetUnit]:
    return [
        BudgetUnit.objects.create(
            budget=budget, ordinal=at, name=unit.name, nature=unit.nature, rank="正科级", funding_mode="财政拨款"
        )
        for at, unit in enumerate(plan.units)
    ]


def _ledger(budget: DepartmentalBudget, plan: Plan, units: list[BudgetUnit], projects: list[Project]) -> None:
    year = budget.fiscal_year
    items = {each.code: each for each in FunctionalClass.objects.valid_in(year)}
    classes = {each.code: each for each in EconomicClass.objects.valid_in(year)}
    funds = {each.kind: each for each in FundSource.objects.order_by("-code")}
    lines = [
        ExpenditureLine(
            budget=budget, ordinal=at, unit=units[line.unit], kind=line.kind, amount=line.amount, fund=funds[line.fund],
            project=None if line.project is None else projects[line.project],
            functional=items[line.functional], economic=classes[line.economic],
        )
        for at, line in enumerate(plan.lines)
    ]  # fmt: skip
    if plan.carried_out:
        lines.append(
            ExpenditureLine(
                budget=budget, ordinal=len(lines), unit=units[0], kind=LineKind.CARRIED_OUT, fund=funds[GENERAL],
                amount=plan.carried_out, functional=items[RUNNING],
            )
        )  # fmt: skip
    ExpenditureLine.objects.bulk_create(lines)
    income = [
        RevenueLine(budget=budget, unit=units[unit], fund=funds[fund], functional=items[item], amount=amount)
        for (unit, fund, item), amount in plan.income().items()
    ]
    if plan.carried_in:
        income.append(
            RevenueLine(
                budget=budget, unit=units[0], kind=RevenueKind.CARRIED_IN, fund=funds[GENERAL], amount=plan.carried_in
            )
        )
    for at, line in enumerate(income):
        line.ordinal = at
    RevenueLine.objects.bulk_create(income)


def _texts(budget: DepartmentalBudget, plan: Plan) -> None:
    for key, text in PROSE.items():
        Prose.objects.create(budget=budget, key=key, text=text)
    for at, (term, definition) in enumerate(GLOSSARY.items()):
        GlossaryTerm.objects.create(budget=budget, ordinal=at, term=term, definition=definition)
    if not plan.bought:
        StatedFlag.objects.create(budget=budget, key=Flag.NO_NEW_ASSETS)
    Duty.objects.create(
        budget=budget, name="馆藏目录保管", description=DUTY, goal="保管完好", objective="全年没有损毁",
        indicators="完好率不低于95%", standards="优为95%（含）以上；良为90%（含）至95%；中为85%（含）至90%；差为85%以下",
    )  # fmt: skip


def _last_year(budget: DepartmentalBudget, plan: Plan) -> None:
    """The figures of last year, and a reason for whatever changes."""
    if plan.prior == "new":
        StatedFlag.objects.create(budget=budget, key=Flag.NEW_UNIT)
        return
    for ref, value in plan.before.items():
        statement, row = ref.split(".", 1)
        StatedCell.objects.create(
            budget=budget, statement=statement, row=row, column="amount", year=budget.fiscal_year - 1, value=value,
        )  # fmt: skip
    now = {f"three_public.{row}": value for row, value in plan.three_public.items()}
    now["expenditure.total"] = plan.current + plan.carried_out
    now["expenditure.fiscal"] = plan.of_funds(*FUNDS[:3])
    now["revenue.fiscal"] = now["expenditure.fiscal"] + plan.carried_out - plan.carried_in
    now |= {f"expenditure.fund:{fund.value}": plan.of_funds(fund) for fund in FUNDS[:3]}
    now["three_public.total"] = sum(plan.three_public.values(), Decimal(0))
    now["three_public.vehicles"] = plan.three_public["vehicle_purchase"] + plan.three_public["vehicle_operation"]
    before = dict(plan.before)
    before["three_public.total"] = sum((v for k, v in before.items() if k.startswith("three")), Decimal(0))
    before["three_public.vehicles"] = before["three_public.vehicle_purchase"] + before["three_public.vehicle_operation"]
    for ref, value in now.items():
        if value != before[ref]:
            statement, row = ref.split(".", 1)
            ChangeReason.objects.create(
                budget=budget, statement=statement, row=row, text="基层站点检修任务按年度计划有调整"
            )


def _sheet(budget: DepartmentalBudget, project: Project, plan: Plan, number: int) -> None:
    march, june, october = plan.progress
    sheet = ProjectSheet.objects.create(
        budget=budget, project=project, template="通用模板", purpose=f"用于{project.name.removesuffix('经费')}。",
        by_march=march, by_june=june, by_october=october, by_december=100,
    )  # fmt: skip
    ProjectObjective.objects.create(budget=budget, sheet=sheet, ordinal=0, text=f"{project.name}按计划使用。")
    Indicator.objects.bulk_create(
        Indicator(
            budget=budget, sheet=sheet, ordinal=at, level1=level1, level2=level2, name=f"{project.name[:4]}{name}",
            description=description, symbol=symbol, value_text=value, value_number=Decimal(value), unit=unit,
            basis=f"年度工作计划第{number + 1}项",
        )
        for at, (level1, level2, name, description, symbol, value, unit) in enumerate(INDICATORS)
    )  # fmt: skip
