"""Who need not publish, or not under its own name: without them a figure of coverage would not be honest.

A table with the columns 名称, 类型 and 说明 (csv or xlsx). Of what is secret nothing but the name and the kind belongs into it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from budgets.importers.reader import UnreadableFile, read_file
from budgets.text import squeeze

EXCEPTION_FILES = ("exceptions.csv", "exceptions.xlsx", "例外名单.csv", "例外名单.xlsx")
KINDS = ("涉密", "撤并", "无独立预算")
_COLUMNS = {
    "name": ("名称", "部门", "单位", "部门名称", "单位名称", "部门（单位）", "name"),
    "kind": ("类型", "种类", "例外类型", "原因", "kind"),
    "note": ("说明", "备注", "依据", "note"),
}
_MOST_BYTES = 2 * 1024 * 1024
_MOST_ROWS = 5_000


class BadExceptions(Exception):
    """The list cannot be read; the message names the row and what to do."""


@dataclass(frozen=True)
class Excepted:
    """kind: one of KINDS. note: on what it rests; "" where the list does not say."""

    name: str
    kind: str
    note: str = ""


def in_folder(folder: Path) -> Path | None:
    """The list that lies in a folder of documents."""
    return next((folder / name for name in EXCEPTION_FILES if (folder / name).is_file()), None)


def read(path: Path) -> tuple[Excepted, ...]:
    """The list. Raises BadExceptions."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BadExceptions(f"无法打开例外名单“{path}”：{error.strerror or error}。") from error
    if len(content) > _MOST_BYTES:
        raise BadExceptions(f"例外名单“{path.name}”太大，请只保留名称、类型、说明三列。")
    rows = list(_rows_of_csv(content) if path.suffix.lower() == ".csv" else _rows_of_workbook(content, path.name))
    if len(rows) > _MOST_ROWS:
        raise BadExceptions(f"例外名单“{path.name}”超过 {_MOST_ROWS} 行。")
    return tuple(_excepted(rows, path.name))


def _rows_of_csv(content: bytes) -> Iterator[Sequence[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    yield from csv.reader(io.StringIO(text))


def _rows_of_workbook(content: bytes, name: str) -> Iterator[Sequence[str]]:
    try:
        sheets = read_file(content)
    except UnreadableFile as error:
        raise BadExceptions(f"例外名单“{name}”：{error}") from error
    yield from ([str(cell if cell is not None else "").strip() for cell in row] for row in sheets[0].rows)


def _excepted(rows: Sequence[Sequence[str]], file: str) -> Iterator[Excepted]:
    filled = [
        (number, [cell.strip() for cell in row]) for number, row in enumerate(rows, 1) if any(map(str.strip, row))
    ]
    if not filled:
        return
    head = [squeeze(cell).lower() for cell in filled[0][1]]
    at = {key: next((head.index(word) for word in words if word in head), -1) for key, words in _COLUMNS.items()}
    if min(at["name"], at["kind"]) < 0:
        raise BadExceptions(f"例外名单“{file}”的第一行应有“名称”“类型”“说明”三列。")
    for number, row in filled[1:]:
        name, kind, note = (row[at[key]] if 0 <= at[key] < len(row) else "" for key in ("name", "kind", "note"))
        if not name:
            raise BadExceptions(f"例外名单“{file}”第 {number} 行没有名称。")
        if kind not in KINDS:
            raise BadExceptions(
                f"例外名单“{file}”第 {number} 行“{name}”的类型是“{kind or '空白'}”，只能是{'、'.join(KINDS)}。"
            )
        yield Excepted(name, kind, note)
