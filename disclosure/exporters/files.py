"""The files that are published with a version and kept for ever."""

from __future__ import annotations

from disclosure.document import Document
from disclosure.exporters import to_csv, to_docx, to_pdf, to_xlsx
from disclosure.exporters.imprint import Imprint

MEDIA_TYPES = {
    "disclosure.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "disclosure.pdf": "application/pdf",
    "disclosure.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "disclosure.json": "application/json",
    "tables.zip": "application/zip",
}


def render_all(document: Document, imprint: Imprint) -> dict[str, bytes]:
    """Every file but disclosure.json, whose envelope is the publication's affair."""
    return {
        "disclosure.docx": to_docx.render(document, imprint),
        "disclosure.pdf": to_pdf.render(document, imprint),
        "disclosure.xlsx": to_xlsx.render(document, imprint),
        "tables.zip": to_csv.render(document, imprint),
    }
