"""Reads one web page in a process of its own: `html.py` starts it, gives the text on stdin and takes JSON from stdout.

It imports nothing of ours. Nothing is fetched and nothing run: a page is its tables' words.
"""

from __future__ import annotations

import contextlib
import json
import sys
from html.parser import HTMLParser

MOST_CELLS = 500_000
MOST_COLUMNS = 256


class TooLarge(Exception):
    """More cells than a set of official tables has."""


def main() -> None:
    """Windows knows no such limits; there the wall clock and the counting remain."""
    memory, seconds = int(sys.argv[1]), int(sys.argv[2])
    with contextlib.suppress(ImportError):
        import resource

        for name, value in (("AS", memory), ("CPU", seconds), ("FSIZE", 0), ("CORE", 0)):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    tables = Tables()
    try:
        tables.feed(sys.stdin.buffer.read().decode("utf-8"))
        tables.close()
        tables.end_table()
        answer: object = tables.sheets
    except TooLarge:
        answer = "too large"
    json.dump(answer, sys.stdout, ensure_ascii=True)


class Tables(HTMLParser):
    """Rows of cells with their spans unfolded: every covered place holds the words of its cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[list[list[str | None]]] = []
        self.rows: list[list[str | None]] = []
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.depth = 0
        self.skipped = 0
        self.between: list[str] = []
        self.over: dict[int, tuple[int, str]] = {}
        self.count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"style", "script", "title", "xml"}:
            self.skipped += 1
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.rows.extend([words] for words in self.between)
                self.between = []
        elif tag == "tr" and self.depth == 1:
            self._end_row()
            self.row = []
            self._fill_covered()
        elif tag in {"td", "th"} and self.depth == 1 and self.row is not None:
            self._end_cell()
            self.cell = []
            found = dict(attrs)
            self.span = (_span(found.get("colspan")), _span(found.get("rowspan")))
        elif tag in {"br", "p", "div"} and self.cell:
            self.cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "script", "title", "xml"}:
            self.skipped = max(0, self.skipped - 1)
        elif tag == "table":
            self.depth = max(0, self.depth - 1)
            if self.depth == 0:
                self.end_table()
        elif tag == "tr" and self.depth == 1:
            self._end_row()
        elif tag in {"td", "th"} and self.depth == 1:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self.skipped:
            return
        if self.cell is not None:
            self.cell.append(data)
        elif not self.depth and data.strip():
            self.between.append(data.strip()[:200])

    def end_table(self) -> None:
        self._end_row()
        if any(any(cell for cell in row) for row in self.rows):
            self.sheets.append(self.rows)
        self.rows, self.over = [], {}

    def _end_row(self) -> None:
        self._end_cell()
        if self.row is not None:
            self.rows.append([text or None for text in self.row])
            self.row = None

    def _end_cell(self) -> None:
        if self.cell is None or self.row is None:
            return
        words = " ".join("".join(self.cell).split())
        self.cell = None
        across, down = self.span
        for _ in range(min(across, MOST_COLUMNS - len(self.row))):
            if down > 1:
                self.over[len(self.row)] = (down - 1, words)
            self._put(words)
        self._fill_covered()

    def _fill_covered(self) -> None:
        """Places that a cell of a row above reaches down to."""
        assert self.row is not None  # noqa: S101  only called inside a row
        while (covered := self.over.get(len(self.row))) is not None:
            left, words = covered
            if left == 1:
                del self.over[len(self.row)]
            else:
                self.over[len(self.row)] = (left - 1, words)
            self._put(words)

    def _put(self, words: str) -> None:
        assert self.row is not None  # noqa: S101  only called inside a row
        self.row.append(words)
        self.count += 1
        if self.count > MOST_CELLS:
            raise TooLarge


def _span(value: str | None) -> int:
    return min(int(value), 1000) if value and value.isascii() and value.isdigit() and int(value) else 1


if __name__ == "__main__":
    main()
