"""Reads one PDF in a process of its own: `pdf_layout.py` starts it, gives the file on stdin and takes JSON from stdout.

It imports nothing of ours but `pdf_pages`. Nothing is fetched and no script of the file is run: a PDF is its pages' words here.
A tagged file says itself what is a paragraph, a row and a cell; of any other the lines are taken with their indents.
"""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from typing import Any

import pypdfium2

# Started by its path and isolated (-I), it does not find its neighbours by itself; behind everything else they hide nothing.
sys.path.append(str(Path(__file__).resolve().parents[3]))
from disclosure.reading.layout.pdf_pages import PdfRefused
from disclosure.reading.layout.pdf_pages.lines import lines_of, without_running_lines
from disclosure.reading.layout.pdf_pages.structure import Element, flat, grow, pieces_of, tagged_lines

MOST_PAGES = 300
MOST_CHARACTERS = 1_000_000
# Of a page's words so many must be tagged, or the tags are not trusted.
_LEAST_TAGGED = 0.8


def main() -> None:
    """Windows knows no such limits; there the wall clock and the counting remain."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    with contextlib.suppress(ImportError):
        import resource

        for name, value in (("AS", memory), ("CPU", seconds), ("FSIZE", 0), ("CORE", 0)):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    try:
        answer = read(sys.stdin.buffer.read())
    except PdfRefused as refused:
        answer = {"refusal": str(refused)}
    json.dump(answer, sys.stdout, ensure_ascii=True)


def read(content: bytes) -> dict[str, Any]:
    """lines: of the whole file; page_of: the page of each, where its own structure was not followed (tagged); blank: pages without any text."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise PdfRefused("locked" if "password" in str(error).lower() else "damaged") from error
    if len(document) > MOST_PAGES:
        raise PdfRefused("pages")
    root, letters, in_all = Element("Root"), 0, 0
    pages: list[list[str]] = []
    for page in document:
        text = page.get_textpage()
        in_all += text.count_chars()
        if in_all > MOST_CHARACTERS:
            raise PdfRefused("large")
        pieces, unmarked = pieces_of(page, text)
        letters += unmarked + sum(len(piece.text) for piece in pieces.values())
        grow(root, page, pieces)
        pages.append(list(lines_of(page, text)))
    blank = sum(not any(line.strip() for line in lines) for lines in pages)
    reached = sum(len(piece.text) for piece in flat(root))
    tagged = reached > 0 and reached >= _LEAST_TAGGED * letters
    if tagged:
        lines, page_of = list(tagged_lines(root)), []
    else:
        numbered = [(line, page) for page, each in enumerate(without_running_lines(pages), 1) for line in each]
        lines, page_of = [line for line, _ in numbered], [page for _, page in numbered]
    return {"lines": lines, "page_of": page_of, "tagged": tagged, "pages": len(pages), "blank": blank}


if __name__ == "__main__":
    main()
