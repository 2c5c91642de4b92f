"""Work that may last: reading files and writing them, done apart from the threads that answer pages."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from budgets.models.budget import DepartmentalBudget
from budgets.text import CleanCharField


class JobState(models.TextChoices):
    QUEUED = "queued", "排队等候"
    RUNNING = "running", "正在处理"
    DONE = "done", "已完成"
    FAILED = "failed", "没有完成"


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


class Job(models.Model):
    """One piece of such work. It is no content of a version, and nobody but who began it sees anything of it.

    kind        which work (budgets.jobs.kinds); arguments and content are what it works on, gone when it has ended
    budget      the version that it is about: who may no longer see that gets no result of it
    progress    how far it is, in words; empty: nothing to say yet
    attempts    how often it was begun: work whose runner died is begun once more
    failure     why there is no result, and what to do
    file_name   of the result where it is a file; empty: there is none
    next_path   the page on which a person goes on; empty: there is none. message: what that page says first
    back_path   where it was begun
    """

    kind = models.CharField("事项", max_length=40)
    title = CleanCharField("名称", max_length=250)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="发起人", related_name="+")
    budget = models.ForeignKey(DepartmentalBudget, models.CASCADE, verbose_name="部门预算", related_name="jobs")
    arguments = models.JSONField("参数", default=dict, blank=True)
    content = models.BinaryField("文件内容", blank=True)
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField("开始次数", default=0)
    progress = models.CharField("进度", max_length=200, blank=True)
    failure = models.TextField("原因", blank=True)
    result = models.BinaryField("结果", blank=True)
    file_name = models.CharField("结果文件名", max_length=250, blank=True)
    media_type = models.CharField("结果文件类型", max_length=100, blank=True)
    next_path = models.CharField("下一页", max_length=250, blank=True)
    message = models.TextField("提示", blank=True)
    back_path = models.CharField("发起页", max_length=250)
    created_at = models.DateTimeField("发起时间", auto_now_add=True)
    started_at = models.DateTimeField("开始时间", null=True, editable=False)
    finished_at = models.DateTimeField("结束时间", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "处理事项"
        ordering = ["pk"]
        indexes = [models.Index(fields=["id"], name="job_unfinished", condition=Q(state__in=["queued", "running"]))]

    def __str__(self) -> str:
        return f"{self.title}（{self.get_state_display()}）"

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def has_file(self) -> bool:
        return self.state == JobState.DONE and bool(self.file_name)
