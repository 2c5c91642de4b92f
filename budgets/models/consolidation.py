"""What a department's version remembers of its units' own: what they pay one another, and what was taken over from them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from budgets import triggers
from budgets.choices import FundKind, LineKind
from budgets.models.budget import BudgetRow
from budgets.models.regions import Unit
from budgets.money import YuanField, yuan_constraint
from budgets.text import CleanCharField


class InternalTransfer(BudgetRow):
    """内部往来: what one unit of the department pays another. It is no income and no expenditure of the department.

    spent_as     what the paying unit spends it as; empty where it spends it for a project
    project      the code of that project in the paying unit's own budget; empty where it spends it for none
    received_as  what the receiving unit receives it as
    """

    payer = models.ForeignKey(Unit, models.PROTECT, verbose_name="付款单位", related_name="+")
    receiver = models.ForeignKey(Unit, models.PROTECT, verbose_name="收款单位", related_name="+")
    spent_as = models.CharField("付款单位列支", max_length=24, choices=LineKind, blank=True)
    project = models.CharField("项目编码", max_length=60, blank=True)
    received_as = models.CharField("收款单位列收", max_length=30, choices=FundKind)
    amount = YuanField("金额（元）")

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "内部往来"
        constraints = [
            yuan_constraint("amount", "internaltransfer"),
            models.CheckConstraint(
                condition=~Q(payer=F("receiver")),
                name="internaltransfer_between_two_units",
                violation_error_message="收款单位不能与付款单位相同。",
            ),
            models.CheckConstraint(
                condition=(Q(project="") & ~Q(spent_as="")) | (~Q(project="") & Q(spent_as="")),
                name="internaltransfer_for_a_kind_or_a_project",
                violation_error_message="请选择支出类别或项目中的一项。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer} → {self.receiver} {self.amount}"


class TakenOver(BudgetRow):
    """That a unit's rows were taken over from its own version, or that a whole was summed up from all units.

    unit     whose rows; empty for a whole
    version  of the unit's own budget; empty for a whole
    whole    the code of what was summed up (budgets.consolidation.sums); empty for a unit
    mark     a digest of the rows as they were put in: while it is theirs, nobody has touched them
    """

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", null=True, related_name="+")
    version = models.PositiveSmallIntegerField("单位预算版本", null=True)
    whole = CleanCharField("汇总内容", max_length=40, blank=True)
    mark = models.CharField("引入时的校验值", max_length=64)

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "引入记录"
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, version__isnull=False, whole="")
                | (Q(unit__isnull=True, version__isnull=True) & ~Q(whole="")),
                name="takenover_a_unit_or_a_whole",
            ),
            models.CheckConstraint(condition=Q(mark__regex="^[0-9a-f]{64}$"), name="takenover_mark_is_a_digest"),
            models.UniqueConstraint(fields=["budget", "whole", "unit"], name="takenover_once", nulls_distinct=False),
        ]
        triggers = [*triggers.of_a_row(), triggers.takes_authors_over()]

    def __str__(self) -> str:
        return f"{self.unit or self.whole}"
