"""What a reader finds in each file of a document, as plain text."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pypdfium2
from python_calamine import CalamineWorkbook

from disclosure.document import Document
from disclosure.exporters import files, to_html
from disclosure.exporters.imprint import Imprint


def texts_of(document: Document) -> dict[str, str]:
    """By name of the file; the page's article under "page". Without blanks, since every layout breaks lines elsewhere."""
    made = files.render_all(document, Imprint())
    found = {
        "page": re.sub(r"<[^>]*>", " ", to_html.article(document)),
        "disclosure.docx": _word(made["disclosure.docx"]),
        "disclosure.pdf": "".join(
            page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(made["disclosure.pdf"])
        ),
        "disclosure.xlsx": _workbook(made["disclosure.xlsx"]),
        "tables.zip": _archive(made["tables.zip"]),
    }
    return {name: "".join(text.split()) for name, text in found.items()}


def _word(content: bytes) -> str:
    word = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in word.tables for row in table.rows for cell in row.cells)
    return " ".join([*(each.text for each in word.paragraphs), *cells])


def _workbook(content: bytes) -> str:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
    return " ".join(str(value) for row in rows for value in row)


def _archive(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return " ".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())
