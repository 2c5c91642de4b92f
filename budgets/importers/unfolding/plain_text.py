"""Tables in plain text, as Excel saves them: commas, semicolons or tabs, in UTF-8, UTF-16 or the Chinese code page."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Iterator

from budgets.importers.unfolding import Limits, Rows, UnfoldingRefused, without_tail

_LOOKED_AT = 5  # lines


def rows_of(content: bytes, limits: Limits) -> Rows:
    text = _decoded(content)
    if re.match(r"\s*<(?:!doctype|html|table|\?xml|meta)", text[:500], re.IGNORECASE):
        raise UnfoldingRefused("文件其实是网页或 XML，只是以表格为名。请用 Excel 打开后另存为 .xlsx，再上传。")
    if "\x00" in text:
        raise UnfoldingRefused("文件不是文本，也不是 Excel 工作簿，无法读取。请上传 .xlsx、.xls 或 .csv 文件。")
    above = "\n".join(text[:20_000].splitlines()[:_LOOKED_AT])  # a title may stand over the row that names the columns
    delimiter = max(",\t;，", key=above.count)
    csv.field_size_limit(100_000)
    try:
        rows = [
            [cell or None for cell in row]
            for row in _at_most(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), limits)
        ]
    except csv.Error:
        raise UnfoldingRefused(
            "文件不是规范的 CSV（引号不成对，或一格超过 10 万字）。请用 Excel 打开后另存为 .xlsx，再上传。"
        ) from None
    return without_tail(rows)


def _decoded(content: bytes) -> str:
    """As Excel saves it: UTF-8, UTF-16 with its mark, or the Chinese code page."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise UnfoldingRefused("文件不是 Excel 工作簿，文字编码也无法识别。请用 Excel 打开后另存为 .xlsx，再上传。")


def _at_most(rows: Iterator[list[str]], limits: Limits) -> Iterator[list[str]]:
    cells = 0
    for number, row in enumerate(rows, 1):
        cells += len(row)
        if number > limits["rows"] or len(row) > limits["columns"] or cells > limits["cells"]:
            raise UnfoldingRefused(
                f"文件超出可导入的范围（{limits['rows']:,} 行、{limits['columns']} 列）。请只保留预算明细，另存后再上传。"
            )
        yield row
