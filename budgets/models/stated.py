"""What the source states and the lines cannot yield: cells of official tables, flags, reasons of change."""

from __future__ import annotations

from django.db import models

from budgets.choices import Base, Flag
from budgets.models.budget import BudgetRow
from budgets.money import YuanField, yuan_constraint
from budgets.text import CleanCharField, CleanTextField


class StatedCell(BudgetRow):
    """A figure as an official table prints it, in 元.

    statement, row, column  keys of the statement (three_public, vehicle_operation, amount)
    year                    the year the figure is about: this budget's, or an earlier one for comparison
    source                  file, sheet and cell, or line, that it was read from; empty when typed by hand
    """

    statement = models.CharField("报表", max_length=40)
    row = models.CharField("行", max_length=120)
    column = models.CharField("列", max_length=60, default="amount")
    year = models.PositiveSmallIntegerField("年度")
    base = models.CharField("口径", max_length=10, choices=Base, default=Base.BUDGET)
    value = YuanField("数值（元）", null=True, blank=True)
    source = CleanCharField("来源", max_length=300, blank=True)

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "公开表数值"
        constraints = [
            yuan_constraint("value", "statedcell"),
            models.UniqueConstraint(
                fields=["budget", "statement", "row", "column", "year", "base"], name="statedcell_unique"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement}.{self.row}.{self.column}@{self.year} = {self.value}"


class StatedFlag(BudgetRow):
    """A fact that the department states (本年度新增预算单位). The row's presence is the statement."""

    key = models.CharField("事项", max_length=20, choices=Flag)

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "声明事项"
        constraints = [models.UniqueConstraint(fields=["budget", "key"], name="statedflag_unique")]

    def __str__(self) -> str:
        return self.get_key_display()


class ChangeReason(BudgetRow):
    """Why a figure differs from last year's, in the department's words, without a full stop at its end."""

    statement = models.CharField("报表", max_length=40)
    row = models.CharField("行", max_length=120)
    text = CleanTextField("增减变化原因", blank=True)

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "增减变化原因"
        constraints = [models.UniqueConstraint(fields=["budget", "statement", "row"], name="changereason_unique")]

    def __str__(self) -> str:
        return f"{self.statement}.{self.row}"
