"""What the whole document has done apart from the page threads: draft files for paper, and reading files of official tables."""

from __future__ import annotations

from typing import Any

import msgspec
from django.conf import settings
from django.urls import reverse

from budgets.choices import Status
from budgets.importers.jobs import check_may_write
from budgets.importers.reading import Unreadable
from budgets.jobs.kinds import File, JobRefused, Next, Running, register
from budgets.models import DepartmentalBudget
from disclosure.composition.compose import document_bytes
from disclosure.composition.frozen_documents import document_of
from disclosure.document import Document
from disclosure.exporters import to_docx, to_pdf
from disclosure.exporters.files import MEDIA_TYPES
from disclosure.exporters.imprint import Imprint
from disclosure.official_tables import waiting
from disclosure.official_tables.forms import refusal_of
from disclosure.publication.chain import sha256
from disclosure.publication.publish import file_stem

DRAFT, TABLES = "draft", "official_tables.read"
RENDERERS = {"docx": to_docx.render, "pdf": to_pdf.render}
DRAFT_MARKS = {
    Status.DRAFT: "送审稿　未经审核",
    Status.SUBMITTED: "送审稿　未经审核",
    Status.RETURNED: "送审稿　未经审核",
    Status.APPROVED: "送审稿　尚未公开",
    Status.PUBLISHED: "送审稿　以公开版本为准",
}


def register_all() -> None:
    register(DRAFT, _draft)
    register(TABLES, _tables)


def imprint_of_draft(budget: DepartmentalBudget, document: Document) -> Imprint:
    return Imprint(
        version=budget.version,
        draft_mark=DRAFT_MARKS[Status(budget.status)],
        content_hash=sha256(document_bytes(document)),
        correction_note=budget.correction_note,
        software=settings.SOFTWARE,
    )


def _draft(running: Running) -> File:
    """arguments: ending"""
    ending = running.arguments["ending"]
    running.tell("正在生成全文……")
    document = document_of(running.budget)
    running.tell("正在排版……")
    content = RENDERERS[ending](document, imprint_of_draft(running.budget, document))
    name = f"{file_stem(document.title_text())}（送审稿）.{ending}"
    return File(content, name, MEDIA_TYPES[f"disclosure.{ending}"])


def packed(files: list[tuple[str, bytes]]) -> bytes:
    """Several files as the content of one job."""
    return msgspec.msgpack.encode(files)


def _tables(running: Running) -> Next:
    """content: the files, packed. One that cannot be read keeps none of the others from waiting."""
    check_may_write(running)
    files: list[tuple[str, Any]] = msgspec.msgpack.decode(running.content, type=list[tuple[str, bytes]])
    unread = []
    for number, (name, content) in enumerate(files, 1):
        running.tell(f"正在读取第 {number} 个文件，共 {len(files)} 个")
        try:
            if refusal := refusal_of(name, len(content)):
                raise Unreadable(refusal)
            waiting.receive(running.budget, by=running.by, name=name, content=content)
        except Unreadable as why:
            unread.append(f"{name}：{why}")
    if unread:
        raise JobRefused("\n".join(unread))
    return Next(reverse("entry-official-tables-check", kwargs={"budget_pk": running.budget.pk}))
