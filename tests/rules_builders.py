"""A budget in which every rule is content, and the small changes by which one of them no longer is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from assets.models import AssetHolding
from budgets.choices import (
    READ_ORIGINS,
    CellOrigin,
    Confirmation,
    EconomicGroup,
    Flag,
    LineKind,
    MoneyUnit,
    Status,
    TablesMode,
)
from budgets.composer import composer
from budgets.models import (
    BudgetUnit,
    ChangeReason,
    DepartmentalBudget,
    EconomicClass,
    ExpenditureLine,
    FunctionalClass,
    GlossaryTerm,
    Project,
    Prose,
    Reply,
    StatedCell,
    StatedFlag,
)
from budgets.rules import execution, registry
from budgets.rules.registry import Finding, Result
from budgets.statements.ledger import Ledger
from budgets.versions.editing import acting_as
from disclosure.models import BlockText
from performance.models import Duty, Indicator, ProjectObjective, ProjectSheet
from procurement.models import ProcurementItem
from tests.builders import (
    add_expenditure,
    add_revenue,
    make_budget,
    make_department,
    make_project,
    make_unit,
    make_user,
)

YEAR = 2021
DUTY = "受理群众来信来访事项，登记、转送并告知办理结果"
GLOSSARY = {
    "一般公共预算拨款收入": "本级财政当年安排的一般公共预算资金。",
    "基本支出": "维持机构运转的支出。",
    "项目支出": "完成特定任务的支出。",
    "人员经费": "用于工资福利的部分。",
    "日常公用经费": "用于日常运行的部分。",
    "机关运行经费": "行政单位的日常公用经费。",
    "“三公”经费": "财政拨款安排的三项费用。",
    "政府采购": "使用财政性资金的采购行为。",
}
INDICATORS = (
    ("output", "数量指标", "接待场次", "全年接待群众的场次", ">=", "60", "场"),
    ("output", "质量指标", "登记准确率", "登记内容准确的事项占比", ">=", "95", "%"),
    ("output", "时效指标", "按期办结率", "在规定时限内办结的事项占比", ">=", "95", "%"),
    ("effect", "社会效益指标", "就地受理率", "就地受理的事项占全部事项的比率", ">=", "90", "%"),
    ("satisfaction", "服务对象满意度指标", "来访群众满意率", "抽样调查中表示满意的占比", ">=", "90", "%"),
)


LISTED = {"source": "测试目录", "confirmation": Confirmation.CONFIRMED}


def economic(code: str, name: str, *, line: str = "", group: EconomicGroup = EconomicGroup.OPERATING) -> EconomicClass:
    found, _ = EconomicClass.objects.get_or_create(
        code=code,
        valid_from=2018,
        defaults={"name": name, "group": group, "three_public_line": line, **LISTED},
    )
    return found


def functional(code: str, name: str, **fields: Any) -> FunctionalClass:
    found, _ = FunctionalClass.objects.get_or_create(
        code=code, valid_from=2007, defaults={"name": name, **LISTED, **fields}
    )
    return found


def sound_budget(*, year: int = YEAR, **fields: Any) -> DepartmentalBudget:
    """1,000,000.00 in and out with everything that a document must say, last year's figures, tables, and the 批复."""
    with acting_as("import"):
        return _sound_budget(year, fields)


def _sound_budget(year: int, fields: dict[str, Any]) -> DepartmentalBudget:
    department = make_department()
    fields = {"tables_mode": TablesMode.APPENDIX, **fields}
    last_year = _ledger(make_budget(department, year=year - 1), Decimal(540000), Decimal(3000))
    budget = _ledger(make_budget(department, year=year, **fields), Decimal(640000), Decimal(2000))
    _texts(budget)
    _performance(budget)
    _holdings(budget)
    compared(budget)
    publish_as_history(last_year)
    add_reply(budget, days_ago=3)
    budget.refresh_from_db()
    return budget


