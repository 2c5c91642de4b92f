"""What stands beside `document` in disclosure.json and in a draft's preview.json: which version it is, its entry in the chain,
and what made the file.

The names sort behind `document`, so that the canonical file begins with the document itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from disclosure.publication.chain import Link, utc

if TYPE_CHECKING:
    from budgets.models import DepartmentalBudget
    from disclosure.models import Publication


def of_publication(publication: Publication, link: Link) -> dict[str, object]:
    """`entry` is the link of the document, by which the file can be proved."""
    return {"entry": link.as_json(), "publication": _said(publication, utc(publication.published_at)), **_made_by()}


def of_draft(budget: DepartmentalBudget) -> dict[str, object]:
    """The same members: a draft has no entry, and was published at no time."""
    return {"entry": None, "publication": _said(budget, None), **_made_by()}


def _made_by() -> dict[str, object]:
    """Outside the document: what was approved hangs on no release."""
    return {"software": settings.SOFTWARE}


def _said(version: Publication | DepartmentalBudget, published_at: str | None) -> dict[str, object]:
    return {
        "region": version.region_id,
        "fiscal_year": version.fiscal_year,
        "department": version.department.code,
        "unit": version.unit.code if version.unit else "",
        "phase": version.phase,
        "version": version.version,
        "imported": version.imported,
        "correction_note": version.correction_note,
        "published_at": published_at,
    }
