"""What was published, as bytes that never change, and the chain that proves it; and own words over generated blocks."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models

from budgets import triggers
from budgets.models import BudgetRow, Department, DepartmentalBudget, Region, Unit
from budgets.text import CleanCharField, CleanTextField


class BlockText(BudgetRow):
    """Own words in place of a generated block. Amounts stand in it as references: {revenue.total}.

    An empty text is a real value: the block prints blank. No row means that the format's words speak.
    """

    key = models.CharField("文字块", max_length=120)
    text = CleanTextField("文字", blank=True)

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "本部门文字"
        constraints = [models.UniqueConstraint(fields=["budget", "key"], name="blocktext_key_unique")]

    def __str__(self) -> str:
        return self.key


class TableFileQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        return self.filter(confirmed_at__isnull=True)


class TableFile(models.Model):
    """A file of finished official tables from upload to confirmation. It is no content of the version: nothing of it is there before.

    by            who uploaded it, and is an author of the version as soon as it is confirmed
    confirmed_by  who had it stored, an author, too; empty with confirmed_at while it waits
    sheets    its cells as they were read, packed; empty once it is confirmed
    units     sheet → 元 or 万元, where its tables do not say
    left_out  places of the tables that are not to be stored
    """

    budget = models.ForeignKey(DepartmentalBudget, models.CASCADE, verbose_name="部门预算", related_name="table_files")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", null=True, related_name="+")
    name = CleanCharField("文件名", max_length=200)
    file_hash = models.CharField("文件校验码", max_length=64)
    sheets = models.BinaryField("内容")
    units = models.JSONField("金额单位", default=dict, blank=True)
    left_out = models.JSONField("不读入的表", default=list, blank=True)
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="确认人", null=True, editable=False, related_name="+"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, editable=False)

    objects = TableFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开表文件"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "name"],
                condition=models.Q(confirmed_at__isnull=True),
                name="tablefile_waiting_name_unique",
            )
        ]
        triggers = [triggers.uploader_is_author("confirmed_at IS NOT NULL", name="name")]

    def __str__(self) -> str:
        return self.name


class PublicationQuerySet(models.QuerySet):
    def for_public_display(self) -> Self:
        return self.select_related("region", "department", "unit")

    def latest_of_each(self) -> Self:
        """The version that each document's short address shows."""
        return self.filter(is_latest_for__isnull=False)


class Publication(models.Model):
    """One published version: the canonical document, the rules' outcomes, and who published it when.

    imported  a historical version that was taken over as it stood, never reviewed here
    """

    region = models.ForeignKey(Region, models.PROTECT, verbose_name="行政区划", related_name="publications")
    fiscal_year = models.PositiveSmallIntegerField("预算年度")
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="部门", related_name="publications")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", null=True, related_name="publications")
    phase = models.CharField("阶段", max_length=10)
    version = models.PositiveSmallIntegerField("版本")
    budget = models.OneToOneField(
        DepartmentalBudget, models.PROTECT, verbose_name="部门预算", related_name="publication"
    )
    printed_name = CleanCharField("公开名称", max_length=120)
    title = CleanCharField("标题", max_length=300)
    document = models.BinaryField("文件内容（规范 JSON）")
    outcomes = models.BinaryField("系统核验记录（规范 JSON）")
    content_hash = models.CharField("内容校验码", max_length=64)
    imported = models.BooleanField("历史版本导入", default=False)
    correction_note = CleanTextField("更正说明", blank=True)
    published_at = models.DateTimeField("公开时间")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发布人", null=True, related_name="+"
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "已公开文件"
        ordering = ["-published_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "fiscal_year", "department", "unit", "phase", "version"],
                name="publication_version_unique",
                nulls_distinct=False,
            )
        ]
        triggers = [triggers.for_ever(), triggers.no_truncate()]

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> str:
        """The address of this version, for ever."""
        return f"{self.latest_path}v{self.version}/"

    @property
    def latest_path(self) -> str:
        unit = f"{self.unit.code}/" if self.unit else ""
        return f"/{self.region_id}/{self.fiscal_year}/{self.department.code}/{unit}"


class Artefact(models.Model):
    """The bytes of one published file: article.html, disclosure.docx, .pdf, .xlsx, .json, tables.zip."""

    publication = models.ForeignKey(Publication, models.PROTECT, verbose_name="已公开文件", related_name="artefacts")
    name = models.CharField("文件名", max_length=60)
    media_type = models.CharField("类型", max_length=120)
    content = models.BinaryField("内容")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "公开文件"
        constraints = [models.UniqueConstraint(fields=["publication", "name"], name="artefact_name_unique")]
        triggers = [triggers.for_ever(), triggers.no_truncate()]

    def __str__(self) -> str:
        return self.name


class Latest(models.Model):
    """Which published version a document's short address shows. The only thing of a publication that moves."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    fiscal_year = models.PositiveSmallIntegerField()
    department = models.ForeignKey(Department, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    phase = models.CharField(max_length=10)
    publication = models.OneToOneField(Publication, models.PROTECT, related_name="is_latest_for")

    class Meta:
        verbose_name = verbose_name_plural = "最新版本"
        constraints = [
            models.UniqueConstraint(
                fields=["region", "fiscal_year", "department", "unit", "phase"],
                name="latest_unique",
                nulls_distinct=False,
            )
        ]
        triggers = [triggers.no_truncate()]

    def __str__(self) -> str:
        return str(self.publication)


class ChainEntry(models.Model):
    """One link of a region's hash chain: entry n = H(algorithm, payload, entry n−1).

    kind      document: payload is the canonical document with outcomes; manifest: the files' own hashes
    payload   canonical JSON of what was hashed, small: it names the hashes of the bytes
    previous  the entry before; 64 zeros for the first
    """

    region = models.ForeignKey(Region, models.PROTECT, verbose_name="行政区划", related_name="chain")
    sequence = models.PositiveIntegerField("序号")
    kind = models.CharField("类别", max_length=12, choices=[("document", "文件"), ("manifest", "清单")])
    publication = models.ForeignKey(
        Publication, models.PROTECT, verbose_name="已公开文件", related_name="chain_entries"
    )
    algorithm = models.CharField("算法", max_length=20, default="sha256-1")
    payload = models.BinaryField("内容")
    previous = models.CharField("上一条", max_length=64)
    entry = models.CharField("本条", max_length=64)
    recorded_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "公开链"
        ordering = ["region", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["region", "sequence"], name="chainentry_sequence_unique"),
            models.UniqueConstraint(fields=["region", "previous"], name="chainentry_no_fork"),
        ]
        triggers = [triggers.for_ever(), triggers.no_truncate()]

    def __str__(self) -> str:
        return f"{self.region_id} #{self.sequence}"