def _ledger(budget: DepartmentalBudget, of_project: Decimal, receptions: Decimal) -> DepartmentalBudget:
    unit = make_unit(budget, name=budget.printed_name)
    project = make_project(budget)
    running = functional("2010301", "行政运行")
    petitions = functional("2010308", "信访事务")
    office = Decimal(40000) - receptions
    spent = Decimal(300000) + Decimal(50000) + of_project + Decimal(10000)
    add_revenue(budget, unit, str(spent))
    add_expenditure(
        budget, unit, LineKind.PERSONNEL, "300000", functional=running,
        economic=economic("30101", "基本工资", group=EconomicGroup.PERSONNEL),
    )  # fmt: skip
    for code, name, line, amount in (
        ("30201", "办公费", "", office),
        ("30217", "公务接待费", "official_receptions", receptions),
        ("30231", "公务用车运行维护费", "vehicle_operation", Decimal(10000)),
    ):
        add_expenditure(
            budget, unit, LineKind.OPERATING, str(amount), functional=running, economic=economic(code, name, line=line)
        )
    for code, name, line, amount in (
        ("30227", "委托业务费", "", of_project),
        ("30231", "公务用车运行维护费", "vehicle_operation", Decimal(10000)),
    ):
        add_expenditure(
            budget, unit, LineKind.SPECIAL_PURPOSE, str(amount), functional=petitions, project=project,
            economic=economic(code, name, line=line),
        )  # fmt: skip
    return budget


def _texts(budget: DepartmentalBudget) -> None:
    add_prose(budget, "duties", f"1、{DUTY}。")
    add_prose(budget, "performance.overall", "群众反映的事项依法及时就地解决，满意率稳步提高。")
    add_prose(budget, "performance.guarantee", "落实领导干部接访制度，按季度通报办理进度。")
    with acting_as("import"):
        for number, (term, definition) in enumerate(GLOSSARY.items()):
            GlossaryTerm.objects.create(budget=budget, ordinal=number, term=term, definition=definition)
        StatedFlag.objects.create(budget=budget, key=Flag.NO_NEW_ASSETS)


def _performance(budget: DepartmentalBudget) -> None:
    with acting_as("import"):
        Duty.objects.create(
            budget=budget, name="信访事项办理", description=DUTY, goal="受理及时、办理规范",
            objective="在规定时限内完成登记和转送", indicators="按期办结率不低于95%",
            standards="优为95%（含）以上；良为90%（含）至95%；中为85%（含）至90%；差为85%以下",
        )  # fmt: skip
    add_sheet(budget, Project.objects.get(budget=budget))
    with acting_as("import"):
        ProcurementItem.objects.create(
            budget=budget, project=Project.objects.get(budget=budget), name="触摸查询机", measure="台", quantity=2,
            unit_price=Decimal(20000), general_public_budget=Decimal(40000),
        )  # fmt: skip


def _holdings(budget: DepartmentalBudget) -> None:
    for category, quantity, value in (
        ("houses", 0, 0), ("vehicles", 2, 300000), ("equipment", 0, 0), ("other", 10, 50000),
    ):  # fmt: skip
        add_holding(budget, category, quantity, value)


def compared(budget: DepartmentalBudget) -> None:
    """Last year's figures, as last year's document has them, and the reasons of change."""
    state(budget, "expenditure.total", "900000", year=budget.fiscal_year - 1)
    add_reason(budget, "expenditure.total", "新增网上受理平台运行维护任务")
    for row, value in (
        ("overseas_trips", "0"), ("vehicle_purchase", "0"), ("vehicle_operation", "20000"), ("official_receptions", "3000"),
    ):  # fmt: skip
        state(budget, f"three_public.{row}", value, year=budget.fiscal_year - 1)
    add_reason(budget, "three_public.official_receptions", "接待批次比上年少两批")
    add_reason(budget, "three_public.total", "公务接待批次比上年少两批")


def publish_as_history(budget: DepartmentalBudget) -> None:
    DepartmentalBudget.objects.filter(pk=budget.pk).update(
        status=Status.PUBLISHED, imported=True, published_at=timezone.now()
    )


# ---- One change each ----


def state(
    budget: DepartmentalBudget,
    ref: str,
    value: str | None,
    *,
    year: int = 0,
    column: str = "amount",
    origin: CellOrigin = CellOrigin.DOCUMENT,
    printed_in: MoneyUnit = MoneyUnit.YUAN,
) -> StatedCell:
    """origin  DOCUMENT: read in 公开表 第1行; TYPED: last year's published document goes before it"""
    statement, row = ref.split(".", 1)
    year = year or budget.fiscal_year
    with acting_as("import"):
        StatedCell.objects.filter(budget=budget, statement=statement, row=row, column=column, year=year).delete()
        return StatedCell.objects.create(
            budget=budget,
            statement=statement,
            row=row,
            column=column,
            year=year,
            value=None if value is None else Decimal(value),
            origin=origin,
            printed_in=printed_in,
            **({"file": "公开表", "line": 1} if origin in READ_ORIGINS else {}),
        )


