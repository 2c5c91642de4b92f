"""The departmental budget of a year: one row is one version of one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from budgets import triggers
from budgets.choices import EDITABLE, OPEN, Authorship, Phase, Role, Status, TablesMode, UnitNature
from budgets.models.regions import Assignment, Department, Region, Unit
from budgets.text import CleanCharField, CleanTextField
from budgets.where import Where

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser


class BudgetQuerySet(models.QuerySet):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> Self:
        """The versions that the account's assignments reach, in any state. Nobody else sees a draft; administrators see none by office."""
        if not user.is_authenticated:
            return self.none()
        reach = Q(pk__in=[])
        for assignment in Assignment.objects.filter(user_id=user.pk):
            reach |= _reach(assignment)
        return self.filter(reach)

    def for_role(self, user: AbstractBaseUser | AnonymousUser, role: Role) -> Self:
        """The versions on which the account acts in that role."""
        if not user.is_authenticated:
            return self.none()
        reach = Q(pk__in=[])
        for assignment in Assignment.objects.filter(user_id=user.pk, role=role):
            reach |= _reach(assignment)
        return self.filter(reach)

    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def newest_first(self) -> Self:
        return self.order_by("-fiscal_year", "department__code", "unit__code", "-version")


def _reach(assignment: Assignment) -> Q:
    reach = Q(region_id=assignment.region_id)
    if assignment.department_id:
        reach &= Q(department_id=assignment.department_id)
    if assignment.unit_id:
        reach &= Q(unit_id=assignment.unit_id)
    if assignment.of_superior:
        reach &= Q(unit__isnull=False)
    return reach


def reaches(assignment: Assignment, budget: DepartmentalBudget) -> bool:
    """The same law for a version that was read already."""
    return (
        assignment.region_id == budget.region_id
        and assignment.department_id in (None, budget.department_id)
        and assignment.unit_id in (None, budget.unit_id)
        and not (assignment.of_superior and budget.unit_id is None)
    )


