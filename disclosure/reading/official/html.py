"""A web page that calls itself .xls, as older budget systems export it: its tables become sheets. Nothing is fetched, nothing run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from budgets.importers.reading import Cell, Sheet, Unreadable

MOST_BYTES = 10 * 1024 * 1024
_MOST_CELLS = 500_000
_MOST_COLUMNS = 256
_BEGINS = re.compile(rb"\s*<(?:!doctype\s+html|html|head|meta|body|table|div|style)", re.IGNORECASE)
_CHARSET = re.compile(rb"charset=[\"']?([A-Za-z0-9_-]{2,20})", re.IGNORECASE)


def is_html(content: bytes) -> bool:
    return _BEGINS.match(content.removeprefix(b"\xef\xbb\xbf")[:1000]) is not None


def sheets_of(content: bytes) -> list[Sheet]:
    """A sheet for each table that is not inside another. Words between tables stand above the next one, a row each."""
    if len(content) > MOST_BYTES:
        raise Unreadable(
            f"网页表格有 {len(content) / 1024 / 1024:.1f} MB，超过 {MOST_BYTES // 1024 // 1024} MB。请另存为 .xlsx 后再读入。"
        )
    parser = _Tables()
    parser.feed(_decoded(content))
    parser.close()
    parser.end_table()
    return parser.sheets


def _decoded(content: bytes) -> str:
    named = _CHARSET.search(content[:4000])
    names = [named[1].decode("ascii").lower()] if named else []
    for name in (*names, "utf-8-sig", "gb18030"):
        try:
            return content.decode("gb18030" if name in {"gb2312", "gbk"} else name)
        except (UnicodeDecodeError, LookupError):
            continue
    raise Unreadable("网页表格的文字编码无法识别。请用 Excel 打开后另存为 .xlsx，再读入。")


class _Tables(HTMLParser):
    """Rows of cells with their spans unfolded: every covered place holds the words of its cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[Sheet] = []
        self.rows: list[list[Cell]] = []
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
            self.sheets.append(Sheet(name=f"网页表格{len(self.sheets) + 1}", rows=self.rows))
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
        for _ in range(min(across, _MOST_COLUMNS - len(self.row))):
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
        if self.count > _MOST_CELLS:
            raise Unreadable(f"网页表格的单元格超过 {_MOST_CELLS:,} 个。请只保留公开表，另存后再读入。")


def _span(value: str | None) -> int:
    return min(int(value), 1000) if value and value.isascii() and value.isdigit() and int(value) else 1
