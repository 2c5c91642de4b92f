"""A file of an official list as a table of our fields: Excel or text, with Chinese titles or with the names of the packaged lists."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

import tablib
from import_export.formats.base_formats import Format

from budgets.importers.cells import CellProblem, text_of
from budgets.importers.reader import UnreadableFile, read_file
from budgets.text import squeeze

# Field → what official files and our own pages call it; the first is what we show.
TITLES: dict[str, tuple[str, ...]] = {
    "code": ("编码", "科目编码", "科目代码", "品目编码", "代码"),
    "name": ("名称", "科目名称", "品目名称"),
    "valid_from": ("启用年度",),
    "valid_to": ("停用年度",),
    "predecessors": ("原科目", "原编码"),
    "group": ("基本支出分组",),
    "three_public_line": ("“三公”经费项目",),
    "members": ("合并的科目",),
    "kind": ("归并",),
    "revenue_name": ("收入名称",),
    "source": ("来源",),
    "confirmation": ("核实情况",),
}
# Beside our fields, in which row of the file a row stands: errors name it.
ROW = "row"
# The book of the budget's classifications has a column for each level instead, with the digits of that level alone.
LEVELS = {"类": 3, "款": 2, "项": 2}
_FIELDS = {squeeze(title): field for field, titles in TITLES.items() for title in (field, *titles)} | {
    level: level for level in LEVELS
}
_HEAD_ROWS = 20
_MISSING = (
    "没有找到表头。文件要有“编码”和“名称”两列（或“类”“款”“项”和“名称”），另可有“启用年度”“停用年度”“原科目”“来源”等列。"
)


def title_of(field: str) -> str:
    return TITLES[field][0] if field in TITLES else field


class ListFile(Format):
    """Read in the limited process of the ledger's importer. The first sheet that has the titles 编码 and 名称 counts."""

    def __init__(self, encoding: str | None = None) -> None:
        """encoding is the reading process's affair."""

    def get_title(self) -> str:
        return "Excel 或文本表格（.xlsx、.xls、.csv、.tsv）"

    def can_import(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """Raises Unreadable."""
        for sheet in read_file(in_stream):
            for number, row in enumerate(sheet.rows[:_HEAD_ROWS]):
                below = sheet.rows[number + 1] if number + 1 < len(sheet.rows) else []
                fields, is_head = _fields(row, below)
                if is_head:
                    first = number + 1 + ("类" in fields and "类" not in row)
                    return _dataset(fields, sheet.rows[first:], first)
        raise UnreadableFile(_MISSING)


def _fields(row: Sequence[Any], below: Sequence[Any]) -> tuple[list[str | None], bool]:
    """What each column of a head holds, and whether it is a head. Under 科目编码 the three levels may stand in a second row."""
    titles = [_field(cell) for cell in row]
    if "类" not in titles and "类" in below:
        width = max(len(row), len(below))
        lower = [_field(cell) for cell in below] + [None] * (width - len(below))
        titles += [None] * (width - len(titles))
        titles = [under if under in LEVELS else title for title, under in zip(titles, lower, strict=True)]
    is_coded = "code" in titles or {"类", "款"} <= set(titles)
    return [None if field == "code" and "类" in titles else field for field in titles], is_coded and "name" in titles


def _field(cell: Any) -> str | None:
    return _FIELDS.get(squeeze(cell)) if isinstance(cell, str) else None


def _dataset(fields: list[str | None], rows: list[list[Any]], first: int) -> tablib.Dataset:
    """first: how many rows of the file stand above them."""
    places = {field: at for at, field in reversed(list(enumerate(fields))) if field and field not in LEVELS}
    others = [field for field in places if field not in {"code", "name"}]
    table = tablib.Dataset(headers=[ROW, "code", "name", *others])
    codes = _codes_of_levels(fields, rows) if "类" in fields else (_code(_at(row, places["code"])) for row in rows)
    for number, (row, code) in enumerate(zip(rows, codes, strict=True), first + 1):
        values = [_at(row, places[field]) for field in ("name", *others)]
        if code or any(values):
            table.append([str(number), code, *values])
    return table


def _codes_of_levels(fields: list[str | None], rows: list[list[Any]]) -> Iterator[str]:
    """201 | 03 | 08 of columns that name each level once, or in every row, or with the whole code."""
    places = [fields.index(level) for level in LEVELS if level in fields]
    above = [""] * len(places)
    for row in rows:
        said = [_code(_at(row, place)) for place in places]
        last = max((at for at, text in enumerate(said) if text), default=None)
        if last is None:
            yield ""
            continue
        widths = list(LEVELS.values())
        if len(said[last]) > widths[last]:  # the whole code stands in the column of its level
            ends = [sum(widths[: at + 1]) for at in range(last + 1)]
            parts = [said[last][end - width : end] for end, width in zip(ends, widths, strict=False)]
            parts[-1] = said[last][ends[-1] - widths[last] :]
        else:
            parts = [said[at].zfill(widths[at]) if said[at] else above[at] for at in range(last + 1)]
        above = [*parts, *[""] * (len(places) - len(parts))]
        yield "".join(parts)


def _at(row: list[Any], place: int) -> str:
    try:
        return text_of(row[place]) if place < len(row) else ""
    except CellProblem as problem:
        raise UnreadableFile(f"单元格“{row[place]}”{problem.message}，请改正后再上传。") from problem


def _code(text: str) -> str:
    """Full-width digits are digits."""
    return squeeze(unicodedata.normalize("NFKC", text))
