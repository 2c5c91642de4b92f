"""Who publishes: regions, departments and units, under codes that outlive their names."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from budgets import triggers
from budgets.choices import Role
from budgets.text import CleanCharField

DIGITS = RegexValidator(r"^[0-9]{1,12}$", "编码只能是 1 至 12 位数字。")


class Region(models.Model):
    """An administrative division under its GB/T 2260 code: the county whose departments publish."""

    code = models.CharField(
        "行政区划代码",
        max_length=6,
        primary_key=True,
        validators=[RegexValidator(r"^[0-9]{6}$", "行政区划代码是 6 位数字（GB/T 2260）。")],
    )
    name = CleanCharField("名称", max_length=60)
    publishes_outcomes = models.BooleanField(
        "公开系统核验记录中的勾稽结果",
        default=False,
        db_default=False,
        help_text="勾选后，公开页面列出各版本的核验结果。默认不公开；办理人姓名一律不公开。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^[0-9]{6}$"), name="region_code_is_six_digits")
        ]
        triggers = triggers.remembered(region="code", key="code")

    def __str__(self) -> str:
        return self.name

    @property
    def short_kind(self) -> str:
        """The word by which the place calls itself in its documents: 区, 县, 市, 省 …; 地区 where the name ends in none."""
        return self.name[-1] if self.name[-1:] in "区县市省旗盟州" else "地区"

    @property
    def is_provincial(self) -> bool:
        return self.code.endswith("0000")


class Department(models.Model):
    """A department (主管部门) that prepares a budget of its own and its units'."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name="行政区划", related_name="departments")
    code = models.CharField("部门编码", max_length=12, validators=[DIGITS])
    name = CleanCharField("部门名称", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "部门"
        ordering = ["region", "code"]
        constraints = [
            models.UniqueConstraint(fields=["region", "code"], name="department_code_unique_in_region"),
            models.CheckConstraint(condition=models.Q(code__regex=r"^[0-9]{1,12}$"), name="department_code_is_digits"),
        ]
        triggers = [triggers.kept_code("department", "region_id"), *triggers.remembered(region="region_id")]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A unit under a department that may publish a document of its own. Its printed name belongs to each version."""

    department = models.ForeignKey(Department, models.PROTECT, verbose_name="主管部门", related_name="units")
    code = models.CharField("单位编码", max_length=12, validators=[DIGITS])
    name = CleanCharField("单位名称", max_length=120)

    class Meta:
        verbose_name = verbose_name_plural = "预算单位"
        ordering = ["department", "code"]
        constraints = [
            models.UniqueConstraint(fields=["department", "code"], name="unit_code_unique_in_department"),
            models.CheckConstraint(condition=models.Q(code__regex=r"^[0-9]{1,12}$"), name="unit_code_is_digits"),
        ]
        triggers = [triggers.kept_code("unit", "department_id"), *triggers.remembered()]

    def __str__(self) -> str:
        return self.name


class Assignment(models.Model):
    """What an account may do, and where. One account may hold several.

    region only        every department of the region (the finance bureau's reviewers)
    department         that department and its units
    unit               that unit's own documents only

    of_superior        a reviewer of the 主管部门: of the documents of its units, never of the department's own
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="账号", related_name="assignments")
    role = models.CharField("角色", max_length=10, choices=Role)
    region = models.ForeignKey(Region, models.CASCADE, verbose_name="行政区划")
    department = models.ForeignKey(Department, models.CASCADE, verbose_name="部门", null=True, blank=True)
    unit = models.ForeignKey(Unit, models.CASCADE, verbose_name="单位", null=True, blank=True)
    of_superior = models.BooleanField(
        "主管部门审核人",
        default=False,
        db_default=False,
        help_text="只审核所属单位的预算，不能审核本部门的预算。只适用于审核人，须指定部门。",
    )

    class Meta:
        verbose_name = verbose_name_plural = "岗位分工"
        ordering = ["user", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "region", "department", "unit"], name="assignment_unique", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(unit__isnull=True) | models.Q(department__isnull=False),
                name="assignment_unit_needs_department",
            ),
            models.CheckConstraint(
                condition=models.Q(role=Role.REVIEWER) | models.Q(department__isnull=False),
                name="assignment_only_reviewers_span_a_region",
                violation_error_message="填报人和信息发布员必须指定部门。",
            ),
            models.CheckConstraint(
                condition=models.Q(of_superior=False) | models.Q(role=Role.REVIEWER, department__isnull=False),
                name="assignment_superior_reviews_for_a_department",
                violation_error_message="主管部门审核人的角色是审核人，并须指定部门。",
            ),
        ]
        triggers = triggers.remembered(region="region_id")

    def __str__(self) -> str:
        place = self.unit or self.department or self.region
        return f"{self.user} · {self.get_role_display()} · {place}"
