"""The workbook of an inspection (自查表): a row for each department and unit, a column for each question that inspections ask.

是 is said only where the rules that decide the question ran and passed; what was not checked is 未核验, never 是.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from budgets.rules.inspections import Bearing, Question
from budgets.rules.registry import SEVERITY_NAMES, all_rules
from disclosure.exporters.coverage import InspectedRow, coverage, rows_of

YES, NO, UNCHECKED = "是", "否", "未核验"


_HEAD = (
    "部门或单位", "类别", "文件", "年度", "错误", "提醒", "未核验的规则", *Question, "例外", "说明",
)  # fmt: skip
_WIDTHS = (30, 8, 26, 8, 8, 8, 10, *([10] * len(Question)), 14, 60)


def answer(entries: Sequence[dict[str, Any]], question: Question) -> str:
    """是, 否 or 未核验, as the rules bear on the question. Hints (I) are no failure."""
    bearing = {rule.id: rule.answers[question] for rule in all_rules() if question in rule.answers}
    failed = {entry["rule"] for entry in entries if entry["outcome"] == "fail" and entry["severity"] in {"E", "W"}}
    if not failed.isdisjoint(bearing):
        return NO
    ran = {entry["rule"] for entry in entries if entry["outcome"] != "not-run"}
    deciding = {rule for rule, how in bearing.items() if how is Bearing.DECIDES}
    beside = {rule for rule, how in bearing.items() if how is Bearing.BESIDE_OTHERS}
    if not deciding <= ran or (beside and beside.isdisjoint(ran)):
        return UNCHECKED
    return YES


def render(documents: Sequence[Any], excepted: Sequence[Any] = (), *, with_units: bool = False) -> bytes:
    """documents: disclosure.foreign.Checked. excepted: disclosure.foreign.exceptions.Excepted.

    with_units  also a row for each unit that a department's document names and that has no document of its own
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    rows = rows_of(documents, excepted, with_units=with_units)
    _overview(book, rows)
    _coverage(book, rows)
    _findings(book, documents)
    _exceptions(book, excepted)
    book.close()
    return buffer.getvalue()


def _sheet(book: Any, name: str, columns: Sequence[tuple[str, int]], *, frozen: int = 0) -> tuple[Any, dict[str, Any]]:
    formats = book.__dict__.setdefault(
        "_inspection_formats",
        {
            "head": book.add_format(
                {"bold": True, "bg_color": "#E8F0F8", "border": 1, "text_wrap": True, "valign": "vcenter"}
            ),
            "cell": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
            NO: book.add_format({"border": 1, "valign": "top", "align": "center", "bg_color": "#FBE3E4", "bold": True}),
            YES: book.add_format({"border": 1, "valign": "top", "align": "center"}),
            UNCHECKED: book.add_format(
                {"border": 1, "valign": "top", "align": "center", "font_color": "#6B7280", "bg_color": "#F3F4F6"}
            ),
        },
    )
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, frozen)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for column, (words, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, words, formats["head"])
    return sheet, formats


def _write(
    sheet: Any, formats: dict[str, Any], number: int, values: Sequence[str | int], widths: Sequence[int]
) -> None:
    """A row that is as high as its longest text: not every program does that by itself."""
    lines = [-(-2 * len(value) // width) for value, width in zip(values, widths, strict=True) if isinstance(value, str)]
    sheet.set_row(number, 15 * min(12, max([1, *lines])))
    for column, value in enumerate(values):
        form = formats.get(value, formats["cell"]) if isinstance(value, str) else formats["cell"]
        if isinstance(value, int):
            sheet.write_number(number, column, value, form)
        else:
            sheet.write_string(number, column, value[:32_000], form)


def _overview(book: Any, rows: Sequence[InspectedRow]) -> None:
    sheet, formats = _sheet(book, "自查表", tuple(zip(_HEAD, _WIDTHS, strict=True)), frozen=1)
    for number, row in enumerate(rows, 1):
        entries = row.entries
        answers = [answer(entries, question) for question in Question]
        if not row.documents and row.excepted:
            answers = ["不适用"] * len(Question)
        counts: tuple[str | int, ...] = ("", "", "")
        if row.is_read:
            counts = (
                _count(entries, "fail", "E"),
                _count(entries, "fail", "W"),
                sum(entry["outcome"] == "not-run" for entry in entries),
            )
        years = dict.fromkeys(str(each.year) for each in row.documents if each.year)
        values = (row.name, row.kind, "、".join(each.path.name for each in row.documents), "、".join(years))
        ending = (row.excepted.kind if row.excepted else "", row.remark)
        _write(sheet, formats, number, (*values, *counts, *answers, *ending), _WIDTHS)
    sheet.autofilter(0, 0, max(1, len(rows)), len(_HEAD) - 1)


def _count(entries: Sequence[dict[str, Any]], outcome: str, severity: str) -> int:
    return sum(entry["outcome"] == outcome and entry["severity"] == severity for entry in entries)


def _coverage(book: Any, rows: Sequence[InspectedRow]) -> None:
    columns = (("项目", 36), ("数量", 12), ("说明", 90))
    sheet, formats = _sheet(book, "覆盖情况", columns)
    for number, line in enumerate(coverage(rows), 1):
        _write(sheet, formats, number, line, [width for _, width in columns])


def _findings(book: Any, documents: Sequence[Any]) -> None:
    columns = (("文件", 28), ("规则", 12), ("级别", 8), ("结果", 80), ("位置", 50), ("差额", 14), ("处理", 46))
    sheet, formats = _sheet(book, "核验结果", columns)
    number = 0
    for checked in documents:
        for entry in checked.entries:
            if entry["outcome"] != "fail":
                continue
            number += 1
            places = "；".join(
                f"{place['label']}：{_short(place['value'])}" if place["value"] else place["label"]
                for place in entry["places"][:5]
            )
            level = SEVERITY_NAMES[entry["severity"]]
            values = (checked.path.name, entry["rule"], level, entry["message"], places, entry["difference"] or "")
            _write(sheet, formats, number, (*values, entry["remedy"]), [width for _, width in columns])
    sheet.autofilter(0, 0, max(1, number), len(columns) - 1)


def _short(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:60]}…"


def _exceptions(book: Any, excepted: Sequence[Any]) -> None:
    columns = (("名称", 36), ("类型", 14), ("说明", 80))
    sheet, formats = _sheet(book, "例外名单", columns)
    for number, each in enumerate(excepted, 1):
        _write(sheet, formats, number, (each.name, each.kind, each.note), [width for _, width in columns])
