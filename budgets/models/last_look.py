"""When somebody last read a version: for him alone, so that he sees what is new since then."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from budgets.models.budget import DepartmentalBudget


class LastLook(models.Model):
    """number  of the last Change that he could see then"""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="账号", related_name="+")
    budget = models.ForeignKey(DepartmentalBudget, models.CASCADE, verbose_name="部门预算", related_name="+")
    number = models.PositiveIntegerField("变动序号")
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "最近查看"
        constraints = [models.UniqueConstraint(fields=["person", "budget"], name="lastlook_one_of_each")]

    def __str__(self) -> str:
        return f"{self.person} {self.budget_id} {self.number}"
