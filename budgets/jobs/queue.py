"""How a page begins a job and answers. Small work is done within a moment and answered at once; other work gets a page of its own."""

from __future__ import annotations

import threading
import time
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header

from budgets.jobs import worker
from budgets.models import DepartmentalBudget, Job
from budgets.models.jobs import UNFINISHED, JobState

CHANNEL: Final = "budgets_job"
RUNNER_LOCK: Final = 0x10B5  # the advisory lock of the one runner of an installation
MOMENT: Final = 2.0  # seconds that a page waits for a result before it shows the job's page
_LOOK: Final = 0.05  # seconds between two looks
_MOST_UNFINISHED: Final = 20  # of one person
# A waiting page holds a thread: of those that a small machine has, some must answer others.
_patience = threading.BoundedSemaphore(2)


class TooMany(Exception):
    """The person has begun so much that nothing more is taken on. The message says so."""


def start(
    kind: str, *, by: Any, budget: DepartmentalBudget, title: str, back: str, content: bytes = b"", **arguments: Any
) -> Job:
    """A job, waiting for its turn. The same work that is still waiting, and was begun without a file, is not begun twice.

    Raises TooMany.
    """
    mine = Job.objects.filter(by=by, state__in=UNFINISHED)
    same = mine.filter(state=JobState.QUEUED, kind=kind, budget=budget, arguments=arguments)
    if not content and (waiting := same.first()):
        return waiting
    if mine.count() >= _MOST_UNFINISHED:
        raise TooMany(f"您已有 {_MOST_UNFINISHED} 项处理没有完成。请等其中一些完成后再试。")
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind, by=by, budget=budget, title=title[:250], back_path=back, content=content, arguments=arguments
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    if settings.JOBS_AT_ONCE == 0 and worker.claim(job.pk):  # there is no runner: tests, and whoever wants none
        worker.perform(job.pk)
        job.refresh_from_db()
    return job


def waited(job: Job, seconds: float = MOMENT) -> Job:
    """The job as it is when it has ended, or after a moment. Nobody waits while others are in front, or too many wait already."""
    if not job.is_unfinished or ahead_of(job) or not _patience.acquire(blocking=False):
        return job
    try:
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up:
            if not Job.objects.filter(pk=job.pk, state__in=UNFINISHED).exists():
                break
            time.sleep(_LOOK)
    finally:
        _patience.release()
    job.refresh_from_db()
    return job


def answer(request: HttpRequest, job: Job) -> HttpResponse:
    """The result, the page on which the person goes on, or the job's page."""
    if job.has_file:
        return file_response(job)
    if job.state == JobState.DONE and job.next_path:
        if job.message:
            messages.success(request, job.message)
        return HttpResponseRedirect(job.next_path)
    response = HttpResponseRedirect(reverse("entry-job", kwargs={"job_pk": job.pk}))
    response.status_code = 303
    return response


def file_response(job: Job) -> HttpResponse:
    response = HttpResponse(bytes(job.result), content_type=job.media_type)
    response["Content-Disposition"] = content_disposition_header(True, job.file_name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def ahead_of(job: Job) -> int:
    """How many must end before this one begins; 0 when it is its turn or it has begun."""
    if job.state != JobState.QUEUED:
        return 0
    unfinished = Job.objects.filter(state__in=UNFINISHED, pk__lt=job.pk).count()
    return max(unfinished - max(settings.JOBS_AT_ONCE, 1) + 1, 0)


def runner_is_there() -> bool:
    """Whether somebody does the work: the runner holds its lock as long as it lives."""
    if settings.JOBS_AT_ONCE == 0:
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = %s AND objsubid = 1"
            " AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [RUNNER_LOCK],
        )
        return bool(cursor.fetchone()[0])
