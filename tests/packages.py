"""A whole budget with figures in every statutory table, and last year's beside it. Names are fictional, figures odd on purpose."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from assets.choices import AssetCategory
from budgets.choices import EconomicGroup, FundKind, LineKind, RevenueKind, TablesMode, UnitNature
from budgets.models import BudgetUnit, DepartmentalBudget, ExpenditureLine, FunctionalClass, Prose, RevenueLine
from budgets.versions.editing import acting_as
from performance.models import Duty
from procurement.models import ProcurementItem
from tests.builders import make_budget, make_class, make_department, make_fund, make_project, make_unit
from tests.rules_builders import add_holding, add_sheet, publish_as_history

GENERAL, FUNDS, CAPITAL, OTHER = (
    FundKind.GENERAL_PUBLIC_BUDGET,
    FundKind.GOVERNMENT_FUNDS,
    FundKind.STATE_CAPITAL,
    FundKind.OTHER_REVENUE,
)
ITEMS = {
    "201": "一般公共服务支出",
    "20103": "政府办公厅（室）及相关机构事务",
    "2010301": "行政运行",
    "2010308": "信访事务",
    "208": "社会保障和就业支出",
    "20805": "行政事业单位养老支出",
    "2080505": "机关事业单位基本养老保险缴费支出",
    "212": "城乡社区支出",
    "21208": "国有土地使用权出让收入安排的支出",
    "2120899": "其他国有土地使用权出让收入安排的支出",
    "221": "住房保障支出",
    "22102": "住房改革支出",
    "2210201": "住房公积金",
    "223": "国有资本经营预算支出",
    "22301": "解决历史遗留问题及改革成本支出",
    "2230105": "国有企业退休人员社会化管理补助支出",
}
CLASSES = {
    "301": ("工资福利支出", EconomicGroup.PERSONNEL, ""),
    "30101": ("基本工资", EconomicGroup.PERSONNEL, ""),
    "30108": ("机关事业单位基本养老保险缴费", EconomicGroup.PERSONNEL, ""),
    "30113": ("住房公积金", EconomicGroup.PERSONNEL, ""),
    "302": ("商品和服务支出", EconomicGroup.OPERATING, ""),
    "30201": ("办公费", EconomicGroup.OPERATING, ""),
    "30217": ("公务接待费", EconomicGroup.OPERATING, "official_receptions"),
    "30227": ("委托业务费", EconomicGroup.OPERATING, ""),
    "30231": ("公务用车运行维护费", EconomicGroup.OPERATING, "vehicle_operation"),
    "30299": ("其他商品和服务支出", EconomicGroup.OPERATING, ""),
}
# item, class, fund, project (0: basic), amount
LINES = (
    ("2010301", "30101", GENERAL, 0, "1843267.35"),
    ("2010301", "30201", GENERAL, 0, "86420.5"),
    ("2010301", "30217", GENERAL, 0, "3600"),
    ("2010301", "30231", GENERAL, 0, "41000"),
    ("2010301", "30299", GENERAL, 0, "12000.4"),
    ("2080505", "30108", GENERAL, 0, "294922.77"),
    ("2210201", "30113", GENERAL, 0, "221192.08"),
    ("2010308", "30227", GENERAL, 1, "1260000"),
    ("2010308", "30231", GENERAL, 1, "54000"),
    ("2010308", "30227", OTHER, 2, "330000.15"),
    ("2120899", "30227", FUNDS, 2, "880000"),
    ("2230105", "30227", CAPITAL, 3, "45000"),
)
PROJECTS = (
    ("202-0001-ABC-0001", "来访接待场所运行和群众诉求办理服务经费"),
    ("202-0001-ABC-0002", "网上信访平台运行维护费"),
    ("202-0002-ABC-0003", "国有企业退休人员信访服务补助"),
)
CARRIED = Decimal("145400.25")


def full_budget(
    *, year: int, format_key: str, unit: Any = None, further_items: int = 0, with_last_year: bool = True, **fields: Any
) -> DepartmentalBudget:
    """further_items: that many functional items more, so that tables run over several pages."""
    department = make_department()
    fields = {"tables_mode": TablesMode.APPENDIX, "unit": unit, **fields}
    if unit is not None:
        fields.setdefault("printed_name", unit.name)
    if with_last_year:
        last = make_budget(department, year=year - 1, format_key=format_key, **fields)
        _ledger(last, Decimal("0.9"), LINES[:8] + LINES[9:])
        publish_as_history(last)
    budget = make_budget(department, year=year, format_key=format_key, **fields)
    _ledger(budget, Decimal(1), LINES, further_items)
    with acting_as("import"):
        _upper_rows(budget)
    budget.refresh_from_db()
    return budget


def classes_of_items(further: int = 0) -> dict[str, FunctionalClass]:
    named = dict(ITEMS)
    for number in range(further):
        section = f"229{number // 9 + 1:02}"
        named |= {"229": "其他支出", section: f"其他支出第{number // 9 + 1}类事务"}
        named[f"{section}{number % 9 + 1:02}"] = f"其他支出第{number // 9 + 1}类第{number % 9 + 1}项具体事务支出"
    known = {item.code: item for item in FunctionalClass.objects.filter(code__in=named)}
    for code, name in named.items():
        if code not in known:
            known[code] = FunctionalClass.objects.create(code=code, name=name, valid_from=None)
    return known


def _ledger(budget: DepartmentalBudget, share: Decimal, lines: Any, further: int = 0) -> None:
    first = make_unit(budget, name=budget.printed_name, unit=budget.unit) if budget.unit else make_unit(budget)
    if budget.unit is None:
        make_unit(budget, name="云汀区信访接待中心", nature=UnitNature.INSTITUTION, ordinal=1)
    items = classes_of_items(further)
    classes = {
        code: make_class(code, name, group=group, three_public_line=line)
        for code, (name, group, line) in CLASSES.items()
    }
    projects = [make_project(budget, code, name, ordinal=number) for number, (code, name) in enumerate(PROJECTS)]
    more = [(code, "30227", GENERAL, 1, f"{1000 + 7 * number}.{number % 100:02}") for number, code in enumerate(
        code for code in items if code.startswith("229") and len(code) == 7
    )]  # fmt: skip
    income: dict[FundKind, Decimal] = {}
    rows = []
    for ordinal, (item, economic, fund, project, text) in enumerate((*lines, *more)):
        amount = (Decimal(text) * share).quantize(Decimal("0.01"))
        income[fund] = income.get(fund, Decimal(0)) + amount
        rows.append(
            ExpenditureLine(
                budget=budget,
                ordinal=ordinal,
                unit=first,
                kind=_kind(classes[economic].group, project),
                project=projects[project - 1] if project else None,
                functional=items[item],
                economic=classes[economic],
                fund=make_fund(fund),
                amount=amount,
            )
        )
    carried = (CARRIED * share).quantize(Decimal("0.01"))
    rows.append(
        ExpenditureLine(
            budget=budget, ordinal=9999, unit=first, kind=LineKind.CARRIED_OUT, fund=make_fund(), amount=carried
        )
    )
    received = [
        RevenueLine(budget=budget, unit=first, fund=make_fund(f), amount=amount) for f, amount in income.items()
    ]
    received.append(
        RevenueLine(budget=budget, unit=first, kind=RevenueKind.CARRIED_IN, fund=make_fund(), amount=carried)
    )
    with acting_as("import"):
        ExpenditureLine.objects.bulk_create(rows)
        RevenueLine.objects.bulk_create(received)


def _kind(group: str, project: int) -> LineKind:
    if project:
        return LineKind.SPECIAL_PURPOSE
    return LineKind.PERSONNEL if group == EconomicGroup.PERSONNEL else LineKind.OPERATING


def _upper_rows(budget: DepartmentalBudget) -> None:
    """Objectives, sheets, procurement and assets."""
    for key, text in (
        ("duties", "1、受理群众来信来访。\n2、督促检查信访事项的办理。"),
        ("performance.overall", "群众反映的事项依法及时就地解决，满意率稳步提高。"),
        ("performance.guarantee", "落实领导干部接访制度，按季度通报办理进度。"),
    ):
        Prose.objects.create(budget=budget, key=key, text=text)
    for number, name in enumerate(("信访事项办理", "矛盾纠纷排查")):
        Duty.objects.create(
            budget=budget, ordinal=number, name=name, description=f"{name}的组织、指导和督促检查", goal="受理及时、办理规范",
            objective="在规定时限内完成登记和转送", indicators="按期办结率不低于95%", standards="优为95%（含）以上；良为90%（含）至95%",
        )  # fmt: skip
    projects = list(budget.project_rows.order_by("ordinal"))
    for project in projects[:2]:
        add_sheet(budget, project)
    ProcurementItem.objects.create(
        budget=budget, ordinal=0, project=projects[0], name="触摸查询一体机", catalogue_number="A02010104", measure="台",
        quantity=2, unit_price=Decimal(20000), general_public_budget=Decimal(40000),
    )  # fmt: skip
    ProcurementItem.objects.create(
        budget=budget, ordinal=1, project=projects[1], name="网上信访平台运行维护服务", catalogue_number="C16070000",
        measure="项", quantity=1, unit_price=Decimal("330000.15"), other_revenue=Decimal("300000.15"),
        government_funds=Decimal(20000), other_channels=Decimal(10000),
    )  # fmt: skip
    for category, quantity, value in (
        (AssetCategory.HOUSES, "1260.5", "3842000"),
        (AssetCategory.VEHICLES, 2, "318000.5"),
        (AssetCategory.EQUIPMENT, 1, "236000"),
        (AssetCategory.OTHER, 143, "587412.36"),
    ):
        add_holding(budget, category, quantity, value)


def units_of(budget: DepartmentalBudget) -> list[BudgetUnit]:
    return list(budget.budgetunit_rows.order_by("ordinal"))
