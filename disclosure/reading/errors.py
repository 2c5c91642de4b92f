"""The one way in which reading fails: a sentence in Chinese that names the line, before anything was stored."""

from __future__ import annotations


class UnreadableDisclosure(Exception):
    """The file cannot be taken over. line is counted from 1; 0 where the whole file is meant."""

    def __init__(self, message: str, *, line: int = 0) -> None:
        super().__init__(f"第 {line} 行：{message}" if line else message)
        self.line = line
