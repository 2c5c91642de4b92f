"""The rows below the heads of an official table in a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from disclosure.reading.official.grid import SheetCells
from disclosure.reading.official.heads import WORDS, OfficialColumn
from disclosure.reading.official.rows import income_row, is_sum, plain_label, spending_row, three_public_row
from disclosure.reading.official.tables import Note, OfficialTable, Printed

_DIGITS = re.compile(r"\d+")
_CODED = re.compile(r"(?P<code>[23]\d{2}(?:\d{2}){0,2})[-—.:：]?\s*(?P<name>\D.*)?")
_LEVELS = {"code_class": 3, "code_section": 2, "code_item": 2}
_NOTE = re.compile(r"^(?:注|说明|备注)\d*[:：]")
UNNAMED_PROJECT = "名称:"


def read_body(
    grid: SheetCells,
    table: OfficialTable,
    columns: Mapping[int, OfficialColumn | None],
    sides: Mapping[int, str],
    start: int,
    classes: Mapping[str, str],
) -> None:
    """Fills the table with the figures of the rows from `start` on."""
    known = {at: column for at, column in columns.items() if column and column.key}
    above: list[str] = []
    for row in range(start, len(grid.rows)):
        texts = grid.texts(row)
        filled = [text for text in texts if text]
        if not filled or _NOTE.match(filled[0]):
            continue
        if table.key in {"T01", "T04"}:
            for side in ("L", "R"):
                of_side = {at: column for at, column in known.items() if sides.get(at) == side}
                _two_sided(grid, table, row, side, of_side, classes)
        elif table.key == "T07":
            _three_public(grid, table, row, known)
        else:
            _classified(grid, table, row, known, texts, above)


def _figures(
    grid: SheetCells, table: OfficialTable, row: int, known: Mapping[int, OfficialColumn]
) -> Iterator[tuple[int, OfficialColumn, Printed]]:
    for at, column in known.items():
        if column.key in WORDS:
            continue
        value = grid.amount(row, at, table.unit)
        if value is not None:
            yield at, column, Printed("", column.key, value, grid.where(row, at), "", column.years_back, column.base)


def _add(table: OfficialTable, printed: Printed, *, row: str, column: str, side: str = "") -> None:
    """A figure that is printed twice (the funds again under 上年结转) stays as it was printed first."""
    cell = Printed(row, column, printed.value, printed.where, side, printed.years_back, printed.base)
    if not table.add(cell):
        table.notes.append(Note(printed.where, f"“{row}”在同一表中第二次出现，未读入"))


def _two_sided(
    grid: SheetCells,
    table: OfficialTable,
    row: int,
    side: str,
    known: Mapping[int, OfficialColumn],
    classes: Mapping[str, str],
) -> None:
    at = next((at for at, column in known.items() if column.key == "label"), None)
    label = grid.text(row, at) if at is not None else ""
    figures = list(_figures(grid, table, row, known))
    if not label or not figures:
        return
    key = income_row(label) if side == "L" else spending_row(label, classes)
    if key is None:
        table.notes.append(Note(grid.where(row, at or 0), f"行“{label}”的含义不明，未读入"))
        return
    for _, column, printed in figures:
        _add(table, printed, row=key, column="amount" if side == "L" else column.key, side=side)


def _three_public(grid: SheetCells, table: OfficialTable, row: int, known: Mapping[int, OfficialColumn]) -> None:
    """A row for each figure, or one row with a column for each."""
    at = next((at for at, column in known.items() if column.key == "label"), None)
    figures = list(_figures(grid, table, row, known))
    if at is None:
        for _, column, printed in figures:
            _add(table, printed, row=column.key, column="amount")
        return
    label = grid.text(row, at)
    key = three_public_row(label)
    if key is None:
        if figures:
            table.notes.append(Note(grid.where(row, at), f"行“{label}”不是“三公”经费的项目，未读入"))
        return
    for _, column, printed in figures:
        _add(table, printed, row=key, column="amount" if column.key in {"amount", "total"} else column.key)


def _classified(
    grid: SheetCells,
    table: OfficialTable,
    row: int,
    known: Mapping[int, OfficialColumn],
    texts: Sequence[str],
    above: list[str],
) -> None:
    """The word 合计 may stand in any column, 序号 too. above: the levels of the code in the row before, written on here."""
    words = [(column.key, grid.text(row, at), at) for at, column in known.items() if column.key in WORDS]
    figures = list(_figures(grid, table, row, known))
    key, label, at = ("total", "", 0) if any(map(is_sum, texts)) else _row_key(table, words, above)
    if not key:
        if figures:
            place = grid.where(row, figures[0][0])
            table.notes.append(Note(place, f"第 {grid.first + row + 1} 行没有编码（{label or '无名称'}），未读入"))
        return
    if key != "total" and label:
        table.names.setdefault(key, (label, grid.where(row, at)))
    for _, column, printed in figures:
        row_key, own_column = key, column.key
        if table.key == "T16":
            row_key, own_column = (key if key == "total" else f"item:{key}"), "amount"
        _add(table, printed, row=row_key, column=own_column)


def _row_key(table: OfficialTable, words: Sequence[tuple[str, str, int]], above: list[str]) -> tuple[str, str, int]:
    """Key, label, and the column in which the label stands. Of two columns of one kind the left one is meant."""
    said = {key: (text, at) for key, text, at in reversed(words)}
    label, at = said.get("label", ("", 0))
    if table.key == "T10":
        name, name_at = said.get("project_label", (label, at))
        code, _ = said.get("project_code", said.get("code", ("", 0)))
        return code or (f"{UNNAMED_PROJECT}{name}" if name else ""), name, name_at
    whole = _code_of_levels([said[key][0] for key in _LEVELS if key in said], above)
    code = said.get("code", ("", 0))[0]
    whole = whole or (code if _DIGITS.fullmatch(code) else "")
    if not whole and (coded := _CODED.fullmatch(code or label)):
        # 科目 over codes, the names beside it under a head of their own; or both in one cell.
        whole, label = (
            coded["code"],
            coded["name"]
            or next((text for key, text, _ in words if key == "label" and text != label), "" if not code else label),
        )
    return whole, plain_label(label), at


def _code_of_levels(parts: Sequence[str], above: list[str]) -> str:
    """201 | 03 | 08. A level that is left blank before a further one is that of the row above."""
    last = max((at for at, part in enumerate(parts) if _DIGITS.fullmatch(part)), default=None)
    if last is None:
        return ""
    filled = [
        part.zfill(width) if _DIGITS.fullmatch(part) else above[at] if at < len(above) else ""
        for at, (part, width) in enumerate(zip(parts[: last + 1], _LEVELS.values(), strict=False))
    ]
    if not all(filled):
        return ""
    above[:] = filled
    return "".join(filled)
