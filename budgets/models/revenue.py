"""Income lines of the ledger."""

from __future__ import annotations

from django.db import models

from budgets.choices import RevenueKind
from budgets.models.budget import BudgetRow, BudgetUnit, FileRow
from budgets.models.classification import FunctionalClass, FundSource
from budgets.money import YuanField, yuan_constraint
from budgets.text import CleanCharField


class RevenueLine(FileRow):
    """What a unit receives from one source.

    fund           empty: the source does not say which
    printed_label  the source's own name for it, where it differs from the official one
    """

    unit = models.ForeignKey(BudgetUnit, models.PROTECT, verbose_name="单位", related_name="revenue_lines")
    kind = models.CharField("类别", max_length=10, choices=RevenueKind, default=RevenueKind.CURRENT)
    fund = models.ForeignKey(
        FundSource, models.PROTECT, verbose_name="资金性质", null=True, blank=True, related_name="+"
    )
    functional = models.ForeignKey(
        FunctionalClass, models.PROTECT, verbose_name="功能分类科目", null=True, blank=True, related_name="+"
    )
    amount = YuanField("金额（元）")
    printed_label = CleanCharField("打印名称", max_length=120, blank=True)

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "收入"
        constraints = [yuan_constraint("amount", "revenueline")]

    def __str__(self) -> str:
        return f"{self.printed_label or self.fund or '收入'} {self.amount}"
