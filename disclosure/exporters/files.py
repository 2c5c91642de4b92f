"""The files that are published with a version and kept for ever: each stands here once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from disclosure.document import Document
from disclosure.exporters import to_csv, to_docx, to_pdf, to_xlsx
from disclosure.exporters.imprint import Imprint


class Exporter(Protocol):
    """A module that makes a file: the same bytes for the same input."""

    def render(self, document: Document, imprint: Imprint) -> bytes: ...


@dataclass(frozen=True)
class PublishedFile:
    """What is known of a file beside its bytes.

    label, hint  on the public page
    saved_as     the name under which a reader keeps it, {} being the document's own; without {} the browser shows it
    exporter     makes its bytes; None for disclosure.json, whose envelope is the publication's affair
    """

    media_type: str
    label: str
    hint: str
    saved_as: str
    exporter: Exporter | None

    @property
    def is_attachment(self) -> bool:
        return "{}" in self.saved_as


_OFFICE = "application/vnd.openxmlformats-officedocument"
# By the last part of their address, in the order of the public page.
FILES = {
    "disclosure.docx": PublishedFile(f"{_OFFICE}.wordprocessingml.document", "Word 文件", "可编辑", "{}.docx", to_docx),
    "disclosure.pdf": PublishedFile("application/pdf", "PDF 文件", "适合打印", "{}.pdf", to_pdf),
    "disclosure.xlsx": PublishedFile(
        f"{_OFFICE}.spreadsheetml.sheet", "Excel 表格", "全部表格和数字", "{}.xlsx", to_xlsx
    ),
    "tables.zip": PublishedFile("application/zip", "CSV 表格", "压缩包，供程序读取", "{}（表格数据）.zip", to_csv),
    "disclosure.json": PublishedFile(
        "application/json", "JSON 数据", "全文，供程序读取和核验", "disclosure.json", None
    ),
}
MEDIA_TYPES = {name: file.media_type for name, file in FILES.items()}


def render_all(document: Document, imprint: Imprint) -> dict[str, bytes]:
    """Every file that is made of the document alone."""
    return {name: file.exporter.render(document, imprint) for name, file in FILES.items() if file.exporter}
