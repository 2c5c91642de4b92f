"""The ground's parts: how far each is filled in, and in plain words what is still missing."""

from __future__ import annotations

from budgets.choices import PROJECT_KINDS, Flag, LineKind, Status
from budgets.models import (
    BudgetUnit,
    ChangeReason,
    DepartmentalBudget,
    ExpenditureLine,
    GlossaryTerm,
    Project,
    Prose,
    RevenueLine,
    StatedCell,
    StatedFlag,
)
from budgets.parts import Completeness, Part


def _basics(budget: DepartmentalBudget) -> Completeness:
    missing = () if budget.version == 1 or budget.correction_note else ("更正说明",)
    return Completeness(filled=1, missing=missing)


def _organisation(budget: DepartmentalBudget) -> Completeness:
    units = list(BudgetUnit.objects.filter(budget=budget).values_list("nature", flat=True))
    has_duties = Prose.objects.filter(budget=budget, key="duties").exclude(text="").exists()
    missing = []
    if not units:
        missing.append("机构设置：至少一个单位")
    elif not all(units):
        missing.append(f"{units.count('')} 个单位的单位性质")
    if not has_duties:
        missing.append(f"{budget.scope_word}职责")
    return Completeness(len(units) + has_duties, tuple(missing))


def _revenue(budget: DepartmentalBudget) -> Completeness:
    count = RevenueLine.objects.filter(budget=budget).count()
    return Completeness(count, () if count else ("各项收入",))


def _basic(budget: DepartmentalBudget) -> Completeness:
    lines = ExpenditureLine.objects.filter(budget=budget)
    personnel = lines.filter(kind=LineKind.PERSONNEL).count()
    operating = lines.filter(kind=LineKind.OPERATING).count()
    missing = [words for words, count in (("人员经费", personnel), ("日常公用经费", operating)) if not count]
    return Completeness(personnel + operating, tuple(missing))


def _projects(budget: DepartmentalBudget) -> Completeness:
    """No project is a fact and not an omission; a project line without its project is one."""
    projects = Project.objects.filter(budget=budget).count()
    loose = ExpenditureLine.objects.filter(budget=budget, kind__in=PROJECT_KINDS, project=None).count()
    return Completeness(projects, (f"{loose} 笔项目支出未对应到项目",) if loose else ())


def _last_year_is_known(budget: DepartmentalBudget, statement: str) -> bool:
    """By a figure that the department gives, by last year's published budget, or because there was none."""
    if StatedFlag.objects.filter(budget=budget, key=Flag.NEW_UNIT).exists():
        return True
    year = budget.fiscal_year - 1
    if StatedCell.objects.filter(budget=budget, statement=statement, year=year, value__isnull=False).exists():
        return True
    same = DepartmentalBudget.objects.filter(
        region=budget.region_id, department=budget.department_id, unit=budget.unit_id
    )
    return same.filter(phase=budget.phase, fiscal_year=year, status=Status.PUBLISHED).exists()


def _comparison(budget: DepartmentalBudget) -> Completeness:
    if _last_year_is_known(budget, "expenditure"):
        return Completeness(filled=1)
    return Completeness(0, ("上年支出总额，或声明为本年新增单位",))


def _three_public(budget: DepartmentalBudget) -> Completeness:
    filled = StatedCell.objects.filter(budget=budget, statement="three_public").count()
    if _last_year_is_known(budget, "three_public"):
        return Completeness(filled)
    return Completeness(filled, ("“三公”经费上年数",))


def _glossary(budget: DepartmentalBudget) -> Completeness:
    count = GlossaryTerm.objects.filter(budget=budget).count()
    return Completeness(count, () if count else ("名词解释",))


def _other(budget: DepartmentalBudget) -> Completeness:
    return Completeness(Prose.objects.filter(budget=budget, key="other_matters").exclude(text="").count())


PARTS = (
    Part("basics", "基本信息", 10, "entry-basics", ("opening",), (), _basics),
    Part("organisation", "职责和机构", 15, "entry-organisation", ("organisation",), (BudgetUnit, Prose), _organisation),
    Part("revenue", "收入", 20, "entry-revenue", ("overview",), (RevenueLine,), _revenue),
    Part("basic", "基本支出", 30, "entry-basic", ("overview", "operating_costs"), (Project, ExpenditureLine), _basic),
    Part("projects", "项目支出", 35, "entry-projects", ("overview",), (Project, ExpenditureLine), _projects),
    Part(
        "comparison",
        "与上年比较",
        40,
        "entry-comparison",
        ("overview",),
        (StatedFlag, StatedCell, ChangeReason),
        _comparison,
    ),
    Part(
        "three_public",
        "“三公”经费",
        50,
        "entry-three-public",
        ("three_public",),
        (StatedCell, ChangeReason),
        _three_public,
    ),
    Part("glossary", "名词解释", 80, "entry-glossary", ("glossary",), (GlossaryTerm,), _glossary),
    Part("other", "其他说明", 85, "entry-other", ("other",), (Prose,), _other),
)
