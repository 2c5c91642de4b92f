"""The figures: whether the sums between the tables and the text of a document are right, from its figures alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from budgets.statements.identities import PRINTED
from budgets.statements.identity_kinds import FUNDS, Sum, last_year_of
from budgets.statements.rounding import TEN_THOUSAND, half_of_the_last_place, slack


class Figures:
    """The figures of a document: key → value in 元 and half of its last printed digit.

    The key is that of the cell in which a figure stands; of a figure that only the text prints, the figure's reference.
    A cell that is there and blank counts as nothing; one that is not there cannot be compared. The values are those
    that the document holds, which are exact where the printed ones are rounded to 万元.

    printed  key → every value that the document has under it, in its tables and its text
    garbled  figures that are not shown as their value is, in words
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self.values: dict[str, tuple[Decimal, Decimal]] = {}
        self.printed: dict[str, list[Decimal]] = {}
        self.garbled: list[str] = []
        in_text: dict[str, tuple[Decimal, Decimal]] = {}
        for block in _blocks(document):
            cells = [cell for row in block.get("body", []) for cell in row.get("cells", [])]
            for cell in cells:
                if key := cell.get("key"):
                    figure = next((run for run in cell.get("runs", []) if run.get("type") == "figure"), None)
                    self.values[key] = self._read(key, figure) if figure else (Decimal(0), Decimal(0))
            for run in block.get("runs", []):
                if run.get("type") == "figure":
                    in_text[run["ref"]] = self._read(run["ref"], run)
        self.values = in_text | self.values

    def _read(self, key: str, figure: dict[str, Any]) -> tuple[Decimal, Decimal]:
        factor = TEN_THOUSAND if figure["unit"] == "万元" else Decimal(1)
        shown, value = str(figure["shown"]).replace(",", ""), Decimal(figure["value"])
        half = half_of_the_last_place(figure["unit"], len(shown.partition(".")[2]))
        if _is_number(shown) and abs(Decimal(shown) - value) * factor > half:
            self.garbled.append(f"{key}：印出 {figure['shown']}，数据是 {figure['value']}")
        self.printed.setdefault(key, []).append(value * factor)
        return value * factor, half

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def has(self, key: str) -> bool:
        return key in self.values

    def is_told(self, key: str) -> bool:
        """There and not blank."""
        return key in self.printed


def _blocks(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for section in document.get("sections", []):
        yield from section.get("blocks", [])


def _is_number(shown: str) -> bool:
    try:
        return Decimal(shown).is_finite()
    except InvalidOperation:
        return False


class Compared:
    """One sum of an identity: the cell, the cells that it must be the sum of, and what came of it."""

    def __init__(self, cells: Figures, declared: Sum) -> None:
        one, others = declared.one, declared.others
        self.what, self.keys = declared.what, {one, *others}
        self.outcome = "无法核验"
        self.left = self.right = Decimal(0)
        if others and all(cells.has(key) for key in (one, *others)):
            self.left = cells.values[one][0]
            self.right = sum((cells.values[key][0] for key in others), Decimal(0))
            rounded = slack(cells.values[key][1] for key in (one, *others))
            self.outcome = "相符" if abs(self.left - self.right) <= rounded else "不符"

    def words(self) -> str:
        return f"{self.what}：{self.left:f}，应为 {self.right:f}" if self.outcome != "无法核验" else self.what


def check_figures(document: dict[str, Any]) -> dict[str, list[Compared]]:
    """Every identity between tables and text (C01 …) with its sums, from the figures of the document alone."""
    cells = Figures(document)
    found: dict[str, list[Compared]] = {}
    for identity in PRINTED:
        for each in identity.sums(cells):
            found.setdefault(identity.name, []).append(Compared(cells, each))
    for name, each in _in_the_text(cells):
        found.setdefault(name, []).append(Compared(cells, each))
    return found


def check_printing(document: dict[str, Any]) -> Iterator[str]:
    """What is printed in two ways: shown otherwise than its value is, or with two values in two places."""
    figures = Figures(document)
    yield from figures.garbled
    for key, values in figures.printed.items():
        if len(set(values)) > 1:
            yield f"{key}：各处不同，{'、'.join(f'{value:f}' for value in sorted(set(values)))}"


def standing_alone(document: dict[str, Any]) -> list[str]:
    """The figures that nothing else in the document confirms: in no sum that could be reckoned and printed once."""
    figures = Figures(document)
    sums = [each for compared in check_figures(document).values() for each in compared if each.outcome != "无法核验"]
    reckoned = {key for each in sums for key in each.keys}
    return [key for key, values in figures.printed.items() if len(values) == 1 and key not in reckoned]


def _in_the_text(cells: Figures) -> Iterator[tuple[str, Sum]]:
    """The amounts of the sentences against the tables, each sum with the name of its identity."""
    for ref, key in _in_tables(cells):
        if cells.is_told(ref) and cells.has(key):
            yield "正文数字与公开表一致", Sum(ref, ref, (key,))
    for ref in [key.removesuffix(".change") for key in cells if key.endswith(".change")]:
        before = last_year_of(cells, ref)
        if before and cells.is_told(ref) and cells.is_told(before):
            # A sentence says 增加 or 减少 and the amount of the change without a sign.
            more, less = sorted((ref, before), key=lambda key: cells.values[key][0], reverse=True)
            yield "正文增减额", Sum(ref, more, (less, f"{ref}.change"))
    parts = ("expenditure.personnel", "expenditure.operating")
    if all(cells.is_told(each) for each in ("expenditure.basic", *parts)):
        yield "基本支出等于人员经费加公用经费", Sum("正文", "expenditure.basic", parts)


def _in_tables(cells: Figures) -> Iterator[tuple[str, str]]:
    """A figure of the text and the key of the cell in which it stands."""
    yield from _SAID.items()
    start = "expenditure.project:"
    for ref in [ref for ref in cells if ref.startswith(start)]:
        yield ref, f"T10.{ref.removeprefix(start)}.total"


_SAID = {
    "revenue.total": "T01L.total.amount",
    **{f"revenue.{fund}": f"T01L.{fund}.amount" for fund in FUNDS},
    "expenditure.total": "T01R.total.total",
    "expenditure.basic": "T03.total.basic",
    "expenditure.project": "T03.total.project",
}
