"""The acts around a version: who moved it when, the fiscal authority's 批复, the department's 保密审查.

All of them are only added to: what was wrong is corrected by a new row that says why. Which of several counts is in
`budgets.models.records_in_force`.
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from budgets import triggers
from budgets.choices import ReviewAction
from budgets.models.budget import DepartmentalBudget
from budgets.models.judgement import SAYS_SOMETHING
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
        triggers = [triggers.append_only(), *triggers.remembered(version="budget_id"), triggers.no_truncate()]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.by or ''}"


class ReplyQuerySet(models.QuerySet):
    def without_scans(self) -> Self:
        """With the confirmation of each, and without the bytes of any scan."""
        return self.select_related("registered_by", "confirmation__by").defer("scan", "confirmation__scan")


class Reply(models.Model):
    """The 批复: the legal act of the fiscal authority (for a unit, of its department) that starts the 20 days.

    Reviewing here is not the 批复; this records it. 预算法 第十四条, 第五十二条. A version has a first row, and each
    correction is a further one, which counts once the issuer has confirmed it.

    corrects  the row that was the newest before this one; empty: the first
    reason    why it is corrected; empty: the first
    scan      of the paper; a correction without a new one has that of the row before
    """

    budget = models.ForeignKey(DepartmentalBudget, models.CASCADE, verbose_name="部门预算", related_name="replies")
    authority = CleanCharField("批复机关", max_length=120)
    number = CleanCharField("批复文号", max_length=80)
    dated = models.DateField("批复日期", help_text="预算法第十四条规定的二十日从这一天起算。")
    received = models.DateField("收到日期", help_text="向所属单位批复的十五日从这一天起算（预算法第五十二条）。")
    scan = models.BinaryField("批复扫描件", null=True, blank=True)
    scan_name = CleanCharField("扫描件文件名", max_length=120, blank=True)
    corrects = models.OneToOneField(
        "self", models.CASCADE, verbose_name="更正的登记", null=True, editable=False, related_name="corrected_by"
    )
    reason = CleanTextField("更正原因", blank=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", editable=False, related_name="+"
    )
    registered_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批复"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(received__gte=F("dated")),
                name="reply_received_after_dated",
                violation_error_message="收到日期不能早于批复日期。",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="") | Q(corrects__isnull=False, reason__regex=SAYS_SOMETHING),
                name="reply_correction_says_why",
                violation_error_message="请写明更正原因，至少 4 个字。",
            ),
            # With the unique `corrects`, the rows of a version are one line of succession without a fork.
            models.UniqueConstraint(
                fields=["budget"],
                condition=Q(corrects__isnull=True),
                name="reply_one_first",
                violation_error_message="本版本的批复已经登记，请作为更正登记。",
            ),
        ]
        triggers = [
            triggers.append_only(),
            triggers.before_publication(),
            triggers.corrects_its_own_version(),
            *triggers.remembered(version="budget_id", digested=("scan",)),
            triggers.no_truncate(),
        ]

    def __str__(self) -> str:
        return self.number

    def says_the_same_as(self, other: Reply) -> bool:
        """Scans apart."""
        said = ("authority", "number", "dated", "received")
        return all(getattr(self, name) == getattr(other, name) for name in said)

    @property
    def in_words(self) -> str:
        return f"{self.authority} {self.number}，批复日期 {self.dated:%Y-%m-%d}，收到日期 {self.received:%Y-%m-%d}"

    @property
    def is_confirmed(self) -> bool:
        """It counts: it was the first, or the issuer has confirmed it."""
        return self.corrects_id is None or hasattr(self, "confirmation")


class ReplyConfirmation(models.Model):
    """A second person, of the issuer of the 批复, has compared a correction of it with the scan: from now on it counts.

    scan       what the confirming person added; empty: the correction's own was compared
    scan_hash  SHA-256 of the scan that was compared; PostgreSQL reckons it again
    """

    budget = models.ForeignKey(DepartmentalBudget, models.CASCADE, verbose_name="部门预算", related_name="+")
    reply = models.OneToOneField(Reply, models.CASCADE, verbose_name="批复更正", related_name="confirmation")
    scan = models.BinaryField("批复扫描件", null=True, blank=True)
    scan_name = CleanCharField("扫描件文件名", max_length=120, blank=True)
    scan_hash = models.CharField("扫描件校验码", max_length=64)
    comment = CleanTextField("确认意见", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确认人", editable=False, related_name="+"
    )
    at = models.DateTimeField("确认时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "批复更正的确认"
        ordering = ["pk"]
        triggers = [
            triggers.append_only(),
            triggers.before_publication(),
            triggers.confirmed_by_the_issuer(),
            *triggers.remembered(version="budget_id", digested=("scan",)),
            triggers.no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.reply_id} {self.by}"


class SecrecyReviewQuerySet(models.QuerySet):
    def with_ends(self) -> Self:
        """With the end of each, and who registered it."""
        return self.select_related("end", "recorded_by")


class SecrecyReview(models.Model):
    """The department's own 保密审查 and sign-off before anything leaves the house. 政府信息公开条例 第十七条.

    Only the declaration is recorded; a classified figure or reason never enters. It is about one content and no other,
    and a later return of the version ends it. Of several the newest speaks.

    content_hash  of the approved Document that was reviewed; empty only for a row of an earlier release whose version
                  had none, which clears nothing
    """

    budget = models.ForeignKey(
        DepartmentalBudget, models.CASCADE, verbose_name="部门预算", related_name="secrecy_reviews"
    )
    reviewer = CleanCharField("保密审查人", max_length=60)
    reviewed_on = models.DateField("审查日期")
    signed_off_by = CleanCharField("部门主要负责人（审签）", max_length=60)
    cleared = models.BooleanField("已按规定剔除涉密内容，可以公开", default=False)
    comment = CleanTextField("审查意见", blank=True)
    content_hash = models.CharField("审查的内容校验码", max_length=64, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", editable=False, related_name="+"
    )
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = SecrecyReviewQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "保密审查"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(content_hash__regex="^([0-9a-f]{64})?$"), name="secrecyreview_hash_is_a_hash"
            )
        ]
        triggers = [
            triggers.append_only(),
            triggers.before_publication(),
            triggers.reviewed_as_approved(),
            *triggers.remembered(version="budget_id"),
            triggers.no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} {self.reviewed_on}"


class SecrecyReviewEnd(models.Model):
    """That the version was sent back, and a 保密审查 of it is no more: written by PostgreSQL as it happens.

    Who sent it back and why stands in the ReviewRecord of the return.
    """

    budget = models.ForeignKey(DepartmentalBudget, models.CASCADE, verbose_name="部门预算", related_name="+")
    review = models.OneToOneField(SecrecyReview, models.CASCADE, verbose_name="保密审查", related_name="end")
    at = models.DateTimeField("退回时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "保密审查的失效"
        ordering = ["pk"]
        triggers = [triggers.append_only(), *triggers.remembered(version="budget_id"), triggers.no_truncate()]

    def __str__(self) -> str:
        return f"{self.review_id} {self.at}"
