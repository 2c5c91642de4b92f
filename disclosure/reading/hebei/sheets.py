"""绩效预算信息, second part: a table for each project (T13)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from disclosure.reading.hebei.sections import SourceSection
from disclosure.reading.layout.blocks import ReadRow
from disclosure.reading.layout.cells import expect, number
from disclosure.reading.layout.errors import UnreadableDisclosure
from disclosure.reading.layout.likeness import is_like
from disclosure.reading.matching.facts import Label, SourceFacts, SourceIndicator, SourceSheet, SourceText
from performance.choices import PLAN_MONTHS, IndicatorLevel, Symbol

_PLAN = ("plan", *PLAN_MONTHS)
_HEAD = ("level1", "level2", "level3", "description", "target", "basis")
_SUBHEAD = (None, None, None, None, "symbol", "value", "unit", None)
_SYMBOLS = {"≥": Symbol.AT_LEAST, "≤": Symbol.AT_MOST, "＝": Symbol.EQUAL, "＞": Symbol.GREATER, "＜": Symbol.LESS}
_LEVELS = {
    "产出": IndicatorLevel.OUTPUT,
    "效果": IndicatorLevel.EFFECT,
    "效益": IndicatorLevel.BENEFIT,
    "成本": IndicatorLevel.COST,
    "满意": IndicatorLevel.SATISFACTION,
}


def sheet_rows(section: SourceSection) -> Iterator[list[ReadRow]]:
    """The rows of each project's table. One begins where a row begins with 项目编码."""
    rows = [row for table in section.tables for row in table.rows]
    starts = [position for position, row in enumerate(rows) if is_like(row[0].text, "项目编码")]
    if rows and (not starts or starts[0]):
        raise UnreadableDisclosure("项目绩效目标表应以“项目编码”开始。", line=rows[0].line)
    for start, stop in pairwise([*starts, len(rows)]):
        yield rows[start:stop]


def read(section: SourceSection, facts: SourceFacts) -> None:
    codes: dict[str, int] = {}
    for rows in sheet_rows(section):
        sheet = _Reader(rows, facts).sheet()
        if sheet.code in codes:
            raise UnreadableDisclosure(
                f"项目编码“{sheet.code}”与第 {codes[sheet.code]} 行的项目重复。", line=sheet.line
            )
        codes[sheet.code] = sheet.line
        facts.sheets.append(sheet)


class _Reader:
    """Goes through one project's rows from top to bottom, as the form prescribes them."""

    def __init__(self, rows: Sequence[ReadRow], facts: SourceFacts) -> None:
        self.rows, self.facts, self.position = rows, facts, 0

    def next(self, cells: int, label: str = "") -> ReadRow:
        """The next row that is not blank; it must have so many cells and begin with that label."""
        row = self.peek()
        if row is None:
            raise UnreadableDisclosure(
                f"项目绩效目标表到这里就结束了，后面缺少“{label}”。", line=self.rows[-1].cells[-1].line
            )
        if label and not is_like(row[0].text, label, least=0.7):
            raise UnreadableDisclosure(
                f"项目绩效目标表的这一行应是“{label}”，实际是“{row[0].text[:30]}”。", line=row.line
            )
        self.position += 1
        return expect(row, cells, "项目绩效目标表")

    def peek(self) -> ReadRow | None:
        while self.position < len(self.rows) and self.rows[self.position].is_blank:
            self.position += 1
        return self.rows[self.position] if self.position < len(self.rows) else None

    def label(self, key: str, row: ReadRow, position: int) -> None:
        self.facts.labels.append(Label(f"sheet.head.{key}", row[position].text, row[position].line))

    def sheet(self) -> SourceSheet:
        identity = self.next(4, "项目编码")
        self.label("code", identity, 0)
        self.label("name", identity, 2)
        if not identity[1].text:
            raise UnreadableDisclosure("项目绩效目标表没有项目编码。", line=identity[1].line)
        template = self.next(2, "项目绩效模板")
        self.label("template", template, 0)
        purpose = self.next(2, "资金用途")
        self.label("purpose", purpose, 0)
        return SourceSheet(
            code=identity[1].text,
            name=identity[3].text,
            template=template[1].text,
            purpose=purpose[1].text,
            plan=self._plan(),
            objectives=tuple(self._objectives()),
            indicators=tuple(self._indicators()),
            line=identity.line,
        )

    def _plan(self) -> tuple[Decimal | None, ...]:
        head = self.next(5, "资金支出计划（累计进度%）")
        for position, key in enumerate(_PLAN):
            self.label(key, head, position)
        row = self.rows[self.position] if self.position < len(self.rows) else None
        # A plan that nobody filled in is a blank row.
        if row is not None and row.is_blank and len(row) == 5:
            self.position += 1
            return (None,) * 4
        values = self.next(5)
        return tuple(number(cell, "累计进度") for cell in values.cells[1:])

    def _objectives(self) -> Iterator[SourceText]:
        first = self.next(3, "绩效目标")
        self.label("objectives", first, 0)
        rows = [first]
        while self.position < len(self.rows) and not self.rows[self.position][0].text:
            rows.append(expect(self.rows[self.position], 3, "项目绩效目标表"))
            self.position += 1
        last = max((position for position, row in enumerate(rows) if row[2].text), default=-1)
        for row in rows[: last + 1]:
            yield SourceText(row[2].text, row[2].line)

    def _indicators(self) -> Iterator[SourceIndicator]:
        head = self.next(6, "一级指标")
        for position, key in enumerate(_HEAD):
            self.label(key, head, position)
        subhead = self.next(8)
        for position, name in enumerate(_SUBHEAD):
            if name:
                self.label(name, subhead, position)
        level1: IndicatorLevel | None = None
        level2 = ""
        while self.peek() is not None:
            row = self.next(8)
            texts = [" ".join(cell.text.split("\n")) for cell in row.cells]
            if texts[0]:
                level1, level2 = _level(row), ""
            if level1 is None:
                raise UnreadableDisclosure("这个绩效指标上面没有一级指标。", line=row.line)
            level2 = texts[1] or level2
            yield SourceIndicator(
                level1,
                level2,
                name=texts[2],
                description=row[3].text,
                symbol=_symbol(row),
                value=texts[5],
                unit=texts[6],
                basis=row[7].text,
                line=row.line,
            )


def _level(row: ReadRow) -> IndicatorLevel:
    for word, level in _LEVELS.items():
        if row[0].squeezed.startswith(word):
            return level
    names = "、".join(IndicatorLevel.labels)
    raise UnreadableDisclosure(f"“{row[0].text[:30]}”不是一级指标（{names}）。", line=row.line)


def _symbol(row: ReadRow) -> str:
    text = row[4].squeezed
    return _SYMBOLS.get(text, text)
