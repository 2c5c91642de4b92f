"""收支总表 and 财政拨款收支总表 as running text: labels of both sides follow one another, each with the figures behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from disclosure.reading.official.rows import income_row, spending_row
from disclosure.reading.official.tables import OfficialTable, Printed
from disclosure.reading.shanghai import blanks
from disclosure.reading.shanghai.blanks import Partial
from disclosure.reading.shanghai.tokens import TableText, Token, amount, columns_in

_FIRST_ROW = re.compile(r"^一、")


def read_two_sides(table: OfficialTable, text: TableText, *, classes: Mapping[str, str]) -> list[Partial]:
    """T01 and T04 into the table, but for the rows that are given back. classes: name → code of 类."""
    partial: list[Partial] = []
    start = next((at for at, token in enumerate(text.tokens) if _FIRST_ROW.match(token.text)), len(text.tokens))
    columns = _right_columns(table, [token for token in text.tokens[:start] if not token.is_blank])
    label: tuple[str, str] | None = None
    name = ""
    figures: list[Token] = []
    waiting: Token | None = None

    def end() -> None:
        nonlocal figures
        filled = [token for token in figures if not token.is_blank]
        if label:
            _state(table, label, name, figures, columns, partial)
        elif filled:
            table.doubts.append(filled[0].doubt("这个数之前没有认得的行名"))
        figures = []

    for token in text.tokens[start:]:
        if token.is_blank:
            waiting = None  # words go on in the next line of their cell, never in the next cell
            figures.append(token)
            continue
        if token.is_number:
            if waiting:
                table.doubts.append(waiting.doubt(f"行“{waiting.text}”的含义不明"))
                waiting, label = None, None
            figures.append(token)
            continue
        words = f"{waiting.text}{token.text}" if waiting else token.text
        found = _label(words, classes) or _label(token.text, classes)
        end()
        label, name = found, words
        waiting = None if found else Token(words, waiting.line if waiting else token.line, token.page)
    end()
    return partial


def settle(table: OfficialTable, partial: Sequence[Partial], fund_tables: Mapping[str, OfficialTable]) -> None:
    """The open columns of 财政拨款收支总表 by the tables of the funds: a figure stands where its fund's table prints it.

    fund_tables: fund → T05, T08 or T09
    """
    by_sums = blanks.settled_by_sums(table, partial) if table.key == "T01" else {}
    for each in partial:
        columns = by_sums.get(each.row) or _columns_of(each, fund_tables)
        if columns is None:
            table.doubts.append(each.figures[0].doubt(f"“{each.label}”一行有空白格，没有合计能印证其余各数在哪一列"))
            continue
        for column, token in zip(columns, each.figures, strict=False):
            _add(table, each.row, column, token, "R")


def _columns_of(partial: Partial, fund_tables: Mapping[str, OfficialTable]) -> list[str] | None:
    """The first column is the sum of the others. None where the tables of the funds do not tell the rest."""
    first, *rest = partial.columns
    found = [first]
    open_columns = list(rest)
    for token in partial.figures[1:]:
        fitting = next(
            (column for column in open_columns if _prints(fund_tables.get(column), partial.row, token)), None
        )
        if fitting is None:
            return None
        found.append(fitting)
        open_columns = open_columns[open_columns.index(fitting) + 1 :]
    return found


def _prints(table: OfficialTable | None, row: str, token: Token) -> bool:
    return table is not None and table.figure(row, "total") == amount(token, table)


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
    found = list(dict.fromkeys(found))  # 预算数 over 合计 and its parts is 合计 again
    if "basic" in found and {"personnel", "operating"} <= set(found):
        # 基本支出 stands over its two parts and has no figures of its own: a unit's form.
        parts = ["personnel", "operating"]
        found = [key for key in found if key not in parts]
        at = found.index("basic")
        found[at : at + 1] = parts
    return found or ["total"]


def _state(
    table: OfficialTable,
    label: tuple[str, str],
    words: str,
    figures: Sequence[Token],
    columns: Sequence[str],
    partial: list[Partial],
) -> None:
    side, row = label
    names = ["amount"] if side == "L" else list(columns)
    filled = [token for token in figures if not token.is_blank]
    if any(not token.is_blank for token in figures[len(names) :]):
        table.doubts.append(filled[-1].doubt(f"“{words}”一行有 {len(filled)} 个数，表头只有 {len(names)} 列"))
        return
    if len(figures) >= len(names):
        filled = list(figures[: len(names)])
    elif len(filled) > 1:
        partial.append(Partial(row, tuple(filled), tuple(names), words))
        return
    for column, token in zip(names, filled, strict=False):
        if not token.is_blank:
            _add(table, row, column, token, side)


def _add(table: OfficialTable, row: str, column: str, token: Token, side: str) -> None:
    value = amount(token, table)
    if value is not None and not table.add(Printed(row, column, value, token.where, side)):
        table.doubts.append(token.doubt(f"同一行同一列在这张表中有两个数（后一个是 {token.text}）"))
