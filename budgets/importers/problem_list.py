"""The problems of a file as a workbook, to be worked through beside it."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from budgets.importers.cells import FileProblem

HEADINGS = (("工作表", 16), ("行", 8), ("列", 8), ("列名", 24), ("单元格内容", 30), ("错误", 44), ("如何改正", 60))


def workbook(problems: Sequence[FileProblem]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet("问题清单")
        head = book.add_format({"bold": True, "bg_color": "#FDECEC", "border": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for place, (heading, width) in enumerate(HEADINGS):
            page.set_column(place, place, width, wrapped)
            page.write_string(0, place, heading, head)
        for at, problem in enumerate(problems, 1):
            page.write_number(at, 1, problem.row, wrapped)
            texts = (
                problem.sheet,
                None,
                problem.column,
                problem.heading,
                problem.value,
                problem.message,
                problem.remedy,
            )
            for place, text in enumerate(texts):
                if text is not None:
                    page.write_string(at, place, text, wrapped)
        page.freeze_panes(1, 0)
    return buffer.getvalue()
