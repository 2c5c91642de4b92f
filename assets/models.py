"""国有资产: what the department holds at the end of last year."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from assets.choices import AssetCategory
from budgets.models import BudgetRow
from budgets.money import YuanField, yuan_constraint
from budgets.text import CleanCharField


class AssetHolding(BudgetRow):
    """One row of the table of fixed assets. Quantity and value empty: the row is blank in the source, which is not zero.

    name  only on an added row, in the department's words
    """

    category = models.CharField("类别", max_length=12, choices=AssetCategory)
    name = CleanCharField("名称", max_length=120, blank=True)
    quantity = models.DecimalField("数量", max_digits=16, decimal_places=2, null=True, blank=True)
    value = YuanField("价值（元）", null=True, blank=True)

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "固定资产"
        constraints = [
            yuan_constraint("value", "assetholding"),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__range=(0, 10**13)),
                name="assetholding_quantity_is_a_number",
                violation_error_message="数量应为不小于 0 的数。",
            ),
            models.UniqueConstraint(
                fields=["budget", "category"],
                condition=~Q(category=AssetCategory.ADDED),
                name="assetholding_category_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.get_category_display()
