"""Each 三级指标: complete, of the right kind, in the right direction, possible. R-PRF-1 to R-PRF-5, R-PRF-7, R-PRF-11."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from budgets.rules.inspections import Bearing, Question
from budgets.rules.patterns import Patterns
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, rule
from budgets.statements.ledger import Ledger
from performance.checks.places import full_sheets, of_duty, of_indicator, of_sheet, prints_sheets, sheets, target
from performance.choices import IndicatorLevel, Symbol
from performance.models import Indicator
from performance.statements import FilledSheet, performance

_HIGH, _LOW = {Symbol.GREATER, Symbol.AT_LEAST}, {Symbol.LESS, Symbol.AT_MOST}
_SECOND_OF_OUTPUT = (IndicatorLevel.OUTPUT, IndicatorLevel.COST)
_EFFECT = (IndicatorLevel.EFFECT, IndicatorLevel.BENEFIT)


def _each(ledger: Ledger) -> Iterator[tuple[FilledSheet, Indicator]]:
    for sheet in sheets(ledger):
        for indicator in sheet.indicators:
            yield sheet, indicator


def missing_fields(indicator: Indicator, *, whole: bool = True) -> list[str]:
    """What a reader cannot do without. A qualitative target is words and has no unit.

    whole  the form has every column; else only the name and the value as one text
    """
    if not whole:
        wanted = {"三级指标": indicator.name, "指标值": indicator.value_text}
        return [label for label, value in wanted.items() if not value.strip()]
    wanted = {
        "三级指标": indicator.name,
        "指标描述": indicator.description,
        "符号": indicator.symbol,
        "指标值": indicator.value_text,
    }
    if indicator.symbol != Symbol.QUALITATIVE:
        wanted["单位"] = indicator.unit
    return [label for label, value in wanted.items() if not value.strip()]


@rule(
    "R-PRF-1",
    "E",
    "绩效指标填写完整",
    basis="财预〔2021〕101号",
    reads=Reads.LINES,
    answers={Question.PERFORMANCE: Bearing.DECIDES},
    example="指标“办结率”没有填写指标值和单位。",
    satisfy="补齐三级指标的名称、描述、符号、指标值和单位；定性指标可以没有单位。",
)
def indicators_are_complete(ledger: Ledger) -> Iterator[Finding]:
    data = performance(ledger)
    if not data.sheets and not data.duties:
        raise NotRun("没有绩效目标")
    for sheet in data.sheets:
        if not sheet.indicators:
            yield Finding(
                f"项目“{sheet.project.name}”没有填写绩效指标。",
                (of_sheet(sheet, "绩效指标", "空白"),),
                remedy="请填写产出、效果、满意度指标。",
            )
        for indicator in sheet.indicators:
            if missing := missing_fields(indicator, whole=prints_sheets(ledger)):
                yield Finding(
                    f"项目“{sheet.project.name}”的指标“{indicator.name or indicator.level2}”缺少{'、'.join(missing)}。",
                    (of_indicator(sheet, indicator),),
                    remedy="请补齐指标的名称、描述、符号、指标值和单位。",
                )
    for duty in data.duties:
        if duty.indicators.strip() and not re.search(r"\d", duty.indicators):
            yield Finding(
                f"“{duty.name}”的绩效指标只有名称，没有指标值。",
                (of_duty(duty, "绩效指标", duty.indicators),),
                remedy="请写明各指标的目标值，例如“办结率不低于95%”。",
                severity="W",
            )


@rule(
    "R-PRF-2",
    "W",
    "绩效指标的种类齐全",
    basis="财预〔2021〕101号",
    reads=Reads.LINES,
    answers={Question.PERFORMANCE: Bearing.DECIDES},
    example="一个项目只有数量指标，没有效益指标和满意度指标。",
    satisfy="产出指标至少两类，并至少各有一个效益指标和满意度指标。",
    output_kinds=2,
    effects=1,
    satisfaction=1,
)
def sheets_have_the_least_set_of_indicators(
    ledger: Ledger, *, output_kinds: int, effects: int, satisfaction: int
) -> Iterator[Finding]:
    for sheet in sheets(ledger):
        if not sheet.indicators:
            continue
        outputs = {each.level2 for each in sheet.indicators if each.level1 in _SECOND_OF_OUTPUT}
        counted = (
            ("产出指标的种类", len(outputs), output_kinds),
            ("效果（效益）指标", sum(each.level1 in _EFFECT for each in sheet.indicators), effects),
            ("满意度指标", sum(each.level1 == IndicatorLevel.SATISFACTION for each in sheet.indicators), satisfaction),
        )
        short = [f"{label}只有 {count} 个，至少 {least} 个" for label, count, least in counted if count < least]
        if short:
            yield Finding(
                f"项目“{sheet.project.name}”：{'；'.join(short)}。",
                (of_sheet(sheet, "绩效指标", "、".join(sorted(outputs)) or "空白"),),
                remedy="请补充所缺的指标，产出指标一般应有数量、质量、时效等两类以上。",
            )


@rule(
    "R-PRF-4",
    "W",
    "绩效指标的方向",
    basis="预算法第三十二条；项目绩效目标表",
    reads=Reads.LINES | Reads.WORDS,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="“安全事故发生率”的指标值为“≥95%”，方向相反。",
    satisfy="越低越好的指标用“≤”，越高越好的用“≥”，并核对数值。",
    bad_if_high=Patterns(
        (
            "发生率",
            "事故率",
            "投诉率",
            "差错率",
            "错误率",
            "发案率",
            "成本",
            "次数下降(?!率|幅度|比例)",
            "(上访|集体访|重复访|越级访|非访|进京访|赴省访|到市访|[京省市]访)(率|量|总量|数|批次|人次)?$",
        )
    ),
    good_if_high=Patterns(("下降", "减少", "降低", "幅度", "节约", "化解", "处置", "办结", "劝返", "控制率")),
    bad_if_low=Patterns(("(?<![不未非无])(满意|合格|完成|覆盖|办结|及时)",)),
    times=Patterns(("时限", "时间", "天数", "耗时", "用时", "时长", "期限", "成本")),
    time_units=("天", "日", "小时", "分钟", "工作日", "月", "周", "年"),
    named={"times": "以时间、成本计量、越低越好的指标（正则表达式）"},
)
def targets_point_in_the_right_direction(
    ledger: Ledger,
    *,
    bad_if_high: Patterns,
    good_if_high: Patterns,
    bad_if_low: Patterns,
    times: Patterns,
    time_units: tuple[str, ...],
) -> Iterator[Finding]:
    """An incident rate of at least 95 % is not what anybody wants."""
    for sheet, indicator in _each(ledger):
        name = indicator.name
        is_a_time = bool(times.search(name)) or indicator.unit in time_units
        if indicator.symbol in _HIGH and bad_if_high.search(name) and not good_if_high.search(name):
            words = "越低越好，指标值却是"
        elif indicator.symbol in _LOW and bad_if_low.search(name) and not is_a_time:
            words = "越高越好，指标值却是"
        else:
            continue
        yield Finding(
            f"项目“{sheet.project.name}”的指标“{name}”（{indicator.description}）应当{words}“{target(indicator)}”。",
            (of_indicator(sheet, indicator),),
            remedy="请核对指标的符号和数值，方向相反的请改正。",
        )


@rule(
    "R-PRF-5",
    "W",
    "绩效指标归类",
    basis="预算法第三十二条；项目绩效目标表",
    reads=Reads.LINES | Reads.WORDS,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="“数量指标”下填“培训合格率 ≥95%”，比率属于质量指标。",
    satisfy="把指标移到相符的二级指标下，或改写指标。",
    coverage=("覆盖",),
    paid_out=Patterns(("(发放|拨付|支付|到位)率",)),
)
def indicators_stand_under_their_kind(
    ledger: Ledger, *, coverage: tuple[str, ...], paid_out: Patterns
) -> Iterator[Finding]:
    for sheet, indicator in _each(ledger):
        if indicator.level2 == "数量指标" and indicator.unit in {"%", "％"}:
            words = "数量指标以百分比为单位，比率一般属于质量或时效指标"
        elif indicator.level2 == "时效指标" and any(word in indicator.name for word in coverage):
            words = "覆盖率一般属于数量或质量指标"
        elif indicator.level2 == "经济效益指标" and paid_out.search(indicator.name):
            words = "发放、拨付的比率一般属于产出指标"
        else:
            continue
        yield Finding(
            f"项目“{sheet.project.name}”的{indicator.level2}“{indicator.name}”：{words}。",
            (of_indicator(sheet, indicator),),
            remedy="请把指标调整到相符的二级指标下，或改写指标。",
        )


@rule(
    "R-PRF-7",
    "E",
    "指标值有确定依据",
    basis="项目绩效目标表",
    reads=Reads.LINES,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="三个指标的“指标值确定依据”是空白。",
    satisfy="填写确定指标值的文件、标准、上年实际数或行业水平。",
)
def targets_have_a_basis(ledger: Ledger) -> Iterator[Finding]:
    for sheet in full_sheets(ledger):
        blank = [indicator for indicator in sheet.indicators if not indicator.basis.strip()]
        if blank:
            yield Finding(
                f"项目“{sheet.project.name}”有 {len(blank)} 个指标没有填写指标值确定依据。",
                tuple(of_indicator(sheet, indicator, "指标值确定依据空白") for indicator in blank),
                remedy="请填写确定指标值的文件、标准、上年实际数或行业水平。",
            )


@rule(
    "R-PRF-11",
    "W",
    "百分比指标值不超过100%",
    basis="预算法第三十二条；项目绩效目标表",
    reads=Reads.LINES | Reads.WORDS,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="“群众满意率”的指标值为“≥120%”。",
    satisfy="占比、比率的指标值不超过 100%；增长率可以超过，请在名称中写明增长。",
    may_exceed=("增长", "增幅", "增加", "提高", "提升", "倍", "比上年", "同比"),
)
def rates_do_not_exceed_the_whole(ledger: Ledger, *, may_exceed: tuple[str, ...]) -> Iterator[Finding]:
    for sheet, indicator in _each(ledger):
        if (
            indicator.value_number is None
            or not re.search("[%％]", indicator.unit)
            or any(word in indicator.name for word in may_exceed)
        ):
            continue
        beyond = indicator.value_number > 100 or (indicator.value_number == 100 and indicator.symbol == Symbol.GREATER)
        if beyond and indicator.symbol not in _LOW:
            yield Finding(
                f"项目“{sheet.project.name}”的指标“{indicator.name}”为“{target(indicator)}”，超过 100%，不可能实现。",
                (of_indicator(sheet, indicator),),
                max(indicator.value_number - Decimal(100), Decimal(0)),
                "%",
                remedy="请核对指标值和符号。",
            )
