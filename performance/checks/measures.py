"""Whether a target measures what its description speaks of: signs of it that need no judgement. R-PRF-6."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgets.findings import Finding, rule
from budgets.inspections import Bearing, Question
from budgets.reads import Reads
from budgets.statements.ledger import Ledger
from performance.checks.places import of_indicator, sheets, target
from performance.choices import Symbol
from performance.models import Indicator

_A_RATE = re.compile(r"率|比例|比重|占比|百分|幅度|程度|下降|降低|增长|提高|进度|满意|覆盖|达标|%|％")
_A_RANK_OR_COUNT = re.compile(r"排名|名次|位次|(人|次|件|户|场|批)(次|数|数量)$|数量|金额|总额")
_NO_NUMBER = re.compile(r"(情况|影响|成效|效果|作用|氛围|形象|秩序|面貌|环境|意识|机制|水平)$")
_PERCENT = {"%", "％"}
_COUNTED = re.compile(r"人|人次|次|件|场|场次|个|台|辆|套|户|批|批次|篇|期|份")


@rule(
    "R-PRF-6",
    "I",
    "指标值衡量所描述的内容",
    basis="预算法第三十二条；项目绩效目标表",
    reads=Reads.LINES | Reads.WORDS,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="指标“综合排名”（全区综合排名）的指标值是“≥95%”：名次不是比率。",
    satisfy="让指标值与描述说的是同一件事：比率用百分比，数量用件、人次，不能量化的用定性指标。",
)
def targets_measure_what_is_described(ledger: Ledger) -> Iterator[Finding]:
    """Only signs are looked for: whether a target is a good one, people judge."""
    for sheet in sheets(ledger):
        for indicator in sheet.indicators:
            if words := _mismatch(indicator):
                yield Finding(
                    f"项目“{sheet.project.name}”的指标“{indicator.name}”（{indicator.description or '没有描述'}）："
                    f"指标值“{target(indicator)}”{words}。",
                    (of_indicator(sheet, indicator),),
                    remedy="请核对指标值是否衡量了所描述的内容；无误的可以不改。",
                )


def _mismatch(indicator: Indicator) -> str:
    """In words what does not fit; empty where nothing catches the eye."""
    name, description, unit = indicator.name.strip(), indicator.description.strip(), indicator.unit.strip()
    speaks_of_a_rate = bool(_A_RATE.search(name) or _A_RATE.search(description))
    if indicator.symbol == Symbol.QUALITATIVE:
        return "是数值，符号却是“定性”" if indicator.value_number is not None and unit else ""
    if indicator.symbol and indicator.value_text.strip() and indicator.value_number is None:
        return "不是数值，符号却要求比较大小"
    if unit in _PERCENT and not speaks_of_a_rate:
        if _A_RANK_OR_COUNT.search(name) or _A_RANK_OR_COUNT.search(description):
            return "是百分比，描述的却是名次或数量"
        if _NO_NUMBER.search(name) or _NO_NUMBER.search(description):
            return "是百分比，描述的却是不能直接计量的情况"
        return "是百分比，名称和描述中没有说明是什么占什么的比率"
    if _COUNTED.fullmatch(unit) and name.endswith("率"):
        return f"以“{unit}”为单位，名称却是比率"
    return ""