def add_reason(budget: DepartmentalBudget, ref: str, text: str) -> None:
    statement, row = ref.split(".", 1)
    with acting_as("import"):
        ChangeReason.objects.update_or_create(budget=budget, statement=statement, row=row, defaults={"text": text})


def add_prose(budget: DepartmentalBudget, key: str, text: str) -> None:
    with acting_as("import"):
        Prose.objects.update_or_create(budget=budget, key=key, defaults={"text": text})


def own_words(budget: DepartmentalBudget, key: str, text: str) -> None:
    with acting_as("import"):
        BlockText.objects.update_or_create(budget=budget, key=key, defaults={"text": text})


def add_flag(budget: DepartmentalBudget, flag: Flag) -> None:
    with acting_as("import"):
        StatedFlag.objects.get_or_create(budget=budget, key=flag)


def add_term(budget: DepartmentalBudget, term: str, definition: str) -> GlossaryTerm:
    with acting_as("import"):
        return GlossaryTerm.objects.create(budget=budget, ordinal=99, term=term, definition=definition)


def add_holding(budget: DepartmentalBudget, category: str, quantity: Any, value: Any, name: str = "") -> AssetHolding:
    with acting_as("import"):
        return AssetHolding.objects.create(budget=budget, category=category, quantity=quantity, value=value, name=name)


def add_sheet(
    budget: DepartmentalBudget, project: Project, purpose: str = "用于接待群众的场地租赁和设备维护。"
) -> ProjectSheet:
    with acting_as("import"):
        sheet = ProjectSheet.objects.create(
            budget=budget, project=project, template="通用模板", purpose=purpose,
            by_march=25, by_june=50, by_october=80, by_december=100,
        )  # fmt: skip
        for number, text in enumerate((f"{project.name}按计划使用。", "群众来访当日得到登记。")):
            ProjectObjective.objects.create(budget=budget, sheet=sheet, ordinal=number, text=text)
        for number, (level1, level2, name, description, symbol, value, unit) in enumerate(INDICATORS):
            Indicator.objects.create(
                budget=budget, sheet=sheet, ordinal=number, level1=level1, level2=level2, name=name, description=description,
                symbol=symbol, value_text=value, value_number=Decimal(value), unit=unit, basis="年度工作计划",
            )  # fmt: skip
    return sheet


def add_reply(budget: DepartmentalBudget, *, days_ago: int) -> Reply:
    dated = timezone.localdate() - dt.timedelta(days=days_ago)
    return Reply.objects.create(
        budget=budget, authority="云汀区财政局", number="云财预〔2021〕1号", dated=dated, received=dated,
        registered_by=make_user(f"registrar-{budget.pk}"),
    )  # fmt: skip


def change(row: Any, **values: Any) -> Any:
    """The row with other values, written as an import would."""
    for name, value in values.items():
        setattr(row, name, value)
    with acting_as("import"):
        row.save()
    return row


def drop(rows: Any) -> None:
    with acting_as("import"):
        rows.delete()


def line_of(budget: DepartmentalBudget, code: str, kind: LineKind | None = None) -> ExpenditureLine:
    lines = ExpenditureLine.objects.filter(budget=budget, economic__code=code)
    return (lines.filter(kind=kind) if kind else lines).get()


def unit_of(budget: DepartmentalBudget) -> BudgetUnit:
    return BudgetUnit.objects.filter(budget=budget).earliest("ordinal", "pk")


# ---- What the rules say ----


def judged(budget: DepartmentalBudget, rule_id: str) -> Result:
    """What became of one rule on the budget as it now is."""
    ledger = Ledger.of(DepartmentalBudget.objects.get(pk=budget.pk))
    rule = next(rule for rule in registry.all_rules() if rule.id == rule_id)
    subject = ledger if rule.needs == "budget" else composer().subject(ledger)
    return next(iter(execution.run([rule], {rule.needs: subject})))


def found(budget: DepartmentalBudget, rule_id: str) -> list[Finding]:
    result = judged(budget, rule_id)
    assert result.outcome == "fail", f"{rule_id} did not fail: {result.outcome} {result.reason}"
    return list(result.findings)


def only(budget: DepartmentalBudget, rule_id: str) -> Finding:
    """The single failure of a rule."""
    failures = found(budget, rule_id)
    assert len(failures) == 1, [failure.message for failure in failures]
    return failures[0]


def anchors(finding: Finding) -> list[tuple[str, str]]:
    return [(place.part, place.anchor) for place in finding.places]
