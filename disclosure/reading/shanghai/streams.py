"""Tables by classification as running text: the codes, the name and the figures of a row stand one below the other.

A cell that is blank leaves no trace, so that a row may have fewer figures than the head has columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from budgets.text import squeeze
from disclosure.reading.official.rows import is_sum
from disclosure.reading.official.tables import Note, OfficialTable, Printed
from disclosure.reading.shanghai.tokens import TableText, Token, amount, columns_in

_CLASS = re.compile(r"\d{3}")
_PART = re.compile(r"\d{1,2}")
_LONGEST_HEAD = 24
# The classes whose amounts stand in the column 人员经费, and those in 公用经费 (C12).
_PERSONNEL = ("301", "303")
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
class _Row:
    code: str
    name: str
    at: Token
    figures: list[Token]


def read_classified(table: OfficialTable, text: TableText) -> None:
    """T02, T03, T05, T06, T08 and T09 into the table."""
    columns, tokens = _without_heads(table, text.tokens)
    if not columns:
        table.notes.append(Note(table.where, f"“{table.title}”的表头没有认出，未读入"))
        return
    partial = False
    for row in _rows(table, tokens, len(columns)):
        places = _places(table, row, columns)
        partial = partial or 0 < len(row.figures) < len(columns)
        if row.code != "total":
            table.names.setdefault(row.code, (row.name, row.at.where))
        for column, token in zip(places, row.figures, strict=False):
            value = amount(token, table)
            if value is not None:
                table.add(Printed(row.code, column, value, token.where))
        if len(row.figures) > len(columns):
            table.notes.append(
                Note(row.at.where, f"“{row.name}”有 {len(row.figures)} 个数，表头只有 {len(columns)} 列")
            )
    if partial:
        _note_if_columns_do_not_add_up(table, columns)


def read_three_public(table: OfficialTable, text: TableText) -> None:
    """T07: one row of seven figures in the order of the form."""
    figures = [token for token in text.tokens if token.is_number]
    if len(figures) != len(_THREE_PUBLIC):
        table.notes.append(
            Note(table.where, f"“{table.title}”应有 {len(_THREE_PUBLIC)} 个数，实有 {len(figures)} 个，未读入")
        )
        return
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
            head = tokens[at:end]
            names = next((i for i, token in enumerate(head) if token.text.endswith("名称")), len(head))
            columns = columns or columns_in(table.key, head[names + 1 :])
            at = end
        else:
            rest.append(tokens[at])
            at += 1
    return columns, rest


def _end_of_head(tokens: Sequence[Token], start: int) -> int:
    """Behind 类, 款 and perhaps 项; `start` where no such words follow."""
    for at in range(start, min(start + _LONGEST_HEAD, len(tokens))):
        if tokens[at].text == "类" and at + 1 < len(tokens) and tokens[at + 1].text == "款":
            return at + 3 if at + 2 < len(tokens) and tokens[at + 2].text == "项" else at + 2
    return start


def _rows(table: OfficialTable, tokens: Sequence[Token], most: int) -> Iterator[_Row]:
    """Between two names stand the figures of the one and the codes of the other."""
    row: _Row | None = None
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
        if row:
            row.figures = numbers[: len(numbers) - len(codes)]
            yield row
        elif len(numbers) > len(codes):
            table.notes.append(Note(numbers[0].where, "第一行之前有不属于任何行的数，未读入"))
        numbers = []
        if not codes and not is_sum(words):
            table.notes.append(Note(name.where, f"“{words[:40]}”之前没有编码，未读入"))
            row = None
            continue
        row = _Row(_code(table, codes) if codes else "total", squeeze(words), name, [])
    if row:
        row.figures = numbers
        yield row


def _codes(numbers: Sequence[Token]) -> list[Token]:
    """The codes at the end of a run of numbers: 201 05 07, 201 05 or 201."""
    for length in (3, 2, 1):
        last = list(numbers[-length:])
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


def _places(table: OfficialTable, row: _Row, columns: Sequence[str]) -> list[str]:
    """The columns of a row's figures: from the left, but 公用经费 of T06 stands last where 人员经费 is blank."""
    if table.key == "T06" and len(row.figures) == 2 and row.code != "total" and len(columns) == 3:
        return [columns[0], columns[1] if row.code.startswith(_PERSONNEL) else columns[2]]
    return list(columns[: len(row.figures)])


def _note_if_columns_do_not_add_up(table: OfficialTable, columns: Sequence[str]) -> None:
    for column in columns:
        in_all = table.figure("total", column)
        parts = [cell.value for cell in table.cells if cell.column == column and len(cell.row) == 3]
        if sum(parts) != (in_all or 0):
            table.notes.append(
                Note(table.where, f"“{table.title}”有空白格，{column} 列各类之和与合计不符，空白格的列次可能读错")
            )
