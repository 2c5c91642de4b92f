"""The runner: one process for an installation, and a child of it for each job, a few at a time.

It is awake before anybody asks: a child is a copy that has loaded everything, begins within milliseconds and gives its memory
back at the end; one that is killed takes nothing with it. Which runner is the one, PostgreSQL's advisory lock says; others wait.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import sys
import time
from datetime import timedelta
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import OperationalError, connection, connections
from django.utils import timezone

from budgets.jobs.queue import CHANNEL, RUNNER_LOCK
from budgets.jobs.worker import claim, perform
from budgets.models import Job
from budgets.models.jobs import JobState

logger = logging.getLogger(__name__)

MOST_SECONDS: Final = 15 * 60  # of the clock, for one job
MOST_ATTEMPTS: Final = 2
KEPT: Final = timedelta(hours=24)  # a job and its result, after its end
_SWEEP_EVERY: Final = 60.0  # seconds
_BEHIND_THE_PAGES: Final = 5  # of nice
_INTERRUPTED = "处理被中断（程序重新启动，或内存不足），没有得到结果。请重新操作；文件很大的，请拆分后再试。"
_TOO_LONG = f"处理超过 {MOST_SECONDS // 60} 分钟，已停止。请拆分文件后再试。"


def run() -> None:
    """Until the process is told to end; then its children end, too, and the next runner begins their jobs again."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    while True:
        try:
            with _listening() as listening:
                _become_the_one(listening)
                _Runner(listening).work()
        except (psycopg.OperationalError, OperationalError) as error:
            logger.warning("the database does not answer: %s", error)
            time.sleep(1)


def _listening() -> psycopg.Connection[Any]:
    """A connection for lock and news alone. Children inherit its socket and leave it alone: they end without a farewell."""
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    listening = psycopg.connect(**parameters, autocommit=True)
    listening.execute(f"LISTEN {CHANNEL}")
    return listening


def _become_the_one(listening: psycopg.Connection[Any]) -> None:
    while not listening.execute("SELECT pg_try_advisory_lock(%s)", [RUNNER_LOCK]).fetchone()[0]:  # type: ignore[index]
        _news(listening, 1.0)


def _news(listening: psycopg.Connection[Any], seconds: float) -> None:
    """Returns when a job was begun or has ended, at the latest after the time."""
    for _ in listening.notifies(timeout=seconds, stop_after=1):
        pass


class _Runner:
    """children: process → job and when it is too long."""

    def __init__(self, listening: psycopg.Connection[Any]) -> None:
        self.listening = listening
        self.children: dict[int, tuple[int, float]] = {}
        self.swept = 0.0

    def work(self) -> None:
        give_back_what_was_left()
        try:
            while True:
                self._reap()
                self._begin()
                if time.monotonic() - self.swept > _SWEEP_EVERY:
                    self.swept = time.monotonic()
                    sweep()
                connections.close_all()
                _news(self.listening, 0.5 if self.children else 5.0)
        finally:
            for process in self.children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            for process in self.children:
                with contextlib.suppress(ChildProcessError):
                    os.waitpid(process, 0)

    def _reap(self) -> None:
        for process, (job, give_up) in list(self.children.items()):
            ended, _ = os.waitpid(process, os.WNOHANG)
            if ended:
                del self.children[process]
                give_back(job)
            elif time.monotonic() > give_up:
                os.kill(process, signal.SIGKILL)
                _fail(Job.objects.filter(pk=job, state=JobState.RUNNING), _TOO_LONG)

    def _begin(self) -> None:
        while len(self.children) < settings.JOBS_AT_ONCE:
            waiting = Job.objects.filter(state=JobState.QUEUED).values_list("pk", flat=True).first()
            if waiting is None:
                return
            if claim(waiting):
                self.children[self._child(waiting)] = (waiting, time.monotonic() + MOST_SECONDS)

    def _child(self, job: int) -> int:
        connections.close_all()  # a connection belongs to one process
        parent = os.getpid()
        process = os.fork()
        if process:
            return process
        status = 1
        try:
            _alone(parent)
            perform(job)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
            connections.close_all()
            status = 0
        except BaseException:  # the child never goes on as a second runner
            logger.exception("job %s ended its process", job)
        finally:
            os._exit(status)


def _alone(parent: int) -> None:
    """A child behind the pages in rank, that ends with its runner."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # 1 is PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)
    os.nice(_BEHIND_THE_PAGES)


def give_back_what_was_left() -> None:
    """Of a runner that is no more: whoever holds the lock knows that nobody works on these."""
    for job in Job.objects.filter(state=JobState.RUNNING).values_list("pk", flat=True):
        give_back(job)


def give_back(job: int) -> None:
    """A job whose process is gone: where it has not ended, it is begun once more, and then given up."""
    left = Job.objects.filter(pk=job, state=JobState.RUNNING)
    if not left.filter(attempts__lt=MOST_ATTEMPTS).update(state=JobState.QUEUED, progress="处理曾被中断，将重新开始"):
        _fail(left, _INTERRUPTED)


def _fail(jobs: Any, why: str) -> None:
    jobs.update(state=JobState.FAILED, failure=why, finished_at=timezone.now(), content=b"", arguments={}, progress="")


def sweep() -> None:
    """What ended a day ago goes, its result with it."""
    Job.objects.filter(finished_at__lt=timezone.now() - KEPT).delete()
