"""The one way in which reading fails: a sentence in Chinese that names the line, before anything was stored."""

from __future__ import annotations


class UnreadableDisclosure(Exception):
    """The file cannot be taken over. line and page are counted from 1; 0 where the whole file is meant, or the file has none.

    A page is named instead of the line: nobody counts the lines of a page.
    """

    def __init__(self, message: str, *, line: int = 0, page: int = 0) -> None:
        where = f"第 {page} 页" if page else f"第 {line} 行" if line else ""
        super().__init__(f"{where}：{message}" if where else message)
        self.line, self.page = line, page


class NotUnderstood(UnreadableDisclosure):
    """The layout is known, and a table or a section of it was not understood: the sentence says which and where."""
