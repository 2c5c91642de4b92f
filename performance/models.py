"""绩效目标: the department's duties with their objectives, and a sheet with indicators for each project."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from budgets.models import BudgetRow, Project
from budgets.text import CleanCharField, CleanTextField
from performance.choices import PLAN_MONTHS, IndicatorLevel, Symbol


class Duty(BudgetRow):
    """A duty of the department (分项绩效目标), each field in the words the department wrote, without a final full stop."""

    name = CleanCharField("职责名称", max_length=200)
    description = CleanTextField("职责描述", blank=True)
    goal = CleanTextField("职责目标", blank=True)
    objective = CleanTextField("绩效目标", blank=True)
    indicators = CleanTextField("绩效指标", blank=True)
    standards = CleanTextField("绩效标准", blank=True)

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "部门职责绩效"

    def __str__(self) -> str:
        return self.name


class ProjectSheet(BudgetRow):
    """A project's 绩效目标表. The plan is cumulative, in per cent; an empty month means that none is given."""

    NAMED_BY = ("project_id",)

    project = models.OneToOneField(Project, models.CASCADE, verbose_name="项目", related_name="performance_sheet")
    template = CleanCharField("项目绩效模板", max_length=120, blank=True)
    purpose = CleanTextField("资金用途", blank=True)
    by_march = models.DecimalField("3月底累计进度（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    by_june = models.DecimalField("6月底累计进度（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    by_october = models.DecimalField("10月底累计进度（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    by_december = models.DecimalField("12月底累计进度（%）", max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "项目绩效目标表"
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{month}__isnull": True}) | Q(**{f"{month}__range": (0, 999)}),
                name=f"projectsheet_{month}_is_a_number",
                violation_error_message="累计进度应为 0 到 100 之间的数。",
            )
            for month in PLAN_MONTHS
        ]

    def __str__(self) -> str:
        return str(self.project)


class ProjectObjective(BudgetRow):
    """目标1, 目标2 … of a project."""

    sheet = models.ForeignKey(ProjectSheet, models.CASCADE, verbose_name="绩效目标表", related_name="objectives")
    text = CleanTextField("绩效目标")

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "项目绩效目标"

    def __str__(self) -> str:
        return self.text


class Indicator(BudgetRow):
    """One 三级指标. The target is kept as it was written and, where it is one, as a number.

    value_text    "95.00", "优良"; empty: no target is given
    value_number  the same as a number; empty where the text is none
    """

    NAMED_BY = ("sheet_id", "name")

    sheet = models.ForeignKey(ProjectSheet, models.CASCADE, verbose_name="绩效目标表", related_name="indicators")
    level1 = models.CharField("一级指标", max_length=12, choices=IndicatorLevel)
    level2 = CleanCharField("二级指标", max_length=40)
    name = CleanCharField("三级指标", max_length=200)
    description = CleanTextField("绩效指标描述", blank=True)
    symbol = models.CharField("符号", max_length=4, choices=Symbol, blank=True)
    value_text = CleanCharField("指标值", max_length=100, blank=True)
    value_number = models.DecimalField(
        "指标值（数）", max_digits=18, decimal_places=4, null=True, blank=True, editable=False
    )
    unit = CleanCharField("单位（文字描述）", max_length=40, blank=True)
    basis = CleanTextField("指标值确定依据", blank=True)

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "绩效指标"
        constraints = [
            models.CheckConstraint(
                condition=Q(value_number__isnull=True) | Q(value_number__range=(-(10**13), 10**13)),
                name="indicator_number_is_a_number",
            )
        ]

    def __str__(self) -> str:
        return self.name
