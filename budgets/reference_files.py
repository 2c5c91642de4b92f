"""A file of an official list as a table of our fields: Excel or text, with Chinese titles or with the names of the packaged lists."""

from __future__ import annotations

from typing import Any

import tablib
from import_export.formats.base_formats import Format

from budgets.importers.cells import CellProblem, text_of
from budgets.importers.reading import Unreadable, read_file
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
}
_FIELDS = {squeeze(title): field for field, titles in TITLES.items() for title in (field, *titles)}
_HEAD_ROWS = 20


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
                fields = [_FIELDS.get(squeeze(cell)) if isinstance(cell, str) else None for cell in row]
                if "code" in fields and "name" in fields:
                    return _dataset(fields, sheet.rows[number + 1 :])
        raise Unreadable("没有找到表头。文件要有“编码”和“名称”两列，另可有“启用年度”“停用年度”“原科目”“来源”等列。")


def _dataset(fields: list[str | None], rows: list[list[Any]]) -> tablib.Dataset:
    used = {field: at for at, field in reversed(list(enumerate(fields))) if field}
    table = tablib.Dataset(headers=list(used))
    for row in rows:
        values = [_text(row[at]) if at < len(row) else "" for at in used.values()]
        if any(values):
            table.append(values)
    return table


def _text(cell: Any) -> str:
    try:
        return text_of(cell)
    except CellProblem as problem:
        raise Unreadable(f"单元格“{cell}”{problem.message}，请改正后再上传。") from problem
