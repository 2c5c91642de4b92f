"""What a version said at a move, as bytes that never change: a submission, a return, an approval, a taking over."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Func, Q, Value

from budgets import triggers
from budgets.choices import ReviewAction
from budgets.models.budget import DepartmentalBudget
from budgets.models.review import ReviewRecord

FREEZING = (ReviewAction.SUBMITTED, ReviewAction.RETURNED, ReviewAction.APPROVED, ReviewAction.IMPORTED)
_HASH = "^[0-9a-f]{64}$"


class Blob(models.Model):
    """Bytes under their own hash: a document or the results of the rules. Equal bytes are stored once.

    hash  SHA-256 of the content, in hexadecimal; PostgreSQL reckons it again
    """

    hash = models.CharField("SHA-256", max_length=64, primary_key=True)
    content = models.BinaryField("内容")

    class Meta:
        verbose_name = verbose_name_plural = "冻结的内容"
        constraints = [
            models.CheckConstraint(
                condition=Q(hash=Func(Func(F("content"), function="sha256"), Value("hex"), function="encode")),
                name="blob_is_named_by_its_content",
            )
        ]
        triggers = [triggers.for_ever("冻结的内容"), triggers.no_truncate()]

    def __str__(self) -> str:
        return self.hash


class FrozenRecord(models.Model):
    """A version as it was at one move. Of several the newest speaks, as long as the version stands where the move left it.

    action           the move
    record           the act as it stands among the records; empty: the move was made before anything was frozen, and this
                     was frozen later, because the document composed then was still the one of the move
    document         the canonical Document
    outcomes         what the rules found (budgets.frozen.results), without answers and waivers, which stand in rows of their own
    rows             table → {"columns": […], "digest": SHA-256 of its rows in those columns}
    rows_digest      SHA-256 of `rows`
    last_year        the version whose figures count as last year's; empty: none was public
    units            the units' own versions that counted, each as its key and the hash of its document
    format_revision  SHA-256 of the format's file and wording as the document was composed with
    """

    budget = models.ForeignKey(DepartmentalBudget, models.PROTECT, verbose_name="部门预算", related_name="frozen")
    action = models.CharField("动作", max_length=20, choices=[(each.value, each.label) for each in FREEZING])
    record = models.OneToOneField(
        ReviewRecord, models.PROTECT, verbose_name="办理记录", null=True, related_name="frozen"
    )
    document = models.ForeignKey(Blob, models.PROTECT, verbose_name="文件", related_name="+")
    outcomes = models.ForeignKey(Blob, models.PROTECT, verbose_name="核验结果", related_name="+")
    rows = models.JSONField("各表数据")
    rows_digest = models.CharField("数据校验码", max_length=64)
    last_year = models.ForeignKey(
        DepartmentalBudget, models.PROTECT, verbose_name="上年版本", null=True, related_name="+"
    )
    units = models.JSONField("单位版本", default=list)
    format_revision = models.CharField("格式修订", max_length=64)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "冻结记录"
        ordering = ["pk"]
        indexes = [models.Index(fields=["budget", "-id"], name="frozenrecord_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=FREEZING), name="frozenrecord_of_a_move_that_freezes"),
            models.CheckConstraint(
                condition=Q(rows_digest__regex=_HASH, format_revision__regex=_HASH), name="frozenrecord_has_digests"
            ),
        ]
        triggers = [triggers.for_ever("冻结的内容"), triggers.no_truncate()]

    def __str__(self) -> str:
        return f"{self.budget_id} {self.action}"
