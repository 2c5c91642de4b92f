"""A project's sheet as a whole, and sheets beside one another. C20–C22, R-PRJ-2, R-PRF-3, R-PRF-9, R-PRF-10."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from budgets.checks.evidence import place, shown
from budgets.money import plain, total
from budgets.rules.inspections import Bearing, Question
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.statements.expenditure import expenditure
from budgets.statements.ledger import Ledger
from budgets.statements.rounding import HALF_IN_TEN_THOUSANDS
from budgets.text import squeeze
from performance.checks.likeness import Texts
from performance.checks.places import full_sheets, of_indicator, of_objective, of_sheet, sheets
from performance.choices import PLAN_MONTHS
from performance.statements import FilledSheet


def plan(sheet: FilledSheet) -> tuple[Decimal | None, ...]:
    return tuple(getattr(sheet.sheet, month) for month in PLAN_MONTHS)


def _plan_words(sheet: FilledSheet) -> str:
    return "、".join("空白" if value is None else f"{plain(value)}%" for value in plan(sheet))


@rule(
    "R-NUM-C20",
    "W",
    "公开绩效目标的项目金额不超过项目支出",
    basis="公开表勾稽关系",
    reads=Reads.LINES,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="公开绩效目标的项目共 700000元，全部项目支出只有 650000元。",
    satisfy="核对有绩效目标表的项目和项目支出；称“全覆盖”的，每个项目都要有绩效目标。",
)
def sheets_do_not_cover_more_than_project_expenditure(ledger: Ledger) -> Iterator[Finding]:
    """Of the sheets, and of what a sentence says of them: 编报绩效目标的项目共 7个，涉及项目预算资金 65万元."""
    spending = expenditure(ledger)
    amounts = [spending.of_project(sheet.project.pk) for sheet in sheets(ledger)]
    covered = total(amount.value for amount in amounts if amount) or Decimal(0)
    if spending.project.value is None:
        raise NotRun("没有项目支出")
    said = ledger.cell("performance", "money")
    if said is not None and said > spending.project.number + HALF_IN_TEN_THOUSANDS:
        yield Finding(
            f"文字说编报绩效目标的项目资金 {shown(said)}，超过项目支出 {shown(spending.project.value)}，"
            f"相差 {shown(said - spending.project.number)}。",
            (Place("编报绩效目标的项目资金", shown(said), "sheets"), place(spending.project)),
            said - spending.project.number,
            remedy="请核对文字中的金额和项目支出。",
        )
    count = ledger.cell("performance", "projects")
    if count is not None and sheets(ledger) and count != len(sheets(ledger)):
        yield Finding(
            f"文字说编报绩效目标的项目共 {plain(count)} 个，绩效目标表有 {len(sheets(ledger))} 个。",
            (
                Place("编报绩效目标的项目数", f"{plain(count)}个", "sheets"),
                Place("绩效目标表", f"{len(sheets(ledger))}个", "sheets"),
            ),
            count - len(sheets(ledger)),
            unit="个",
            remedy="请改正数目，或补齐绩效目标表。",
        )
    if covered > spending.project.number:
        yield Finding(
            f"有绩效目标表的项目共 {shown(covered)}，超过项目支出 {shown(spending.project.value)}，"
            f"相差 {shown(covered - spending.project.number)}。",
            (place(spending.project),),
            covered - spending.project.number,
            remedy="请核对各项目金额和项目支出。",
        )


@rule(
    "R-NUM-C21",
    "E",
    "绩效目标表的项目都在项目支出中",
    basis="公开表勾稽关系；预算法第三十二条",
    reads=Reads.LINES,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="绩效目标表有“馆藏目录整理经费”，项目支出中没有这个项目。",
    satisfy="给该项目填写支出，或删去不属于本年预算的绩效目标表，并使名称完全一致。",
)
def every_sheet_is_of_a_project_with_money(ledger: Ledger) -> Iterator[Finding]:
    """By code. A project without published objectives is allowed; a sheet for a project that gets nothing is not."""
    spending = expenditure(ledger)
    without = [sheet for sheet in sheets(ledger) if spending.of_project(sheet.project.pk) is None]
    if without:
        names = "、".join(f"{sheet.project.code}“{sheet.project.name}”" for sheet in without)
        yield Finding(
            f"{len(without)} 个项目有绩效目标表，但项目支出中没有它们：{names}。",
            tuple(
                Place(sheet.project.name, sheet.project.code, "projects", f"project-{sheet.project.pk}")
                for sheet in without
            ),
            remedy="请在项目支出中填写这些项目的金额，或删除多余的绩效目标表。",
        )


@rule(
    "R-NUM-C22",
    "E",
    "资金支出计划逐步增加到100%",
    basis="公开表勾稽关系；项目绩效目标表",
    reads=Reads.LINES,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="累计进度填 25%、60%、50%、100%，10月底低于6月底。",
    satisfy="填写累计进度，逐期不减，年底为 100%。",
)
def plans_grow_to_the_whole(ledger: Ledger) -> Iterator[Finding]:
    for sheet in full_sheets(ledger):
        values = plan(sheet)
        given = [value for value in values if value is not None]
        where = (of_sheet(sheet, "资金支出计划", _plan_words(sheet)),)
        if not given:
            yield Finding(
                f"项目“{sheet.project.name}”没有填写资金支出计划。",
                where,
                remedy="请填写四个时点的累计进度。",
                severity="W",
            )
            continue
        wrong = []
        if any(value > 100 for value in given):
            wrong.append("累计进度超过 100%")
        if any(later < earlier for earlier, later in pairwise(given)):
            wrong.append("后一时点低于前一时点")
        if values[-1] != 100:
            wrong.append(f"12月底为 {'空白' if values[-1] is None else plain(values[-1]) + '%'}，应为 100%")
        if wrong:
            yield Finding(
                f"项目“{sheet.project.name}”的资金支出计划（{_plan_words(sheet)}）：{'；'.join(wrong)}。",
                where,
                None if values[-1] is None else values[-1] - 100,
                "%",
                remedy="资金支出计划是累计进度，应逐步增加，12月底为 100%。",
            )


@rule(
    "R-PRJ-2",
    "W",
    "有绩效目标表的项目有金额",
    basis="预算法实施条例第四十一条：项目库管理",
    reads=Reads.LINES,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="公开了“业务培训专项经费”的绩效目标表，全文没有它的金额。",
    satisfy="填写该项目的预算金额，或删去不属于本年预算的绩效目标表。",
)
def projects_with_a_sheet_have_an_amount(ledger: Ledger) -> Iterator[Finding]:
    spending = expenditure(ledger)
    for sheet in sheets(ledger):
        if spending.of_project(sheet.project.pk) is None:
            yield Finding(
                f"项目“{sheet.project.name}”公开了绩效目标，但全文没有它的金额。",
                (Place(sheet.project.name, "无金额", "projects", f"project-{sheet.project.pk}"),),
                remedy="请填写该项目的预算金额。",
            )


@rule(
    "R-PRF-3",
    "W",
    "绩效目标和指标不重复",
    basis="预算法第三十二条；项目绩效目标表",
    reads=Reads.LINES | Reads.WORDS,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="同一项目的“目标1”和“目标2”文字完全相同。",
    satisfy="删去重复的目标或指标，或改写为不同的内容。",
)
def objectives_and_indicators_are_not_repeated(ledger: Ledger) -> Iterator[Finding]:
    for sheet in sheets(ledger):
        objectives: dict[str, list[Place]] = defaultdict(list)
        for number, objective in enumerate(sheet.objectives, 1):
            objectives[squeeze(objective.text)].append(of_objective(sheet, objective, number))
        indicators: dict[str, list[Place]] = defaultdict(list)
        for indicator in sheet.indicators:
            indicators[squeeze(f"{indicator.level2} {indicator.name} {indicator.description}")].append(
                of_indicator(sheet, indicator)
            )
        for words, groups in (("绩效目标", objectives), ("绩效指标", indicators)):
            for key, places in groups.items():
                if key and len(places) > 1:
                    yield Finding(
                        f"项目“{sheet.project.name}”有 {len(places)} 个{words}完全相同。",
                        tuple(places),
                        remedy="请删除重复的，或改写。",
                    )


@rule(
    "R-PRF-9",
    "I",
    "各项目的资金支出计划不应千篇一律",
    basis="预算法第三十二条；项目绩效目标表",
    reads=Reads.LINES,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="五个项目的资金支出计划全部是 25%、50%、75%、100%。",
    satisfy="按各项目的实际安排填写进度；确实相同的可以不改。",
    most=3,
    named={"most": "最多容许几个项目的计划相同"},
)
def plans_are_not_all_alike(ledger: Ledger, *, most: int) -> Iterator[Finding]:
    alike: dict[tuple[Decimal | None, ...], list[FilledSheet]] = defaultdict(list)
    for sheet in sheets(ledger):
        if any(value is not None for value in plan(sheet)):
            alike[plan(sheet)].append(sheet)
    for group in alike.values():
        if len(group) > most:
            yield Finding(
                f"{len(group)} 个项目的资金支出计划完全相同（{_plan_words(group[0])}）。",
                tuple(of_sheet(sheet, "资金支出计划", _plan_words(sheet)) for sheet in group),
                remedy="请确认各项目的进度是按实际安排填写的。",
            )


@rule(
    "R-PRF-10",
    "W",
    "不同项目的内容不应雷同",
    basis="预算法第三十二条；项目绩效目标表",
    reads=Reads.LINES | Reads.WORDS,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="两个项目的资金用途除项目名称外完全相同。",
    satisfy="按各项目的实际内容分别填写资金用途、绩效目标和绩效指标。",
    ratio=0.9,
    least_length=12,
    least_indicators=3,
)
def projects_are_not_copies_of_one_another(
    ledger: Ledger, *, ratio: float, least_length: int, least_indicators: int
) -> Iterator[Finding]:
    """Purpose, objectives and indicators of two projects are compared; a copied sheet says nothing about its own project.

    Indicators count as copied where all of them are: one about satisfaction stands in nearly every sheet.
    """
    purposes = Texts([sheet.sheet.purpose for sheet in sheets(ledger)], ratio, least_length)
    objectives = Texts([_objectives(sheet) for sheet in sheets(ledger)], ratio, least_length)
    indicators = Texts([_indicators(sheet, least_indicators) for sheet in sheets(ledger)], ratio, least_length)
    for (first, one), (second, other) in combinations(enumerate(sheets(ledger)), 2):
        compared = (("资金用途", purposes), ("绩效目标", objectives), ("绩效指标", indicators))
        alike = [name for name, texts in compared if texts.are_alike(first, second)]
        if alike:
            yield Finding(
                f"项目“{one.project.name}”与“{other.project.name}”的{'、'.join(alike)}几乎相同。",
                (of_sheet(one, "资金用途", one.sheet.purpose), of_sheet(other, "资金用途", other.sheet.purpose)),
                remedy="请按各项目的实际内容填写资金用途、绩效目标和绩效指标。",
            )


def _indicators(sheet: FilledSheet, least: int) -> str:
    """Names and descriptions; empty where there are too few to be somebody else's."""
    if len(sheet.indicators) < least:
        return ""
    return "".join(f"{each.name}{each.description}" for each in sheet.indicators)


def _objectives(sheet: FilledSheet) -> str:
    return "".join(objective.text for objective in sheet.objectives)
