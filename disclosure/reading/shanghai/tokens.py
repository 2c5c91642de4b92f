"""A table's running text as tokens: the text layer of a PDF has a line for each cell, or puts a cell's number before the next label."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budgets.money import UNITS, UnreadableAmount, parse_yuan, round_yuan
from budgets.where import Where
from disclosure.reading.official.heads import WORDS, OfficialColumn, column_of
from disclosure.reading.official.sheets import DEPARTMENT, UNIT
from disclosure.reading.official.tables import Doubt, OfficialTable
from disclosure.reading.official.titles import plain_title
from disclosure.reading.shanghai.lines import SourceLine, SourcePart, place_of
from disclosure.reading.shanghai.structured import BLANK

NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_NUMBER_THEN_WORDS = re.compile(rf"(?P<number>{NUMBER.pattern})\s+(?P<words>\D.*)")
NOTE = re.compile(r"^(?:注|说明|备注)\d*[:：]")


@dataclass(frozen=True)
class Token:
    """page: of a PDF without structure, else 0."""

    text: str
    line: int
    page: int = 0

    @property
    def is_number(self) -> bool:
        """A figure or a part of a code; also the place of one that is blank, where the file tells it."""
        return self.is_blank or NUMBER.fullmatch(self.text) is not None

    @property
    def is_blank(self) -> bool:
        return self.text == BLANK

    @property
    def where(self) -> Where:
        return Where(line=self.line)

    def doubt(self, text: str) -> Doubt:
        """What is wrong at this place, in the words in which somebody finds it."""
        return Doubt(place_of(SourceLine(self.line, self.text, self.page)), text)


@dataclass(frozen=True)
class TableText:
    """tokens: without small print and notes. notes: the sentences under the table."""

    tokens: tuple[Token, ...]
    notes: tuple[SourceLine, ...]


def table_of(part: SourcePart) -> tuple[OfficialTable, TableText]:
    """An empty table with what its small print says, and its running text."""
    assert part.title is not None  # noqa: S101  only tables are given here
    table = OfficialTable(part.title.key, part.heading.text, Where(line=part.heading.number), year=part.title.year)
    tokens: list[Token] = []
    notes: list[SourceLine] = []
    for line in part.lines:
        plain = plain_title(line.text)
        if not plain:
            continue
        if (unit := UNIT.search(plain)) and unit.group() == plain:
            table.unit = unit["unit"]
        elif not tokens and (department := DEPARTMENT.match(line.text)):
            table.department = department["name"].strip()
        elif NOTE.match(line.text):
            notes.append(line)
        else:
            tokens.extend(_tokens(line))
    return table, TableText(tuple(tokens), tuple(notes))


def _tokens(line: SourceLine) -> Iterator[Token]:
    if found := _NUMBER_THEN_WORDS.fullmatch(line.text):
        yield Token(found["number"], line.number, line.page)
        yield Token(found["words"], line.number, line.page)
    else:
        yield Token(line.text, line.number, line.page)


def amount(token: Token, table: OfficialTable) -> Decimal | None:
    """In 元; None, with a doubt, for what no budget can hold."""
    try:
        if table.unit == "元":
            return parse_yuan(token.text)
        exact = Decimal(token.text.replace(",", "")) * UNITS[table.unit]
        return parse_yuan(f"{round_yuan(exact):f}")
    except UnreadableAmount as error:
        table.doubts.append(token.doubt(str(error)))
        return None


def columns_in(table: str, words: Sequence[Token]) -> list[str]:
    """The columns of figures that the words of a head name, in order; a head of two lines is put together."""
    found: list[str] = []
    before = ""
    for token in words:
        column = _money_column(table, before + token.text) or _money_column(table, token.text)
        if column:
            found.append(column.key)
            before = ""
        else:
            before += token.text
    return found


def _money_column(table: str, words: str) -> OfficialColumn | None:
    column = column_of(table, [words])
    return column if column and column.key and column.key not in WORDS else None
