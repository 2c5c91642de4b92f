"""How a bureau judges: what it decided about a rule, and what was written about single findings of a version.

All of it is a record: a row is added and never changed, and the newest one speaks. Names of persons stay in the house.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from budgets import triggers
from budgets.models.budget import DepartmentalBudget
from budgets.models.regions import Region
from budgets.text import CleanTextField

LEAST_LETTERS = 4  # of an answer, a reason, a comment: less says nothing
_FINGERPRINT = "^[0-9a-f]{32}$"
SAYS_SOMETHING = rf"^(\s*\S){{{LEAST_LETTERS}}}"


class RuleSetting(models.Model):
    """What the bureau decided about a rule for a region. Of the same scope the newest row speaks; the narrower scope
    (a year and a format before a year, a year before a format, a format before neither) goes before the wider one.

    fiscal_year  empty: every year
    format_key   empty: every format
    severity     empty: the rule's own
    params       those that differ from the rule's own defaults (budgets.rules.settings checks names and types)
    lifted       withdraws the decision of this scope: the wider one speaks again, or the rule's own defaults
    """

    region = models.ForeignKey(Region, models.PROTECT, verbose_name="行政区划", related_name="rule_settings")
    fiscal_year = models.PositiveSmallIntegerField("预算年度", null=True, blank=True, help_text="不填为各年度。")
    format_key = models.CharField("公开格式", max_length=40, blank=True, help_text="不填为各种格式。")
    rule = models.CharField("规则", max_length=40)
    enabled = models.BooleanField("启用", default=True)
    severity = models.CharField(
        "严重程度", max_length=1, blank=True, choices=[("E", "错误"), ("W", "提醒"), ("I", "提示")]
    )
    params = models.JSONField("参数", default=dict, blank=True)
    lifted = models.BooleanField("取消本项设置", default=False)
    reason = CleanTextField("理由")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="设置人", editable=False, related_name="+"
    )
    set_at = models.DateTimeField("设置时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "核验规则"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["region", "rule", "-id"], name="rulesetting_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(severity__in=["", "E", "W", "I"]), name="rulesetting_severity_is_known"),
            models.CheckConstraint(
                condition=Q(reason__regex=SAYS_SOMETHING),
                name="rulesetting_has_a_reason",
                violation_error_message="请写明理由，至少 4 个字。",
            ),
        ]
        triggers = [triggers.kept_setting(), *triggers.remembered(region="region_id"), triggers.no_truncate()]

    def __str__(self) -> str:
        return f"{self.rule} {self.region_id}"


class JudgementRow(models.Model):
    """Something that was written about one finding of one version.

    rule, fingerprint  which finding; where its content changes, the fingerprint is another one and this row lapses
    finding            the finding's message at the time, so that the row can be read after the finding is gone
    """

    rule = models.CharField("规则", max_length=40)
    fingerprint = models.CharField("问题标识", max_length=32)
    finding = models.TextField("核验发现", blank=True)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["pk"]


class Answer(JudgementRow):
    """The clerk's written answer to a warning (W). Of several to the same finding the latest speaks, unless it was refused."""

    budget = models.ForeignKey(DepartmentalBudget, models.CASCADE, verbose_name="部门预算", related_name="answers")
    text = CleanTextField("答复")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="答复人", related_name="+")

    class Meta(JudgementRow.Meta):
        verbose_name = verbose_name_plural = "提醒的答复"
        indexes = [models.Index(fields=["budget", "fingerprint"], name="answer_of_finding")]
        constraints = [
            models.CheckConstraint(condition=Q(fingerprint__regex=_FINGERPRINT), name="answer_names_a_finding"),
            models.CheckConstraint(
                condition=Q(text__regex=SAYS_SOMETHING),
                name="answer_says_something",
                violation_error_message="答复至少 4 个字。",
            ),
        ]
        triggers = [
            triggers.append_only(),
            triggers.answered_while_prepared(),
            *triggers.remembered(version="budget_id"),
            triggers.no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.rule}：{self.text}"


class Refusal(models.Model):
    """The reviewer does not accept an answer: it no longer counts, and the clerk has to answer again."""

    budget = models.ForeignKey(DepartmentalBudget, models.CASCADE, verbose_name="部门预算", related_name="refusals")
    answer = models.OneToOneField(Answer, models.CASCADE, verbose_name="答复", related_name="refusal")
    comment = CleanTextField("不接受的原因")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审核人", related_name="+")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "未被接受的答复"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(comment__regex=SAYS_SOMETHING),
                name="refusal_says_why",
                violation_error_message="请写明不接受的原因，至少 4 个字。",
            )
        ]
        triggers = [
            triggers.append_only(),
            triggers.refused_under_review(),
            *triggers.remembered(version="budget_id"),
            triggers.no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id}：{self.comment}"


class Waiver(JudgementRow):
    """The bureau lets one error (E) of one version pass, by name and with a reason. Never the version's own people."""

    budget = models.ForeignKey(DepartmentalBudget, models.CASCADE, verbose_name="部门预算", related_name="waivers")
    reason = CleanTextField("豁免理由")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="豁免人", related_name="+")

    class Meta(JudgementRow.Meta):
        verbose_name = verbose_name_plural = "豁免的错误"
        indexes = [models.Index(fields=["budget", "fingerprint"], name="waiver_of_finding")]
        constraints = [
            models.CheckConstraint(condition=Q(fingerprint__regex=_FINGERPRINT), name="waiver_names_a_finding"),
            models.CheckConstraint(
                condition=Q(reason__regex=SAYS_SOMETHING),
                name="waiver_has_a_reason",
                violation_error_message="请写明豁免的理由，至少 4 个字。",
            ),
        ]
        triggers = [
            triggers.append_only(),
            triggers.waived_by_another(),
            *triggers.remembered(version="budget_id"),
            triggers.no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.rule}：{self.reason}"
