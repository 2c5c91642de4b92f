"""收支总表 and 财政拨款收支总表 as running text: labels of both sides follow one another, each with the figures behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from disclosure.reading.official.rows import income_row, spending_row
from disclosure.reading.official.tables import Note, OfficialTable, Printed
from disclosure.reading.shanghai.tokens import TableText, Token, amount, columns_in

_FIRST_ROW = re.compile(r"^一、")


def read_two_sides(table: OfficialTable, text: TableText, *, classes: Mapping[str, str]) -> None:
    """T01 and T04 into the table. classes: name → code of 类."""
    start = next((at for at, token in enumerate(text.tokens) if _FIRST_ROW.match(token.text)), len(text.tokens))
    columns = _right_columns(table, text.tokens[:start])
    label: tuple[str, str] | None = None
    figures: list[Token] = []
    waiting: Token | None = None

    def end() -> None:
        nonlocal figures
        if label:
            _state(table, label, figures, columns)
        elif figures:
            table.notes.append(Note(figures[0].where, "这个数之前没有行名，未读入"))
        figures = []

    for token in text.tokens[start:]:
        if token.is_number:
            if waiting:
                table.notes.append(Note(waiting.where, f"行“{waiting.text}”的含义不明，未读入"))
                waiting, label = None, None
            figures.append(token)
            continue
        words = f"{waiting.text}{token.text}" if waiting else token.text
        found = _label(words, classes) or _label(token.text, classes)
        end()
        label, waiting = found, None if found else Token(words, waiting.line if waiting else token.line)
    end()


def _label(words: str, classes: Mapping[str, str]) -> tuple[str, str] | None:
    """(side, row). A 类 of expenditure may be called as a fund is, so its whole name is looked at first."""
    if words.startswith("收入"):
        spending = None
    else:
        spending = spending_row(words, classes)
    if spending:
        return "R", spending
    income = income_row(words)
    return ("L", income) if income else None


def _right_columns(table: OfficialTable, head: Sequence[Token]) -> list[str]:
    """The columns of figures behind the second 项目."""
    places = [at for at, token in enumerate(head) if token.text == "项目"]
    found = columns_in(table.key, head[places[-1] + 1 :]) if places else []
    return found or ["total"]


def _state(table: OfficialTable, label: tuple[str, str], figures: Sequence[Token], columns: Sequence[str]) -> None:
    side, row = label
    names = ["amount"] if side == "L" else list(columns)
    if len(figures) > len(names):
        table.notes.append(
            Note(figures[len(names)].where, f"“{row}”一行有 {len(figures)} 个数，表头只有 {len(names)} 列")
        )
    for column, token in zip(names, figures, strict=False):
        value = amount(token, table)
        if value is not None:
            table.cells.append(Printed(row, column, value, token.where, side))
