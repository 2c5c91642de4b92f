"""Which rows below a header are lines: sums, repeated headers, numbers of columns and words below the table are none.

Each is passed over and told, with its row. Where in doubt a row is a line: then a fault of it is reported, and nothing lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from budgets.importers.cells import Cell, plain
from budgets.importers.headers import Header

_SUM = re.compile(r"(?:合计|总计|小计|合计数)[:]?")
_SUM_OF = re.compile(r".*(?:合计|总计|小计)[:]?")
_MOST_TOLD = 8  # rows by their number; the rest is counted


def is_total(row: Sequence[Cell]) -> bool:
    """A sum among the lines would be counted twice. Its word ends the first text of the row (部门合计), or stands by itself in another."""
    is_first = True
    for cell in row:
        if not isinstance(cell, str):
            continue
        if "计" in cell:  # every row of a long file comes by here
            word = plain(cell)
            if _SUM.fullmatch(word) or (is_first and _SUM_OF.fullmatch(word)):
                return True
        is_first = is_first and not cell.strip()
    return False


class Passing:
    """Of one sheet: which rows are no lines, and which were met.

    used    the places of the columns that the clerk has matched
    amount  that of the money; None where no column is
    """

    def __init__(self, header: Header, used: set[int], amount: int | None) -> None:
        self.used, self.amount = sorted(used), amount
        self.first_row = header.first_row + 1
        self.titles = {each.index: plain(each.title) for each in header.headings}
        self.met: dict[str, list[int]] = {}

    def passes(self, number: int, row: Sequence[Cell]) -> bool:
        """Whether a row, by its number in Excel, is no line."""
        why = self._why(number, row)
        if why:
            self.met.setdefault(why, []).append(number)
        return bool(why)

    def _why(self, number: int, row: Sequence[Cell]) -> str:
        if is_total(row):
            return "合计或小计"
        if number == self.first_row and _are_column_numbers([cell for _, cell in self._filled(row)]):
            return "列号"
        if self._is_header(row):
            return "重复的表头"
        if self.amount is not None and _is_blank(row, self.amount) and _are_words(self._filled(row)):
            return "没有金额的说明文字"
        return ""

    def _filled(self, row: Sequence[Cell]) -> list[tuple[int, Cell]]:
        return [(at, row[at]) for at in self.used if not _is_blank(row, at)]

    def _is_header(self, row: Sequence[Cell]) -> bool:
        """Exports that are cut into pages name the columns again and again."""
        first = self.used[0]
        if not self._names(first, row[first] if first < len(row) else None):
            return False
        return all(self._names(at, cell) for at, cell in self._filled(row))

    def _names(self, at: int, cell: Cell) -> bool:
        return isinstance(cell, str) and plain(cell) == self.titles.get(at)

    def told(self, sheet: str) -> list[str]:
        return [
            f"工作表“{sheet}”有 {len(rows)} 行{why}（第 {numbers_of(rows)} 行），未作为明细读取"
            for why, rows in self.met.items()
        ]


def _is_blank(row: Sequence[Cell], at: int) -> bool:
    return at >= len(row) or row[at] is None or row[at] == ""


def _are_column_numbers(cells: Sequence[Cell]) -> bool:
    """栏次 | 1 | 2 | 3, right under the header."""
    digits = [plain(str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell)) for cell in cells]
    numbers = [int(text) for text in digits if text.isascii() and text.isdigit() and len(text) < 4]
    return len(numbers) > 2 and len(numbers) >= len(cells) - 1 and all(after > one for one, after in pairwise(numbers))


def _are_words(filled: Sequence[tuple[int, Cell]]) -> bool:
    """One remark across the sheet, or pairs like 制表人：… 审核人：…; a line of which only the amount is missing names more."""
    texts = [plain(cell) for _, cell in filled if isinstance(cell, str)]
    return len(texts) == len(filled) and (len(texts) == 1 or all(":" in text for text in texts))


def numbers_of(rows: Sequence[int]) -> str:
    """3、6、9 等."""
    return "、".join(map(str, rows[:_MOST_TOLD])) + (" 等" if len(rows) > _MOST_TOLD else "")
