"""One job from beginning to end. Whatever happens in it becomes its outcome: nothing is raised."""

from __future__ import annotations

import logging
from typing import Any

from django.db.models import F
from django.utils import timezone

from budgets.jobs.kinds import File, JobRefused, Outcome, Running, work_of
from budgets.models import DepartmentalBudget, Job
from budgets.models.jobs import JobState

logger = logging.getLogger(__name__)

BROKEN = "处理中出现意外错误，没有得到结果。请稍后再试；仍然不行的，请把这一页的地址告诉系统管理员。"
NOT_VISIBLE = "您已不能查看这份预算，没有生成结果。"


def perform(pk: int) -> None:
    """The job that was claimed (`claim`)."""
    job = Job.objects.select_related("budget__region", "budget__department", "budget__unit", "by").get(pk=pk)
    try:
        _end(job, JobState.DONE, **_of_outcome(_worked(job)))
    except JobRefused as why:
        _end(job, JobState.FAILED, failure=str(why))
    except Exception:
        logger.exception("job %s (%s) broke", job.pk, job.kind)
        _end(job, JobState.FAILED, failure=BROKEN)


def _worked(job: Job) -> Outcome:
    if not DepartmentalBudget.objects.visible_to(job.by).filter(pk=job.budget_id).exists():
        raise JobRefused(NOT_VISIBLE)
    return work_of(job.kind)(Running(job))


def _of_outcome(outcome: Outcome) -> dict[str, Any]:
    if isinstance(outcome, File):
        return {"result": outcome.content, "file_name": outcome.name, "media_type": outcome.media_type}
    return {"next_path": outcome.path, "message": outcome.message}


def claim(pk: int) -> bool:
    """Whether the queued job is ours now."""
    queued = Job.objects.filter(pk=pk, state=JobState.QUEUED)
    return bool(
        queued.update(state=JobState.RUNNING, attempts=F("attempts") + 1, started_at=timezone.now(), progress="")
    )


def _end(job: Job, state: JobState, **values: Any) -> None:
    """Only a job that is still running ends: one that was given up meanwhile keeps what was said of it."""
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(
        state=state, finished_at=timezone.now(), content=b"", arguments={}, progress="", **values
    )
