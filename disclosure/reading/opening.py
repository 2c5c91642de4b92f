"""Whatever kind of file it is, it is read as text."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from disclosure.reading.docx_layout import text_of


@contextmanager
def as_text(path: Path) -> Iterator[Path]:
    """The file as a text file: itself, or what a Word file says, in a temporary file of the same name.

    Raises UnreadableDisclosure for a Word file that cannot be read.
    """
    if path.suffix.lower() != ".docx":
        yield path
        return
    content = text_of(path)
    with tempfile.TemporaryDirectory(prefix="check-") as folder:
        text = Path(folder) / f"{path.stem}.txt"
        text.write_text(content, encoding="utf-8")
        yield text
