"""What a file says about itself: which version it is, whether it is a draft, and by what it can be proved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

ALGORITHM = "SHA-256"


@dataclass(frozen=True)
class Imprint:
    """Stands beside the Document, never in it: the Document is what was approved, this is when and where it appeared.

    version          number of the published version, None for a draft
    published_on     day of publication, None for a draft
    chain_entry      the version's entry in the region's chain of hashes, "" before publication
    address          the permanent public address, "" where there is none yet
    draft_mark       "" or what is printed across every page (送审稿 未经审核)
    content_hash     hash of the canonical Document, "" where it is not wanted
    historical_note  "" or where an imported version comes from
    correction_note  "" or the 更正说明
    software         name and version of the program, for a file's properties and never for its pages; "" where nobody asks
    """

    version: int | None = None
    published_on: date | None = None
    chain_entry: str = ""
    address: str = ""
    draft_mark: str = ""
    content_hash: str = ""
    historical_note: str = ""
    correction_note: str = ""
    software: str = ""

    def moment(self, fiscal_year: int) -> datetime:
        """The time that files carry in their properties: never the clock's, so that they can be made again."""
        return datetime.combine(self.published_on or date(fiscal_year, 1, 1), time())

    def version_text(self) -> str:
        if self.version is None:
            return ""
        if self.published_on is None:
            return f"第{self.version}版"
        day = self.published_on
        return f"第{self.version}版　公开日期：{day.year}年{day.month}月{day.day}日"

    def hash_text(self) -> str:
        return f"内容校验值（{ALGORITHM}）：{self.content_hash}" if self.content_hash else ""

    def entry_text(self) -> str:
        return f"公开链条目（{ALGORITHM}）：{self.chain_entry}" if self.chain_entry else ""

    def made_by(self) -> str:
        """What a file's properties say of the program that made it."""
        return f"由{self.software}生成" if self.software else ""

    def closing_lines(self) -> tuple[str, ...]:
        """The lines of small print after the last section of a file."""
        return tuple(
            line
            for line in (
                self.version_text(),
                self.historical_note,
                f"更正说明：{self.correction_note}" if self.correction_note else "",
                f"公开地址：{self.address}" if self.address else "",
                self.entry_text(),
            )
            if line
        )
