"""Whether a target measures what its description speaks of: signs of it that need no judgement. R-PRF-6."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from budgets.rules.inspections import Bearing, Question
from budgets.rules.patterns import Patterns
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, rule
from budgets.statements.ledger import Ledger
from performance.checks.places import of_indicator, sheets, target
from performance.choices import Symbol
from performance.models import Indicator

_PERCENT = {"%", "％"}


@rule(
    "R-PRF-6",
    "I",
    "指标值衡量所描述的内容",
    basis="预算法第三十二条；项目绩效目标表",
    reads=Reads.LINES | Reads.WORDS,
    answers={Question.PERFORMANCE: Bearing.DENIES},
    example="指标“综合排名”（全区综合排名）的指标值是“≥95%”：名次不是比率。",
    satisfy="让指标值与描述说的是同一件事：比率用百分比，数量用件、人次，不能量化的用定性指标。",
    rates=("率", "比例", "比重", "占比", "百分", "幅度", "程度", "下降", "降低", "增长", "提高", "进度", "满意", "覆盖", "达标", "%", "％"),
    ranks_and_counts=Patterns(("排名", "名次", "位次", "(人|次|件|户|场|批)(次|数|数量)$", "数量", "金额", "总额")),
    immeasurable=("情况", "影响", "成效", "效果", "作用", "氛围", "形象", "秩序", "面貌", "环境", "意识", "机制", "水平"),
    counted=("人", "人次", "次", "件", "场", "场次", "个", "台", "辆", "套", "户", "批", "批次", "篇", "期", "份"),
)  # fmt: skip
def targets_measure_what_is_described(
    ledger: Ledger,
    *,
    rates: tuple[str, ...],
    ranks_and_counts: Patterns,
    immeasurable: tuple[str, ...],
    counted: tuple[str, ...],
) -> Iterator[Finding]:
    """Only signs are looked for: whether a target is a good one, people judge."""
    signs = _Signs(rates, ranks_and_counts, immeasurable, counted)
    for sheet in sheets(ledger):
        for indicator in sheet.indicators:
            if words := _mismatch(indicator, signs):
                yield Finding(
                    f"项目“{sheet.project.name}”的指标“{indicator.name}”（{indicator.description or '没有描述'}）："
                    f"指标值“{target(indicator)}”{words}。",
                    (of_indicator(sheet, indicator),),
                    remedy="请核对指标值是否衡量了所描述的内容；无误的可以不改。",
                )


@dataclass(frozen=True)
class _Signs:
    """The words by which it is told what a name or a description speaks of."""

    rates: tuple[str, ...]
    ranks_and_counts: Patterns
    immeasurable: tuple[str, ...]
    counted: tuple[str, ...]


def _mismatch(indicator: Indicator, signs: _Signs) -> str:
    """In words what does not fit; empty where nothing catches the eye."""
    name, description, unit = indicator.name.strip(), indicator.description.strip(), indicator.unit.strip()
    speaks_of_a_rate = any(word in name or word in description for word in signs.rates)
    if indicator.symbol == Symbol.QUALITATIVE:
        return "是数值，符号却是“定性”" if indicator.value_number is not None and unit else ""
    if indicator.symbol and indicator.value_text.strip() and indicator.value_number is None:
        return "不是数值，符号却要求比较大小"
    if unit in _PERCENT and not speaks_of_a_rate:
        if signs.ranks_and_counts.search(name) or signs.ranks_and_counts.search(description):
            return "是百分比，描述的却是名次或数量"
        if name.endswith(signs.immeasurable) or description.endswith(signs.immeasurable):
            return "是百分比，描述的却是不能直接计量的情况"
        return "是百分比，名称和描述中没有说明是什么占什么的比率"
    if unit in signs.counted and name.endswith("率"):
        return f"以“{unit}”为单位，名称却是比率"
    return ""
