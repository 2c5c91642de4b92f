"""Publication: one transaction in which a version becomes public as it was approved and the chain grows by two entries.

Everything is stored in that transaction, the files' bytes included, and nothing is left to be done after it: a process
that dies at any moment leaves either the whole publication or none of it. Nothing published is rendered again.

Locks are always taken in this order: the budget's row, then the chain of its region.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from budgets.frozen import freeze
from budgets.models import DepartmentalBudget
from budgets.versions.editing import lock_version
from budgets.workflow import answers, transitions
from disclosure.composition.frozen_documents import document_of_bytes
from disclosure.document import Document
from disclosure.exporters import to_html, to_json
from disclosure.exporters.files import MEDIA_TYPES, render_all
from disclosure.exporters.imprint import Imprint
from disclosure.models import Artefact, Latest, Publication
from disclosure.publication import chain, envelope, stored_chain
from disclosure.publication.outcomes import outcomes_bytes

if TYPE_CHECKING:
    from django.contrib.auth.models import User

ARTICLE = "article.html"
IMPORTED_NOTE = "历史版本导入，未经本系统审核"


def publish(budget: DepartmentalBudget, *, by: User) -> Publication:
    """Publishes an approved version, as it was frozen at its approval, and makes it the latest. Nothing is composed.

    Raises what `transitions.mark_published` refuses with: a state, a right, a missing 批复 or 保密审查, or rows that are no
    longer those that were approved. Nothing is stored then.
    """
    with transaction.atomic(durable=True):
        locked = lock_version(budget)
        transitions.mark_published(locked, by=by, content_hash=locked.content_hash)
        return _freeze(locked, supersede=True)


def publish_imported(budget: DepartmentalBudget, *, supersede: bool = False) -> Publication:
    """Records a historical document as it stood. It becomes the latest only where no approved version is public.

    supersede  makes it the latest in any case
    """
    with transaction.atomic(durable=True):
        locked = lock_version(budget)
        transitions.mark_imported(locked)
        return _freeze(locked, supersede=supersede)


def official_name(publication: Publication) -> str:
    """The name of the document's files without their ending; later versions say which they are."""
    stem = file_stem(publication.title)
    return stem if publication.version == 1 else f"{stem}（第{publication.version}版）"


def file_stem(title: str) -> str:
    """A title as the name of a file on every system."""
    return "".join("_" if letter in '\\/:*?"<>|' else letter for letter in title).strip(" .")[:80] or "部门预算公开"


def imprint_of(publication: Publication, *, entry: str) -> Imprint:
    """An import was public elsewhere long before: its files name the day of the import as such and no day of publication."""
    day = timezone.localdate(publication.published_at)
    imported = publication.imported
    return Imprint(
        version=publication.version,
        published_on=None if imported else day,
        chain_entry=entry,
        address=public_address(publication.path),
        content_hash=publication.content_hash,
        historical_note=f"{IMPORTED_NOTE}（{day.year}年{day.month}月{day.day}日导入）" if imported else "",
        correction_note=publication.correction_note,
        software=settings.SOFTWARE,
    )


def public_address(path: str) -> str:
    """The address as it is printed into files. "" where the installation does not know under which name it is reached."""
    site = settings.PUBLIC_ADDRESS.rstrip("/")
    return f"{site}{path}" if site else ""


# ---- Inside the transaction ----


def _freeze(budget: DepartmentalBudget, *, supersede: bool) -> Publication:
    """Stores the document, its outcomes, its files and its two entries. The version has just been marked as published."""
    # It may be another instance that was marked, and only this one's time and publisher are the recorded ones.
    budget.refresh_from_db()
    reading = freeze.read(budget)
    content, document = reading.document, document_of_bytes(reading.document)
    results = freeze.of_publication(reading)
    outcomes = outcomes_bytes(results, answers.counting(budget, results))
    head = stored_chain.lock(budget.region_id)
    becomes_latest = supersede or not _approved_version_is_public(budget)
    assert budget.published_at is not None  # noqa: S101  a constraint of the database says so
    payload = chain.document_payload(
        fiscal_year=budget.fiscal_year,
        department=budget.department.code,
        unit=budget.unit.code if budget.unit else "",
        phase=budget.phase,
        version=budget.version,
        document=content,
        outcomes=outcomes,
        published_at=budget.published_at,
        imported=budget.imported,
        becomes_latest=becomes_latest,
        correction_note=budget.correction_note,
    )
    link = chain.link(region=budget.region_id, kind="document", payload=payload, after=head)
    publication = Publication.objects.create(
        **_identity(budget),
        version=budget.version,
        budget=budget,
        printed_name=budget.printed_name,
        title=document.title_text(),
        document=content,
        outcomes=outcomes,
        content_hash=chain.sha256(content),
        imported=budget.imported,
        correction_note=budget.correction_note,
        published_at=budget.published_at,
        published_by_id=budget.published_by_id,
    )
    stored_chain.append(link, publication)
    files = _render(document, publication, link)
    _store(files, publication)
    manifest = chain.manifest_payload(document_entry=link.entry, files=files)
    stored_chain.append(chain.link(region=budget.region_id, kind="manifest", payload=manifest, after=link), publication)
    if becomes_latest:
        Latest.objects.update_or_create(**_identity(budget), defaults={"publication": publication})
    return publication


def _identity(budget: DepartmentalBudget) -> dict[str, Any]:
    """What a document keeps through all its versions."""
    return {
        "region_id": budget.region_id,
        "fiscal_year": budget.fiscal_year,
        "department_id": budget.department_id,
        "unit_id": budget.unit_id,
        "phase": budget.phase,
    }


def _approved_version_is_public(budget: DepartmentalBudget) -> bool:
    return Publication.objects.filter(**_identity(budget), imported=False).exists()


def _render(document: Document, publication: Publication, link: chain.Link) -> dict[str, tuple[str, bytes]]:
    """Each file's media type and bytes."""
    imprint = imprint_of(publication, entry=link.entry)
    article = to_html.article(document, imprint).encode()
    disclosure = to_json.render(document, envelope.of_publication(publication, link))
    contents = render_all(document, imprint) | {"disclosure.json": disclosure}
    files = {name: (MEDIA_TYPES[name], content) for name, content in contents.items()}
    return {ARTICLE: ("text/html; charset=utf-8", article), **files}


def _store(files: Mapping[str, tuple[str, bytes]], publication: Publication) -> None:
    Artefact.objects.bulk_create(
        Artefact(
            publication=publication, name=name, media_type=media_type, content=content, sha256=chain.sha256(content)
        )
        for name, (media_type, content) in files.items()
    )
