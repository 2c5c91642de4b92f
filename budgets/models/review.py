"""The acts around a version: who moved it when, the fiscal authority's 批复, the department's 保密审查."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from budgets import triggers
from budgets.choices import ReviewAction
from budgets.models.budget import DepartmentalBudget
from budgets.text import CleanCharField, CleanTextField


class ReviewRecord(models.Model):
    """One act in the life of a version. Append-only. No user means a command of the operator."""

    budget = models.ForeignKey(
        DepartmentalBudget, models.CASCADE, verbose_name="部门预算", related_name="review_records"
    )
    action = models.CharField("动作", max_length=20, choices=ReviewAction)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="办理人", null=True, related_name="+")
    at = models.DateTimeField("时间", auto_now_add=True)
    comment = CleanTextField("意见", blank=True)
    content_hash = models.CharField("内容校验码", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "办理记录"
        ordering = ["pk"]
        triggers = [triggers.append_only(), triggers.no_truncate()]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.by or ''}"


class Reply(models.Model):
    """The 批复: the legal act of the fiscal authority (for a unit, of its department) that starts the 20 days.

    Reviewing here is not the 批复; this records it. 预算法 第十四条, 第五十二条.
    """

    budget = models.OneToOneField(DepartmentalBudget, models.CASCADE, verbose_name="部门预算", related_name="reply")
    authority = CleanCharField("批复机关", max_length=120)
    number = CleanCharField("批复文号", max_length=80)
    dated = models.DateField("批复日期", help_text="预算法第十四条规定的二十日从这一天起算。")
    received = models.DateField("收到日期", help_text="向所属单位批复的十五日从这一天起算（预算法第五十二条）。")
    scan = models.BinaryField("批复扫描件", null=True, blank=True)
    scan_name = CleanCharField("扫描件文件名", max_length=120, blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", editable=False, related_name="+"
    )
    registered_at = models.DateTimeField("登记时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "批复"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received__gte=models.F("dated")),
                name="reply_received_after_dated",
                violation_error_message="收到日期不能早于批复日期。",
            )
        ]
        triggers = [triggers.keep_after_publication(), triggers.no_truncate()]

    def __str__(self) -> str:
        return self.number


class SecrecyReview(models.Model):
    """The department's own 保密审查 and sign-off before anything leaves the house. 政府信息公开条例 第十七条.

    Only the declaration is recorded; a classified figure or reason never enters.
    """

    budget = models.OneToOneField(
        DepartmentalBudget, models.CASCADE, verbose_name="部门预算", related_name="secrecy_review"
    )
    reviewer = CleanCharField("保密审查人", max_length=60)
    reviewed_on = models.DateField("审查日期")
    signed_off_by = CleanCharField("部门主要负责人（审签）", max_length=60)
    cleared = models.BooleanField("已按规定剔除涉密内容，可以公开", default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", editable=False, related_name="+"
    )
    recorded_at = models.DateTimeField("登记时间", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "保密审查"
        triggers = [triggers.keep_after_publication(), triggers.no_truncate()]

    def __str__(self) -> str:
        return f"{self.reviewer} {self.reviewed_on}"
