"""What the whole document has done apart from the page threads: draft files for paper."""

from __future__ import annotations

from django.conf import settings

from budgets.choices import Status
from budgets.jobs.kinds import File, Running, register
from budgets.models import DepartmentalBudget
from disclosure.composition.compose import document_bytes
from disclosure.composition.frozen_documents import document_of
from disclosure.document import Document
from disclosure.exporters import to_docx, to_pdf
from disclosure.exporters.files import MEDIA_TYPES
from disclosure.exporters.imprint import Imprint
from disclosure.publication.chain import sha256
from disclosure.publication.publish import file_stem

DRAFT = "draft"
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
