"""The official classifications, each code with its years of validity and where it was taken from.

An unknown code is a warning and never a rejection: the lists at hand are incomplete.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from budgets import triggers
from budgets.choices import Confirmation, EconomicGroup, FundKind, ThreePublicLine
from budgets.text import CleanCharField


class ClassificationQuerySet(models.QuerySet):
    def valid_in(self, year: int) -> Self:
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=year), Q(valid_to__isnull=True) | Q(valid_to__gte=year)
        )


class Classification(models.Model):
    """A code of an official list. No first or last year means that the source names none.

    source        the list or document that it was taken from, in words for people; empty where nobody named one
    confirmation  whether that was an official list, and what of the code is doubted
    """

    code = models.CharField("编码", max_length=40)
    name = CleanCharField("名称", max_length=200)
    valid_from = models.PositiveSmallIntegerField("启用年度", null=True, blank=True)
    valid_to = models.PositiveSmallIntegerField("停用年度", null=True, blank=True)
    source = CleanCharField("来源", max_length=300, blank=True)
    confirmation = models.CharField("核实情况", max_length=20, choices=Confirmation, default=Confirmation.UNLISTED)

    objects = ClassificationQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="%(class)s_code_unique_by_first_year", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="%(class)s_years_in_order",
            ),
        ]
        triggers = triggers.remembered()

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_listed(self) -> bool:
        """Whether somebody took the code from an official list, confirmed or not."""
        return self.confirmation != Confirmation.UNLISTED

    @property
    def is_doubted(self) -> bool:
        """Listed, but something of it is not confirmed: whoever differs from it is not certainly wrong."""
        return self.confirmation not in (Confirmation.CONFIRMED, Confirmation.UNLISTED)


class FunctionalClass(Classification):
    """支出功能分类科目. The code's length is its level: 类 3, 款 5, 项 7 digits."""

    predecessors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, verbose_name="原科目", related_name="successors"
    )

    class Meta(Classification.Meta):
        verbose_name = verbose_name_plural = "支出功能分类科目"

    @property
    def level(self) -> str:
        return {3: "类", 5: "款", 7: "项"}.get(len(self.code), "")


class EconomicClass(Classification):
    """部门预算支出经济分类科目: 类 3, 款 5 digits.

    A composite class (30201+30202 办公及印刷费) stands where a document joins several classes in one item.
    """

    group = models.CharField("基本支出分组", max_length=10, choices=EconomicGroup, default=EconomicGroup.NEITHER)
    three_public_line = models.CharField("“三公”经费项目", max_length=20, choices=ThreePublicLine, blank=True)
    members = models.ManyToManyField(
        "self", symmetrical=False, blank=True, verbose_name="合并的科目", related_name="composites"
    )
    predecessors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, verbose_name="原科目", related_name="successors"
    )

    class Meta(Classification.Meta):
        verbose_name = verbose_name_plural = "部门预算支出经济分类科目"


class FundSource(Classification):
    """资金性质. `kind` is the column of the forms that it falls in; `revenue_name` its name as a source of income."""

    kind = models.CharField("归并", max_length=30, choices=FundKind)
    revenue_name = CleanCharField("收入名称", max_length=60)

    class Meta(Classification.Meta):
        verbose_name = verbose_name_plural = "资金性质"
