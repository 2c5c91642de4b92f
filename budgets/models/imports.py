"""Files that clerks bring in: how their columns were understood, and an import from upload to end."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from budgets import triggers
from budgets.models.budget import DepartmentalBudget
from budgets.models.regions import Department
from budgets.text import CleanCharField


class ImportMapping(models.Model):
    """How the columns of a department's Excel were understood, so that the same export is understood at once next time.

    header_signature  SHA-256 of the titles of its columns, whatever their order
    mapping           columns: our key → the file's title; constants: our key → what holds for all rows
    """

    department = models.ForeignKey(Department, models.CASCADE, verbose_name="部门", related_name="import_mappings")
    header_signature = models.CharField("表头", max_length=64)
    mapping = models.JSONField("列的对应关系", default=dict)
    updated_at = models.DateTimeField("最近使用", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入列对应"
        constraints = [
            models.UniqueConstraint(fields=["department", "header_signature"], name="importmapping_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.department} {self.header_signature[:8]}"


class ImportState(models.TextChoices):
    WAITING = "waiting", "待确认"
    WRITING = "writing", "正在写入"
    DONE = "done", "已导入"


class LedgerImport(models.Model):
    """A file of ledger lines on its way into a version. It is no content of the version: nothing of it is there before it is done.

    by       who uploaded it, and is an author of the version as soon as it is done
    confirmed_by  who had it written, an author, too; empty before
    sheets   the cells as they were read, packed; empty when the import is done
    choices  what the clerk has chosen so far; empty: nothing yet
    written  rows written so far, of `total`; seen by others while the lines themselves are not yet
    counts   what became of the rows: new, changed, unchanged, removed, kept
    """

    budget = models.ForeignKey(
        DepartmentalBudget, models.CASCADE, verbose_name="部门预算", related_name="ledger_imports"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", null=True, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确认人", null=True, editable=False, related_name="+"
    )
    file_name = CleanCharField("文件名", max_length=200)
    file_hash = models.CharField("文件校验码", max_length=64)
    sheets = models.BinaryField("内容", blank=True)
    choices = models.JSONField("选项", default=dict, blank=True)
    state = models.CharField("状态", max_length=10, choices=ImportState, default=ImportState.WAITING)
    written = models.PositiveIntegerField("已写入", default=0)
    total = models.PositiveIntegerField("共", default=0)
    counts = models.JSONField("结果", default=dict, blank=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "明细导入"
        ordering = ["-pk"]
        triggers = [triggers.uploader_is_author("state = 'done'", name="file_name")]

    def __str__(self) -> str:
        return f"{self.file_name}（{self.get_state_display()}）"
