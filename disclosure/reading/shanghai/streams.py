"""Tables by classification as running text: the codes, the name and the figures of a row stand one below the other.

A cell that is blank leaves no trace, so that a row may have fewer figures than the head has columns: in which of them
they stand is found out afterwards (`settlement.py`). What cannot be understood is a doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from budgets.text import squeeze
from disclosure.reading.official.rows import is_sum
from disclosure.reading.official.tables import Note, OfficialTable, Printed
from disclosure.reading.shanghai.tokens import TableText, Token, amount, columns_in

_CLASS = re.compile(r"\d{3}")
_PART = re.compile(r"\d{1,2}")
_LONGEST_HEAD = 24
_THREE_PUBLIC = (
    "total",
    "overseas_trips",
    "official_receptions",
    "vehicles",
    "vehicle_purchase",
    "vehicle_operation",
    "operating_costs",
)


@dataclass
class ClassifiedRow:
    """A row. code: total for 合计; figures: the tokens behind its name, blank places among them where the file tells them."""

    code: str
    name: str
    at: Token
    figures: list[Token]


@dataclass(frozen=True)
class Classified:
    """A table by classification, with the rows whose figures still want their columns."""

    table: OfficialTable
    columns: tuple[str, ...]
    rows: tuple[ClassifiedRow, ...]


def read_classified(table: OfficialTable, text: TableText) -> Classified:
    """T02, T03, T05, T06, T08 and T09: columns and rows. Names go into the table, figures do not yet."""
    columns, tokens = _without_heads(table, text.tokens)
    if not columns:
        if any(token.is_number and not token.is_blank for token in text.tokens):
            table.doubts.append(text.tokens[0].doubt("表头没有认出，不知道哪一列是什么"))
        return Classified(table, (), ())
    rows: dict[str, ClassifiedRow] = {}
    for row in _rows(table, tokens):
        row.figures = _of_the_row(row.figures, len(columns))
        if len(row.figures) > len(columns):
            table.doubts.append(row.at.doubt(f"“{row.name}”一行有 {len(row.figures)} 个数，表头只有 {len(columns)} 列"))
            continue
        first = rows.setdefault(row.code, row)
        if first is not row and [token.text for token in first.figures] != [token.text for token in row.figures]:
            table.doubts.append(row.at.doubt(f"“{row.name}”（{row.code}）在同一表中出现两次，数不相同"))
        if row.code != "total":
            table.names.setdefault(row.code, (row.name, row.at.where))
    return Classified(table, tuple(columns), tuple(rows.values()))


def _of_the_row(figures: Sequence[Token], width: int) -> list[Token]:
    """Without the blank places that belong to no column: the next row's. Where some are lacking, blanks tell nothing."""
    known = list(figures[:width])
    if len(known) == width and all(token.is_blank for token in figures[width:]):
        return known
    return [token for token in figures if not token.is_blank]


def read_three_public(table: OfficialTable, text: TableText) -> None:
    """T07: one row of seven figures in the order of the form."""
    figures = [token for token in text.tokens if token.is_number]
    if len(figures) != len(_THREE_PUBLIC) or any(token.is_blank for token in figures):
        filled = [token for token in figures if not token.is_blank]
        if len(figures) < len(_THREE_PUBLIC) or len(filled) != len(_THREE_PUBLIC):
            if filled:
                table.doubts.append(
                    filled[0].doubt(f"应有 {len(_THREE_PUBLIC)} 个数，实有 {len(filled)} 个，不知道哪个数是哪一项的")
                )
            return
        figures = filled
    for key, token in zip(_THREE_PUBLIC, figures, strict=True):
        value = amount(token, table)
        if value is not None:
            table.add(Printed(key, "amount", value, token.where))


def _without_heads(table: OfficialTable, tokens: Sequence[Token]) -> tuple[list[str], list[Token]]:
    """The columns, and the tokens without the heads. A head goes from 项目 to 类 款 项 and may stand on each page anew."""
    columns: list[str] = []
    rest: list[Token] = []
    at = 0
    while at < len(tokens):
        end = _end_of_head(tokens, at) if tokens[at].text == "项目" else at
        if end > at:
            head = [token for token in tokens[at:end] if not token.is_blank]
            names = next((i for i, token in enumerate(head) if token.text.endswith("名称")), len(head))
            columns = columns or columns_in(table.key, head[names + 1 :])
            at = end
        else:
            rest.append(tokens[at])
            at += 1
    return columns, rest


def _end_of_head(tokens: Sequence[Token], start: int) -> int:
    """Behind 类, 款 and perhaps 项; `start` where no such words follow."""
    following = (at for at in range(start, len(tokens)) if not tokens[at].is_blank)
    places = list(islice(following, _LONGEST_HEAD + 2))
    for at in range(min(_LONGEST_HEAD, len(places))):
        words = [tokens[place].text for place in places[at : at + 3]]
        if words[:2] == ["类", "款"]:
            return (places[at + 2] if words[2:] == ["项"] else places[at + 1]) + 1
    return start


def _rows(table: OfficialTable, tokens: Sequence[Token]) -> Iterator[ClassifiedRow]:
    """Between two names stand the figures of the one and the codes of the other."""
    row: ClassifiedRow | None = None
    numbers: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].is_number:
            numbers.append(tokens[at])
            at += 1
            continue
        name = tokens[at]
        words = name.text
        while at + 1 < len(tokens) and not tokens[at + 1].is_number and not is_sum(tokens[at + 1].text):
            at += 1
            words += tokens[at].text
        at += 1
        codes = [] if is_sum(words) else _codes(numbers)
        figures = numbers[: next(i for i, token in enumerate(numbers) if token is codes[0])] if codes else numbers
        if row:
            row.figures = figures
            yield row
        elif stray := [token for token in figures if not token.is_blank]:
            table.doubts.append(stray[0].doubt("第一行之前有不属于任何行的数"))
        numbers = []
        if not codes and not is_sum(words):
            table.doubts.append(name.doubt(f"“{words[:40]}”之前没有编码，不知道是哪一行"))
            row = None
            continue
        row = ClassifiedRow(_code(table, codes) if codes else "total", squeeze(words), name, [])
    if row:
        row.figures = numbers
        yield row


def _codes(numbers: Sequence[Token]) -> list[Token]:
    """The codes at the end of a run of numbers: 201 05 07, 201 05 or 201. Their own columns may be blank behind them."""
    end = len(numbers)
    while end and numbers[end - 1].is_blank:
        end -= 1
    for length in (3, 2, 1):
        last = list(numbers[max(0, end - length) : end])
        if (
            len(last) == length
            and _CLASS.fullmatch(last[0].text)
            and all(_PART.fullmatch(token.text) for token in last[1:])
        ):
            return last
    return []


def _code(table: OfficialTable, codes: Sequence[Token]) -> str:
    for token in codes[1:]:
        if len(token.text) == 1:
            table.notes.append(Note(token.where, f"编码“{token.text}”少一位，按“0{token.text}”读入"))
    return codes[0].text + "".join(token.text.zfill(2) for token in codes[1:])
