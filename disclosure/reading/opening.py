"""Whatever kind of file it is, it is read as text."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from disclosure.reading import docx_layout, pdf_layout
from disclosure.reading.decoding import lines_of
from disclosure.reading.errors import UnreadableDisclosure
from disclosure.reading.shanghai.lines import recognise
from disclosure.reading.shanghai.structured import as_text_layer

UNTAGGED = "这份 PDF 没有标明段落和表格的结构，读不出表格的行和列"


@dataclass(frozen=True)
class Opened:
    """path: of the text. tells_cells: rows and cells of tables can be told; of a PDF without structure they cannot."""

    path: Path
    tells_cells: bool


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The file as a text file: itself, or what a Word file or a PDF says, in a temporary file of the same name.

    Raises UnreadableDisclosure for a file that cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix == ".docx":
        text, tells_cells = as_text_layer(docx_layout.text_of(path)), True
    elif suffix == ".pdf":
        text, tells_cells = _of_pdf(pdf_layout.text_of(path))
    else:
        yield Opened(path, tells_cells=True)
        return
    with tempfile.TemporaryDirectory(prefix="check-") as folder:
        place = Path(folder) / f"{path.stem}.txt"
        place.write_text(text, encoding="utf-8")
        yield Opened(place, tells_cells)


def _of_pdf(found: pdf_layout.PdfText) -> tuple[str, bool]:
    """The layer of Shanghai's budgets is made of such lines; of all others lines are joined to paragraphs."""
    if found.is_tagged:
        return as_text_layer(found.text), True
    lines = found.text.replace(pdf_layout.FULL, "")
    if recognise(lines_of(lines.encode())):
        return lines, True
    return pdf_layout.paragraphs(found.text), False


@contextmanager
def as_text(path: Path) -> Iterator[Path]:
    """The same for an import, which needs the tables. Raises UnreadableDisclosure where their cells cannot be told."""
    with opened(path) as found:
        if not found.tells_cells:
            raise UnreadableDisclosure(f"{UNTAGGED}，不能导入。请用 Word 原稿（.docx）导入。")
        yield found.path
