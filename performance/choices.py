"""一级指标, 符号, the forms' 二级指标 and the months of 资金支出计划, in the order in which they print."""

from __future__ import annotations

from django.db import models

# At whose end the plan says how much of a project's money is spent: field of ProjectSheet → words.
PLAN_MONTHS = {"by_march": "3月底", "by_june": "6月底", "by_october": "10月底", "by_december": "12月底"}


class IndicatorLevel(models.TextChoices):
    """一级指标. 效益 is what the national form after 2021 calls 效果; 成本 became a first level of its own then."""

    OUTPUT = "output", "产出指标"
    COST = "cost", "成本指标"
    EFFECT = "effect", "效果指标"
    BENEFIT = "benefit", "效益指标"
    SATISFACTION = "satisfaction", "满意度指标"


SECOND_LEVELS = {
    IndicatorLevel.OUTPUT: ("数量指标", "质量指标", "时效指标", "成本指标"),
    IndicatorLevel.COST: ("经济成本指标", "社会成本指标", "生态环境成本指标"),
    IndicatorLevel.EFFECT: ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    IndicatorLevel.BENEFIT: ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标"),
    IndicatorLevel.SATISFACTION: ("服务对象满意度指标",),
}

LEVEL_ORDER = {level: position for position, level in enumerate(IndicatorLevel)}


class Symbol(models.TextChoices):
    EQUAL = "=", "="
    GREATER = ">", ">"
    AT_LEAST = ">=", ">="
    LESS = "<", "<"
    AT_MOST = "<=", "<="
    QUALITATIVE = "定性", "定性"