class DepartmentalBudget(models.Model):
    """One version of a department's (or one unit's) budget for a year, with everything that its document says.

    unit            empty: the department's document, which covers all its units
    version         1, 2, …; a correction is a new version and the old one stays
    row_version     counts the saves; a form that was opened before another's save is not allowed to overwrite it
    imported        a historical document that was taken over as it stood and never reviewed here
    content_hash    SHA-256 of the canonical Document as the reviewer approved it; empty before approval
    """

    region = models.ForeignKey(Region, models.PROTECT, verbose_name="行政区划", related_name="budgets")
    fiscal_year = models.PositiveSmallIntegerField("预算年度")
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="部门", related_name="budgets")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="budgets", null=True, blank=True)
    phase = models.CharField("阶段", max_length=10, choices=Phase, default=Phase.BUDGET)
    version = models.PositiveSmallIntegerField("版本", default=1)

    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    format_key = models.CharField("公开格式", max_length=40, default="hebei-2018")
    tables_mode = models.CharField("公开表", max_length=10, choices=TablesMode, default=TablesMode.NONE)
    printed_name = CleanCharField(
        "公开名称", max_length=120, help_text="标题和正文中使用的部门名称，例如“山海关区信访局”。"
    )
    row_version = models.PositiveIntegerField("保存次数", default=0, editable=False)
    imported = models.BooleanField("历史版本导入", default=False, editable=False)
    correction_note = CleanTextField("更正说明", blank=True)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="建立人", null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField("建立时间", auto_now_add=True)
    updated_at = models.DateTimeField("最近保存", auto_now=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="报送人", null=True, editable=False, related_name="+"
    )
    submitted_at = models.DateTimeField("报送时间", null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审核人", null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField("审核时间", null=True, editable=False)
    content_hash = models.CharField("内容校验码", max_length=64, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="发布人", null=True, editable=False, related_name="+"
    )
    published_at = models.DateTimeField("公开时间", null=True, editable=False)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "部门预算"
        ordering = ["-fiscal_year", "department", "-version"]
        permissions = [
            ("prepare_budget", "可以填报部门预算"),
            ("review_budget", "可以审核部门预算"),
            ("publish_budget", "可以公开部门预算"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "fiscal_year", "department", "unit", "phase", "version"],
                name="budget_version_unique",
                nulls_distinct=False,
            ),
            models.UniqueConstraint(
                fields=["region", "fiscal_year", "department", "unit", "phase"],
                condition=Q(status__in=OPEN),
                name="budget_one_open_version",
                nulls_distinct=False,
                violation_error_message="该部门本年度已有一个未公开的版本，请先完成或删除它。",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | Q(submitted_by__isnull=True)
                | ~Q(approved_by=models.F("submitted_by")),
                name="budget_four_eyes",
                violation_error_message="报送人不能审核自己报送的预算。",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.APPROVED])
                | Q(approved_by__isnull=False, approved_at__isnull=False, content_hash__regex="^[0-9a-f]{64}$"),
                name="budget_approved_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED)
                | Q(imported=True, published_at__isnull=False)
                | Q(approved_by__isnull=False, published_at__isnull=False, content_hash__regex="^[0-9a-f]{64}$"),
                name="budget_published_is_approved_or_imported",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.SUBMITTED) | Q(submitted_by__isnull=False),
                name="budget_submitted_by_someone",
            ),
            models.CheckConstraint(condition=Q(fiscal_year__range=(2000, 2100)), name="budget_year_is_plausible"),
            models.CheckConstraint(condition=Q(version__gte=1), name="budget_version_from_one"),
        ]
        triggers = [
            triggers.transition(),
            triggers.keep_decided(),
            *triggers.remembered(version="id", ignored=("row_version", "updated_at")),
            triggers.no_truncate(),
        ]

    def __str__(self) -> str:
        return f"{self.printed_name} {self.fiscal_year}年{self.scope_word}预算（第{self.version}版）"

    @property
    def is_editable(self) -> bool:
        return self.status in EDITABLE

    @property
    def scope_word(self) -> str:
        """部门 or 单位: the word by which the document speaks of its author."""
        return "单位" if self.unit_id else "部门"

    @property
    def public_path(self) -> str:
        """The address of the latest published version, from the site's root."""
        unit = f"{self.unit.code}/" if self.unit else ""
        return f"/{self.region_id}/{self.fiscal_year}/{self.department.code}/{unit}"


class AuthorQuerySet(models.QuerySet):
    def behind(self, budget: DepartmentalBudget) -> Self:
        """Whose text the version may hold: its own authors, and those of the versions that it corrects, as far back as there are any.

        Never those of last year.
        """
        return self.filter(
            budget__region=budget.region_id,
            budget__fiscal_year=budget.fiscal_year,
            budget__department=budget.department_id,
            budget__unit=budget.unit_id,
            budget__phase=budget.phase,
            budget__version__lte=budget.version,
        )


class Author(models.Model):
    """Somebody by whom a row of a version is, recorded by triggers as it happens, so that no author ever approves it.

    user    empty: the import command
    way     how: wrote rows, uploaded a file that was then read in, wrote a unit's rows that were then taken over
    source  the unit's version that was taken over, of this way; else empty
    file    the name of the file, of an upload; else empty
    """

    budget = models.ForeignKey(DepartmentalBudget, models.CASCADE, related_name="authors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    way = models.CharField(
        "方式", max_length=12, choices=Authorship, default=Authorship.WROTE, db_default=Authorship.WROTE
    )
    source = models.ForeignKey(
        DepartmentalBudget, models.PROTECT, verbose_name="引自的单位预算", null=True, related_name="+"
    )
    file = CleanCharField("文件名", max_length=200, blank=True, default="", db_default="")

    objects = AuthorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "编写人"
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "user", "way", "source", "file"], name="author_unique", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(way=Authorship.TAKEN_OVER, source__isnull=False, file="")
                | Q(way=Authorship.UPLOADED, source__isnull=True)
                | Q(way=Authorship.WROTE, source__isnull=True, file=""),
                name="author_says_how",
            ),
        ]
        triggers = [triggers.append_only(), *triggers.remembered(version="budget_id"), triggers.no_truncate()]

    def __str__(self) -> str:
        return str(self.user or "导入程序")


