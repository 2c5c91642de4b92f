"""What the source states and the lines cannot yield: cells of official tables, flags, reasons of change."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from budgets.choices import READ_ORIGINS, Base, CellOrigin, Derivation, Flag, MoneyUnit
from budgets.models.budget import BudgetRow
from budgets.money import YuanField, yuan_constraint
from budgets.text import CleanCharField, CleanTextField
from budgets.where import Where

# What a figure that nobody read says of a file.
NO_FILE: dict[str, Any] = {"file": "", "sheet": "", "cell": "", "line": None, "derived": ""}


class StatedCell(BudgetRow):
    """A figure as an official table prints it, in 元.

    statement, row, column  keys of the statement (three_public, vehicle_operation, amount)
    year                    the year the figure is about: this budget's, or an earlier one for comparison
    origin                  whether it was read, typed, or is the sum of the units
    file                    that it was read from; empty where no file stands behind it
    sheet, cell or line     where in the file; empty where the file does not tell
    derived                 how it was reckoned from what the file prints; empty: the file prints the figure itself
    printed_in              the unit of money of its source, which says how exact it is
    """

    statement = models.CharField("报表", max_length=40)
    row = models.CharField("行", max_length=120)
    column = models.CharField("列", max_length=60, default="amount")
    year = models.PositiveSmallIntegerField("年度")
    base = models.CharField("口径", max_length=10, choices=Base, default=Base.BUDGET)
    value = YuanField("数值（元）", null=True, blank=True)
    origin = models.CharField("取得方式", max_length=20, choices=CellOrigin, default=CellOrigin.TYPED)
    file = CleanCharField("文件", max_length=300, blank=True)
    sheet = CleanCharField("工作表", max_length=200, blank=True)
    cell = models.CharField("单元格", max_length=20, blank=True)
    line = models.PositiveIntegerField("行号", null=True, blank=True)
    derived = models.CharField("推算方法", max_length=20, choices=Derivation, blank=True)
    printed_in = models.CharField("来源的金额单位", max_length=4, choices=MoneyUnit, default=MoneyUnit.YUAN)

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "公开表数值"
        constraints = [
            yuan_constraint("value", "statedcell"),
            models.UniqueConstraint(
                fields=["budget", "statement", "row", "column", "year", "base"], name="statedcell_unique"
            ),
            models.CheckConstraint(
                condition=(Q(origin__in=READ_ORIGINS) & ~Q(file=""))
                | Q(
                    origin__in=[CellOrigin.TYPED, CellOrigin.UNITS],
                    file="", sheet="", cell="", line__isnull=True, derived="",
                ),
                name="statedcell_read_from_a_file_or_from_none",
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=True) | Q(sheet="", cell=""), name="statedcell_in_a_sheet_or_on_a_line"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.statement}.{self.row}.{self.column}@{self.year} = {self.value}"

    @property
    def is_read(self) -> bool:
        """A file stands behind it."""
        return self.origin in READ_ORIGINS

    @property
    def place(self) -> str:
        """In words, where in its file it stands: 工作表“收支” C6."""
        words = str(Where(self.sheet, self.cell, self.line or 0))
        return f"{words}（{self.get_derived_display()}）" if self.derived else words

    @property
    def provenance(self) -> str:
        """In words, where the figure comes from, with the unit that rounds it; empty for one that was typed."""
        if not self.is_read:
            return "" if self.origin == CellOrigin.TYPED else self.get_origin_display()
        words = " ".join(filter(None, (self.file, self.place)))
        return words if self.printed_in == MoneyUnit.YUAN else f"{words}（{self.get_printed_in_display()}）"


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
