"""Which row of a sheet names its columns, what they are called, and in what the money is counted."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from budgets.importers.cells import Cell, letters, plain
from budgets.importers.columns import HEADS
from budgets.importers.reader import FileSheet

SEARCHED_ROWS = 30
LEAST_HEADS = 2  # recognised names that make a row a header
LEAST_TEXTS = 3  # cells of text, and no number, that make one where no name is recognised

_MONEY = re.compile(r"(?:^|[(:])(?:单位|金额单位|人民币|计量单位)?[::]?(亿元|万元|元)(?:$|\))")
_CAPTION = re.compile(r"(?:单位|金额单位|计量单位):(?:人民币)?(亿元|万元|元)$")
_BEHIND = re.compile(r"\([^()]*\)$|:(?:亿元|万元|元)$")
# 2025年, 预算年度:2025; not the day on which somebody printed the list.
_YEAR = re.compile(r"(20[0-9]{2})年(?![0-9]{1,2}月)|年度:(20[0-9]{2})(?![0-9])")
_OWNER = re.compile(r"(?:编制|填报|预算)?(?:单位|部门)(?:名称)?:[\[(]?[0-9]*[\])]?[-]?(.{2,60})")

_BY_ALIAS: dict[str, tuple[int, str]] = {}
for _key, _head in HEADS.items():
    for _rank, _alias in enumerate((_head.label, *_head.aliases)):
        _BY_ALIAS.setdefault(plain(_alias), (_rank, _key))


@dataclass(frozen=True)
class HeaderCell:
    """A column of the file. title: as the file writes it, numbered where it is written twice."""

    index: int
    title: str

    @property
    def letter(self) -> str:
        return letters(self.index)


@dataclass(frozen=True)
class Header:
    """Where a sheet's rows begin and what its columns are.

    unit_of_money  that its words state: 元 or 万元; empty where they state none, or two
    year           that the lines above it name; 0 where they name none, or several
    owner          the unit or department that they name; empty where they name none
    """

    sheet: str
    first_row: int
    headings: tuple[HeaderCell, ...]
    unit_of_money: str
    year: int
    owner: str = ""

    @property
    def signature(self) -> str:
        """Equal for the same columns in any order."""
        return hashlib.sha256("\n".join(sorted(plain(each.title) for each in self.headings)).encode()).hexdigest()

    def proposed(self) -> dict[str, str]:
        """Key of a head → title of the file's column, by their names. Of two candidates the more usual name wins."""
        best: dict[str, tuple[int, str]] = {}
        for heading in self.headings:
            found = _recognised(heading.title)
            if found and (found[1] not in best or found[0] < best[found[1]][0]):
                best[found[1]] = (found[0], heading.title)
        return {key: title for key, (_, title) in best.items()}

    def index_of(self, title: str) -> int | None:
        return next((each.index for each in self.headings if each.title == title), None)


def find_header(sheet: FileSheet) -> Header | None:
    """None for a sheet that holds no table of ours (a cover, an explanation)."""
    candidates = []
    for number, row in enumerate(sheet.rows[:SEARCHED_ROWS]):
        above = sheet.rows[number - 1] if number else []
        for titles in (_titles(row), _joined(above, row)):
            score = len({found[1] for title in titles.values() if (found := _recognised(title))})
            if score >= LEAST_HEADS:
                candidates.append((score, -number, titles))
    if candidates:
        _, place, titles = max(candidates, key=lambda each: each[:2])
        return _header(sheet, -place, titles)
    for number, (row, below) in enumerate(pairwise(sheet.rows[:SEARCHED_ROWS])):
        if _looks_like_names(row) and any(isinstance(cell, int | float) for cell in below):
            return _header(sheet, number, _titles(row))
    return None


def _recognised(title: str) -> tuple[int, str] | None:
    return _BY_ALIAS.get(plain(_bare(title)))


def _bare(title: str) -> str:
    """Without the mark of what is required, without a unit and without what stands in brackets at the end."""
    return _BEHIND.sub("", unicodedata.normalize("NFKC", "".join(title.split())).strip("*:"))


def _titles(row: Sequence[Cell]) -> dict[int, str]:
    return {index: " ".join(cell.split()) for index, cell in enumerate(row) if isinstance(cell, str) and cell.strip()}


def _joined(above: Sequence[Cell], row: Sequence[Cell]) -> dict[int, str]:
    """A header of two rows: a group's name above stands for the columns under it."""
    groups, own = _titles(above), _titles(row)
    if not own:
        return own
    joined, group = {}, ""
    for index in range(max([*groups, *own], default=-1) + 1):
        group = groups.get(index, group if index in own else "")
        if title := f"{group}{own.get(index, '')}":
            joined[index] = title
    return joined


def _looks_like_names(row: Sequence[Cell]) -> bool:
    filled = [cell for cell in row if cell is not None]
    return len(filled) >= LEAST_TEXTS and all(isinstance(cell, str) for cell in filled)


def _header(sheet: FileSheet, place: int, titles: dict[int, str]) -> Header:
    headings, seen = [], {}  # type: ignore[var-annotated]
    for index, title in titles.items():
        seen[title] = seen.get(title, 0) + 1
        headings.append(HeaderCell(index, title if seen[title] == 1 else f"{title}#{seen[title]}"))
    captions = [cell for row in sheet.rows[: place + 1] for cell in row if isinstance(cell, str)]
    amounts = [title for title in titles.values() if (found := _recognised(title)) and found[1] == "amount"]
    stated = _stated(amounts, _MONEY) or _stated(captions, _CAPTION)
    above = [unicodedata.normalize("NFKC", "".join(text.split())) for text in captions]
    years = {int(year or other) for text in above for year, other in _YEAR.findall(text)}
    owners = (match[1] for text in above if (match := _OWNER.fullmatch(text)) and not _CAPTION.search(text))
    return Header(
        sheet.name, place + 1, tuple(headings),
        unit_of_money=stated.pop() if len(stated) == 1 else "", year=years.pop() if len(years) == 1 else 0,
        owner=next(owners, ""),
    )  # fmt: skip


def _stated(texts: Sequence[str], pattern: re.Pattern[str]) -> set[str]:
    flat = (unicodedata.normalize("NFKC", "".join(text.split())) for text in texts)
    return {match[1] for text in flat if (match := pattern.search(text))}
