"""Project codes. R-PRJ-3, R-PRJ-4, C18."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from budgets.checks.evidence import contradictions
from budgets.models import Project
from budgets.rules.inspections import Bearing, Question
from budgets.rules.patterns import Patterns
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.text import squeeze

# Seen in documents of 2020 and of the integrated system since 2021; no standard explains them.
OLD_CODE = r"\d{3}-\d{4}-[A-Z]{3}-[0-9A-Z]{4}"
NEW_CODE = r"[0-9A-Z]{12,21}"


# An import gives such a code to a project of which the source names none.
_UNCODED = "未编码-"


def place_of(project: Project, label: str = "项目") -> Place:
    return Place(label, f"{project.code} {project.name}", "projects", f"project-{project.pk}")


def _projects(ledger: Ledger) -> tuple[Project, ...]:
    if not ledger.projects:
        raise NotRun("没有项目")
    return ledger.projects


@rule(
    "R-NUM-C18",
    "E",
    "各项目之和等于项目支出",
    basis="公开表勾稽关系；项目支出表、支出总表",
    reads=Reads.LINES | Reads.TABLES,
    alone=Reads.TABLES,
    tables=("T03", "T10"),
    example="项目支出 650000元，各项目金额之和 338000元。",
    satisfy="把项目支出落实到具体项目；暂未分列到项目的请说明。",
)
def projects_add_up(ledger: Ledger) -> Iterator[Finding]:
    spending = expenditure(ledger)
    if spending.project.value is None:
        raise NotRun("没有项目支出")
    yield from contradictions([spending.project], source="各项目与未分列项目之和", only_reached=False)
    yield from contradictions((each.amount for each in spending.projects), source="该项目明细之和")


@rule(
    "R-PRJ-3",
    "E",
    "项目编码不重复",
    basis="预算法实施条例第四十一条：项目库管理",
    reads=Reads.LINES,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="两个项目都使用编码“303-0001-ABC-0001”。",
    satisfy="核对项目编码，一个项目一个编码。",
)
def project_codes_are_unique(ledger: Ledger) -> Iterator[Finding]:
    """The database refuses equal codes; two that differ in case or blanks only are the same code typed twice."""
    same: dict[str, list[Project]] = defaultdict(list)
    for project in _projects(ledger):
        same[squeeze(project.code).upper()].append(project)
    for projects in same.values():
        if len(projects) > 1:
            yield Finding(
                f"项目编码 {projects[0].code} 出现 {len(projects)} 次，只是大小写或空格不同。",
                tuple(place_of(project) for project in projects),
                remedy="请合并重复的项目，或改正编码。",
            )


@rule(
    "R-PRJ-4",
    "W",
    "项目编码格式",
    basis="项目编码规则未见公开标准",
    reads=Reads.LINES,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="项目编码填成“X1”，不符合编码格式。",
    satisfy="按项目库的编码填写；本地编码规则不同的，由财政部门设置参数。",
    patterns=Patterns((OLD_CODE, NEW_CODE)),
)
def project_codes_look_like_codes(ledger: Ledger, *, patterns: Patterns) -> Iterator[Finding]:
    coded = [project for project in _projects(ledger) if not project.code.startswith(_UNCODED)]
    if not coded:
        raise NotRun("来源文件没有项目编码")
    for project in coded:
        if not patterns.fullmatch(project.code):
            yield Finding(
                f"项目编码“{project.code}”不像项目库的编码。",
                (place_of(project),),
                remedy="请与项目库核对编码，例如 202-3202-YBN-67SQ，或一体化系统的 12 至 21 位编码。",
            )
