"""The ground's parts: how far each is filled in, and in plain words what is still missing."""

from __future__ import annotations

from collections.abc import Callable

from budgets.choices import PROJECT_KINDS, Base, Flag, LineKind, Status
from budgets.models import (
    BudgetUnit,
    ChangeReason,
    DepartmentalBudget,
    ExpenditureLine,
    GlossaryTerm,
    InternalTransfer,
    Project,
    Prose,
    RevenueLine,
    StatedCell,
    StatedFlag,
    TakenOver,
)
from budgets.parts import Completeness, Part
from budgets.statements import official


class _Tables:
    """The official tables that were read into a version: what they say stands in the place of entries."""

    def __init__(self, budget: DepartmentalBudget) -> None:
        cells = StatedCell.objects.filter(budget=budget, year=budget.fiscal_year, base=Base.BUDGET)
        found = cells.values_list("statement", "row", "column", "value")
        self.cells = {(table, row, column): value for table, row, column, value in found if official.is_official(table)}

    def say(self, *refs: str) -> bool:
        """Whether they print one of these figures."""
        return any(official.figure(ref, self.cells.get) is not None for ref in refs)

    def note(self, are_meant: Callable[[str, str], bool]) -> str:
        """How many cells feed a part; are_meant gets table and column."""
        count = sum(are_meant(table, column) for table, _, column in self.cells)
        return f"已由公开表提供 {count:,} 格" if count else ""


_BASIC_COLUMNS = {"basic", "personnel", "operating"}


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
    tables = _Tables(budget)
    missing = () if count or tables.say("revenue.total", "revenue.current", "revenue.fiscal") else ("各项收入",)
    return Completeness(count, missing, tables.note(lambda table, column: table in {"T01L", "T02", "T04L"}))


def _basic(budget: DepartmentalBudget) -> Completeness:
    lines = ExpenditureLine.objects.filter(budget=budget)
    personnel = lines.filter(kind=LineKind.PERSONNEL).count()
    operating = lines.filter(kind=LineKind.OPERATING).count()
    tables = _Tables(budget)
    entries = (("人员经费", personnel, "expenditure.personnel"), ("日常公用经费", operating, "expenditure.operating"))
    missing = [words for words, count, ref in entries if not count and not tables.say(ref)]
    note = tables.note(lambda table, column: table in {"T06", "T16"} or column in _BASIC_COLUMNS)
    return Completeness(personnel + operating, tuple(missing), note)


def _projects(budget: DepartmentalBudget) -> Completeness:
    """No project is a fact and not an omission; a project line without its project is one."""
    projects = Project.objects.filter(budget=budget).count()
    loose = ExpenditureLine.objects.filter(budget=budget, kind__in=PROJECT_KINDS, project=None).count()
    note = _Tables(budget).note(lambda table, column: table == "T10" or column == "project")
    return Completeness(projects, (f"{loose} 笔项目支出未对应到项目",) if loose else (), note)


# The official tables that print last year's figure of a statement.
_TABLES_OF = {"expenditure": ("T01R", "T03"), "three_public": ("T07",)}


def _last_year_is_known(budget: DepartmentalBudget, statement: str) -> bool:
    """By a figure that the department gives, by last year's published budget, or because there was none."""
    if StatedFlag.objects.filter(budget=budget, key=Flag.NEW_UNIT).exists():
        return True
    year = budget.fiscal_year - 1
    known = StatedCell.objects.filter(budget=budget, year=year, value__isnull=False)
    if known.filter(statement__in=[statement, *_TABLES_OF[statement]]).exists():
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
    missing = () if _last_year_is_known(budget, "three_public") else ("“三公”经费上年数",)
    return Completeness(filled, missing, _Tables(budget).note(lambda table, column: table == "T07"))


def _glossary(budget: DepartmentalBudget) -> Completeness:
    count = GlossaryTerm.objects.filter(budget=budget).count()
    return Completeness(count, () if count else ("名词解释",))


def _other(budget: DepartmentalBudget) -> Completeness:
    return Completeness(Prose.objects.filter(budget=budget, key="other_matters").exclude(text="").count())


PARTS = (
    Part("basics", "基本信息", 10, "entry-basics", ("opening",), (), _basics),
    Part(
        "organisation",
        "职责和机构",
        15,
        "entry-organisation",
        ("organisation",),
        (BudgetUnit, Prose, InternalTransfer, TakenOver),
        _organisation,
        {"duties": "部门职责"},
    ),
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
    Part("other", "其他说明", 85, "entry-other", ("other",), (Prose,), _other, {"other_matters": "其他说明"}),
)