class BudgetRow(models.Model):
    """A row of one version. It can be written only while the version is being prepared, and whoever writes is recorded."""

    # The columns that say which row it is, whatever else it says. Empty: its relations, choices and short texts do.
    NAMED_BY: ClassVar[tuple[str, ...]] = ()

    budget = models.ForeignKey(DepartmentalBudget, models.CASCADE, related_name="%(class)s_rows", editable=False)
    ordinal = models.PositiveIntegerField("顺序", default=0)

    class Meta:
        abstract = True
        ordering = ["ordinal", "pk"]
        triggers = triggers.of_a_row()


class FileRow(BudgetRow):
    """A row that a file may have brought: where in it the row stands. All of it is empty for a row that was typed or summed up.

    file         the name of the file
    sheet, cell  or line: where in the file; empty where the file does not tell
    """

    # Where a row comes from, which is nothing that the row says.
    ORIGIN = ("file", "sheet", "cell", "line")

    file = CleanCharField("文件", max_length=300, blank=True, default="", db_default="", editable=False)
    sheet = CleanCharField("工作表", max_length=200, blank=True, default="", db_default="", editable=False)
    cell = models.CharField("单元格", max_length=20, blank=True, default="", db_default="", editable=False)
    line = models.PositiveIntegerField("行号", null=True, blank=True, editable=False)

    class Meta(BudgetRow.Meta):
        abstract = True

    def typed_over(self) -> None:
        """What somebody types in its place comes from no file."""
        self.file = self.sheet = self.cell = ""
        self.line = None

    @property
    def origin(self) -> str:
        """In words, where it was read; empty for a row that was typed."""
        return " ".join(filter(None, (self.file, str(Where(self.sheet, self.cell, self.line or 0)))))


class BudgetUnit(BudgetRow):
    """A unit as this version prints it (机构设置表). An empty nature means that the source gives none."""

    NAMED_BY = ("name",)

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", null=True, blank=True, related_name="+")
    name = CleanCharField("单位名称", max_length=120)
    nature = models.CharField("单位性质", max_length=30, choices=UnitNature, blank=True)
    nature_words = CleanCharField(
        "单位性质（原文）", max_length=60, blank=True, help_text="与所选性质的名称不同时填写。"
    )
    rank = CleanCharField("单位规格", max_length=60, blank=True)
    funding_mode = CleanCharField("经费保障形式", max_length=60, blank=True)

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "机构设置"
        constraints = [models.UniqueConstraint(fields=["budget", "name"], name="budgetunit_name_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def printed_nature(self) -> str:
        return self.nature_words or self.get_nature_display()


class Prose(BudgetRow):
    """Own words of the department, stored as it wrote them, numbering included; each line a paragraph.

    key  a section's own prose (duties, performance.overall, performance.guarantee, other_matters), or
         `after:<block key>` for a paragraph that fits no block of the form and stands behind one.
    """

    key = models.CharField("位置", max_length=120)
    text = CleanTextField("内容", blank=True)

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "文字内容"
        constraints = [models.UniqueConstraint(fields=["budget", "key"], name="prose_key_unique")]

    def __str__(self) -> str:
        return self.key


class GlossaryTerm(BudgetRow):
    """A term explained at the end of the document (名词解释)."""

    term = CleanCharField("名词", max_length=100)
    definition = CleanTextField("解释")

    class Meta(BudgetRow.Meta):
        verbose_name = verbose_name_plural = "名词解释"

    def __str__(self) -> str:
        return self.term
