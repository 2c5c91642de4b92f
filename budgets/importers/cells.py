"""What one cell says, and what is wrong with it."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

from budgets.text import ForbiddenCharacter, clean_text, squeeze

Cell = str | int | float | None

EXCEL_ERROR = "#错误"
_MOST_EXACT = 10**15  # a double holds fifteen digits; Excel has replaced the rest by zeros


class CellProblem(Exception):
    """The cell cannot be read as what its column holds."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


@dataclass(frozen=True, slots=True)
class FileProblem:
    """A fault of the file, at its place as Excel names it. column and heading are empty where the whole row is at fault."""

    sheet: str
    row: int
    column: str
    heading: str
    value: str
    message: str
    remedy: str

    @property
    def where(self) -> str:
        column = f" {self.column} 列（{self.heading}）" if self.column else ""
        return f"工作表“{self.sheet}”第 {self.row} 行{column}"

    def __str__(self) -> str:
        value = f"“{self.value}”：" if self.value else ""
        return f"{self.where}：{value}{self.message}。{self.remedy}"


def text_of(cell: Cell) -> str:
    """One line of clean text; nothing for a blank. A number is written without its .0. Raises CellProblem."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        if cell == EXCEL_ERROR:
            raise CellProblem("是 Excel 的错误值", "请改正公式，或改填文字后再上传。")
        try:
            return clean_text(cell, single_line=True)
        except ForbiddenCharacter as error:
            raise CellProblem(str(error).rstrip("。"), "请在 Excel 中重新键入这一格。") from error
    if abs(cell) >= _MOST_EXACT or not math.isfinite(cell):
        raise CellProblem("被 Excel 当作数字保存，末几位已经丢失", "请把这一列设为“文本”格式，重新填写后再上传。")
    return str(int(cell)) if cell == int(cell) else repr(cell)


def shown(cell: Cell) -> str:
    """The cell as it is quoted in a message."""
    if cell is None:
        return ""
    text = (
        cell if isinstance(cell, str) else str(int(cell)) if math.isfinite(cell) and cell == int(cell) else repr(cell)
    )
    return text if len(text) <= 40 else f"{text[:40]}…"


def plain(text: str) -> str:
    """Without blanks, full-width forms as half-width, letters small: as two people write the same thing."""
    return squeeze(unicodedata.normalize("NFKC", text)).lower()


def letters(index: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
