"""Projects and the expenditure lines of the ledger."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from budgets.choices import PROJECT_KINDS, LineKind
from budgets.models.budget import BudgetRow, BudgetUnit, FileRow
from budgets.models.classification import EconomicClass, FunctionalClass, FundSource
from budgets.money import YuanField, yuan_constraint
from budgets.text import CleanCharField


class Project(BudgetRow):
    """A project of the project library in this year's budget. Without a line it has no amount, which is not zero."""

    NAMED_BY = ("code",)

    code = models.CharField("项目编码", max_length=40)
    name = CleanCharField("项目名称", max_length=200)

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "项目"
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "code"],
                name="project_code_unique",
                violation_error_message="本预算中已有这个项目编码。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ExpenditureLine(FileRow):
    """One amount of the ledger: unit × kind × project × functional item × economic class × fund source.

    functional, economic, fund   empty: the source does not say
    project                      empty on a project kind: 未分列到项目
    printed_label                how the document names it, where that differs from the class or project
    """

    unit = models.ForeignKey(BudgetUnit, models.PROTECT, verbose_name="单位", related_name="expenditure_lines")
    kind = models.CharField("类别", max_length=24, choices=LineKind)
    project = models.ForeignKey(
        Project, models.PROTECT, verbose_name="项目", null=True, blank=True, related_name="lines"
    )
    functional = models.ForeignKey(
        FunctionalClass, models.PROTECT, verbose_name="功能分类科目", null=True, blank=True, related_name="+"
    )
    economic = models.ForeignKey(
        EconomicClass, models.PROTECT, verbose_name="经济分类科目", null=True, blank=True, related_name="+"
    )
    fund = models.ForeignKey(
        FundSource, models.PROTECT, verbose_name="资金性质", null=True, blank=True, related_name="+"
    )
    amount = YuanField("金额（元）")
    printed_label = CleanCharField("打印名称", max_length=200, blank=True)

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "支出"
        constraints = [
            yuan_constraint("amount", "expenditureline"),
            models.CheckConstraint(
                condition=Q(project__isnull=True) | Q(kind__in=PROJECT_KINDS),
                name="expenditureline_project_needs_project_kind",
                violation_error_message="只有项目支出可以选择项目。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.printed_label or self.project or self.economic or self.get_kind_display()} {self.amount}"
