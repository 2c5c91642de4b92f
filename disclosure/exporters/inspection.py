"""The workbook of an inspection (自查表): a row for each document, a column for each question that inspections ask."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

# Each question is answered by the rules whose ids begin so.
QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("及时", ("R-STR-9",)),
    ("完整", ("R-STR-1", "R-STR-2", "R-STR-3", "R-STR-4", "R-STR-5", "R-STR-6")),
    ("细化到项款", ("R-COD-4",)),
    ("空表说明", ("R-EMP-",)),
    ("“三公”分项", ("R-SAN-1", "R-SAN-3", "R-NUM-C14")),
    ("增减原因", ("R-SAN-2", "R-TXT-6")),
    ("机关运行", ("R-NUM-C16", "R-NUM-C17", "R-TXT-8")),
    ("采购", ("R-PRC-", "R-NUM-C19")),
    ("资产", ("R-AST-", "R-NUM-C23", "R-NUM-C24")),
    ("绩效", ("R-PRF-", "R-PRJ-", "R-NUM-C20", "R-NUM-C21", "R-NUM-C22")),
)
_HEAD = ("文件", "名称", "年度", "错误", "提醒", *(question for question, _ in QUESTIONS), "例外或不能核验的原因")


def answer(entries: Sequence[dict[str, Any]], prefixes: tuple[str, ...]) -> str:
    """是, 否 with the number of errors, 有提醒, or 未核验 where no rule could judge."""
    of_question = [entry for entry in entries if _belongs(entry["rule"], prefixes)]
    failed = [entry for entry in of_question if entry["outcome"] == "fail"]
    errors = sum(entry["severity"] == "E" for entry in failed)
    if errors:
        return f"否（{errors} 处错误）"
    if any(entry["severity"] == "W" for entry in failed):
        return "有提醒"
    return "是" if any(entry["outcome"] == "pass" for entry in of_question) else "未核验"


def _belongs(rule: str, prefixes: tuple[str, ...]) -> bool:
    return any(rule == prefix or (prefix.endswith("-") and rule.startswith(prefix)) for prefix in prefixes)


def render(documents: Sequence[Any]) -> bytes:
    """documents: disclosure.foreign.Checked. The second sheet lists every finding."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    head = book.add_format({"bold": True, "bg_color": "#E8F0F8", "border": 1, "text_wrap": True, "valign": "vcenter"})
    cell = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    overview = book.add_worksheet("自查表")
    overview.freeze_panes(1, 2)
    overview.set_column(0, 1, 28)
    overview.set_column(2, len(_HEAD) - 2, 11)
    overview.set_column(len(_HEAD) - 1, len(_HEAD) - 1, 50)
    for column, name in enumerate(_HEAD):
        overview.write_string(0, column, name, head)
    for number, checked in enumerate(documents, 1):
        answers = [answer(checked.entries, prefixes) if checked.entries else "" for _, prefixes in QUESTIONS]
        counts = (str(checked.count("E")), str(checked.count("W"))) if checked.entries else ("", "")
        row = (checked.path.name, checked.title, str(checked.year or ""), *counts, *answers, checked.problem)
        for column, value in enumerate(row):
            overview.write_string(number, column, value, cell)
    _findings(book, documents, head, cell)
    book.close()
    return buffer.getvalue()


def _findings(book: Any, documents: Sequence[Any], head: Any, cell: Any) -> None:
    sheet = book.add_worksheet("核验结果")
    sheet.freeze_panes(1, 0)
    for column, (name, width) in enumerate((("文件", 28), ("规则", 12), ("级别", 8), ("结果", 90), ("差额", 14))):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, head)
    number = 0
    for checked in documents:
        for entry in checked.entries:
            if entry["outcome"] != "fail":
                continue
            number += 1
            values = (checked.path.name, entry["rule"], entry["severity"], entry["message"], entry["difference"] or "")
            for column, value in enumerate(values):
                sheet.write_string(number, column, value, cell)
