"""An import by way of the web, from upload to end: its state stands in a row, so that nothing is lost with a browser or a server."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import msgspec
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from budgets.importers.application import CannotImport, Progress, import_lines
from budgets.importers.mapping import Choices, headers_of, propose_choices, remember
from budgets.importers.proposal import Proposal
from budgets.importers.reader import FileSheet, UnreadableFile, pack, read_file, unpack
from budgets.models import DepartmentalBudget, LedgerImport
from budgets.models.imports import ImportState

LOCKS = 0x1ED6E7  # the first half of the advisory locks of running imports; the second is the import's number
_PAUSE = 0.3  # seconds between two words about progress
FORGOTTEN_DAYS = 30  # after which a file that nobody confirmed makes room
_WORTH_WATCHING = 2000  # rows


def upload(budget: DepartmentalBudget, *, by: Any, file_name: str, content: bytes) -> LedgerImport:
    """Reads the file and keeps its cells. Raises Unreadable."""
    sheets = read_file(content)
    headers = headers_of(sheets)
    if not headers:
        raise UnreadableFile(
            "没有找到表头。表头要写明每一列是什么，例如“单位名称、支出项目类别、功能分类科目编码、金额（元）”。可以下载空白模板对照。"
        )
    choices = propose_choices(headers, budget.department)
    if not budget.expenditureline_rows.exists():
        choices.mode = "replace"  # there is nothing that it could remove
    forgotten = timezone.now() - timedelta(days=FORGOTTEN_DAYS)
    LedgerImport.objects.filter(budget=budget, state=ImportState.WAITING, created_at__lt=forgotten).delete()
    return LedgerImport.objects.create(
        budget=budget,
        by=by,
        file_name=file_name[-200:],
        file_hash=hashlib.sha256(content).hexdigest(),
        sheets=pack(sheets),
        choices=msgspec.to_builtins(choices),
    )


def sheets_of(job: LedgerImport) -> list[FileSheet]:
    return unpack(bytes(job.sheets))


def choices_of(job: LedgerImport) -> Choices:
    return msgspec.convert(job.choices, Choices)


def choose(job: LedgerImport, choices: Choices) -> None:
    job.choices = msgspec.to_builtins(choices)
    job.save(update_fields=["choices"])


def is_running(job: LedgerImport) -> bool:
    """Whether somebody writes it at this moment. A server that died in the middle has left nothing behind but the word."""
    if job.state != ImportState.WRITING:
        return False
    with transaction.atomic():
        return not _lock(job)


def _lock(job: LedgerImport) -> bool:
    """Held until the transaction ends, however it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCKS, job.pk])
        return bool(cursor.fetchone()[0])


def confirm(
    job: LedgerImport, *, by: Any, seen: int | None, digest: str, create_units: bool = False, create_projects: bool = False
) -> Proposal:  # fmt: skip
    """Writes the import; its row is marked done in the same transaction. Raises what `import_lines` raises."""
    LedgerImport.objects.filter(pk=job.pk, state=ImportState.WAITING).update(
        state=ImportState.WRITING, written=0, total=0
    )
    try:
        with _stored_progress(job) as progress, transaction.atomic():
            if not _lock(job):
                raise CannotImport("这个文件正在导入，请稍候。")
            job = _not_yet_done(job)
            sheets, choices = sheets_of(job), choices_of(job)
            proposal = import_lines(
                job.budget, sheets, choices, by=by, seen=seen, digest=digest, create_units=create_units,
                create_projects=create_projects, file=job.file_name, progress=progress,
            )  # fmt: skip
            remember(headers_of(sheets), choices, job.budget.department)
            LedgerImport.objects.filter(pk=job.pk).update(
                state=ImportState.DONE, confirmed_by=by, sheets=b"", counts=proposal.counts, finished_at=timezone.now(),
                written=len(proposal.reading.drafts), total=len(proposal.reading.drafts),
            )  # fmt: skip
    finally:
        with transaction.atomic():
            if _lock(job):  # nobody writes it, we no more
                LedgerImport.objects.filter(pk=job.pk, state=ImportState.WRITING).update(state=ImportState.WAITING)
    return proposal


def _not_yet_done(job: LedgerImport) -> LedgerImport:
    """The import as it is now that nobody else can write it."""
    fresh = LedgerImport.objects.select_related("budget__department").get(pk=job.pk)
    if fresh.state == ImportState.DONE:
        raise CannotImport("这个文件已经导入过了。")
    return fresh


@contextmanager
def _stored_progress(job: LedgerImport) -> Iterator[Progress]:
    """Tells others how far it is, over a connection of its own: of what a transaction writes nobody else sees anything before its end."""
    beside: Any = None
    spoken = 0.0

    def report(written: int, total: int) -> None:
        nonlocal beside, spoken
        if total < _WORTH_WATCHING or time.monotonic() - spoken < _PAUSE:
            return
        spoken = time.monotonic()
        beside = beside or connection.copy()
        with contextlib.suppress(DatabaseError), beside.cursor() as cursor:  # no import fails for want of a word
            cursor.execute(
                "UPDATE budgets_ledgerimport SET written = %s, total = %s WHERE id = %s", [written, total, job.pk]
            )

    try:
        yield report
    finally:
        if beside:
            beside.close()
