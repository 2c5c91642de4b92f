"""Whatever kind of file it is, it is read as text."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from disclosure.reading.layout import docx_layout, pdf_layout
from disclosure.reading.layout.errors import UnreadableDisclosure
from disclosure.reading.layout.file_lines import lines_of
from disclosure.reading.shanghai.lines import recognise
from disclosure.reading.shanghai.structured import as_text_layer

UNTAGGED = "这份 PDF 没有标明段落和表格的结构，读不出表格的行和列"


@dataclass(frozen=True)
class Opened:
    """path: of the text.

    tells_cells  rows and cells of tables can be told, or guessed well enough to be proved by their sums
    is_of_pages  they are only guessed, from where the letters stand on the page
    words        the same in paragraphs, for whoever reads sentences and no tables
    """

    path: Path
    words: Path
    tells_cells: bool = True
    is_of_pages: bool = False


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """The file as a text file: itself, or what a Word file or a PDF says, in a temporary file of the same name.

    Raises UnreadableDisclosure for a file that cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix == ".docx":
        with _written(path, as_text_layer(docx_layout.text_of(path))) as place:
            yield Opened(place, place)
    elif suffix == ".pdf":
        with _of_pdf(path, pdf_layout.text_of(path)) as found:
            yield found
    else:
        yield Opened(path, path)


@contextmanager
def _written(path: Path, text: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="check-") as folder:
        place = Path(folder) / f"{path.stem}.txt"
        place.write_text(text, encoding="utf-8")
        yield place


@contextmanager
def _of_pdf(path: Path, found: pdf_layout.PdfText) -> Iterator[Opened]:
    """The layer of Shanghai's budgets is made of lines for each cell; of all others lines are joined to paragraphs."""
    if found.is_tagged:
        with _written(path, as_text_layer(found.text)) as place:
            yield Opened(place, place)
        return
    with _written(path, pdf_layout.paragraphs(found.text)) as words:
        if not recognise(lines_of(found.cells.encode())):
            yield Opened(words, words, tells_cells=False, is_of_pages=True)
            return
        with _written(path, found.cells) as cells:
            yield Opened(cells, words, is_of_pages=True)


@contextmanager
def as_text(path: Path) -> Iterator[Opened]:
    """The same for an import, which needs the tables. Raises UnreadableDisclosure where their cells cannot be told."""
    with opened(path) as found:
        if not found.tells_cells:
            raise UnreadableDisclosure(f"{UNTAGGED}，不能导入。请用 Word 原稿（.docx）导入。")
        yield found
