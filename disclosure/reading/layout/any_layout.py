"""A disclosure of no known layout: its name and year as far as they are written, and its lines as paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from budgets.text import squeeze
from disclosure.reading.layout.file_lines import FileLine

_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=年|部门预算|单位预算)")
_KIND = re.compile(r"(?:部门|单位)?(?:收支)?(?:预算|决算|[“\"]?三公[”\"]?经费)")
_ENDS = re.compile(r"^(?P<name>.{2,60}?)(?:关于)?(?:20\d{2})年?度?.*(?:预算|三公)")
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}(?:部分|章)|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[、.．](?!\d))"
)
_ADDRESS = re.compile(r"^https?://\S+$")
# What a section is about, by a word of its heading: only what decides how its sentences are read.
_SUBJECTS = (
    ("performance", re.compile("绩效")),
    ("glossary", re.compile("名词解释|收入科目|支出科目|经济分类科目")),
)
_LONGEST_TITLE = 60
_LONGEST_HEADING = 40
_TITLE_WITHIN = 12
_TITLE_LINES = 3
_OFTEN = 3
# A text with lines of a page's width was copied from pages: its paragraphs are several lines.
_LEAST_WIDTH = 25
_ENDS_A_PARAGRAPH = ("。", "；", "：")
_BROKEN_OFF = re.compile(r"\d\s*[十百千]?[万亿]?(?:元|$).{0,200}(?:[、，,]|[^。；;：:！!？?”）)\]】|])$|[、，,]$")
# A text that never ends a sentence is cut somewhere.
_LONGEST_PARAGRAPH = 20_000
_LEAST_SHARE = 0.3


@dataclass(frozen=True)
class Passage:
    """number: of the line where it begins. heading: a short numbered line. subject: "" where it does not matter."""

    number: int
    text: str
    is_heading: bool = False
    is_cell: bool = False
    subject: str = ""
    section: int = 0


@dataclass(frozen=True)
class AnyText:
    """title, name "" and year 0 where the text does not say."""

    title: Passage | None
    name: str
    year: int
    is_unit: bool
    passages: tuple[Passage, ...]


def take_apart(lines: Sequence[FileLine]) -> AnyText:
    filled = [line for line in lines if line.text and not _ADDRESS.match(line.text)]
    title = _title(filled)
    text = "".join(line.text for line in title)
    squeezed = squeeze(text)
    named = _ENDS.match(squeezed)
    of_title = _YEAR.search(squeezed)
    return AnyText(
        Passage(title[0].number, text, is_heading=True) if title else None,
        named["name"].removeprefix("关于") if named else "",
        int(of_title[1]) if of_title else _year_spoken_of(filled),
        "单位预算" in squeezed,
        tuple(_passages([line for line in filled if line not in title])),
    )


def _title(filled: Sequence[FileLine]) -> Sequence[FileLine]:
    """The line of the title, or the few lines over which it is broken; empty where there is none."""
    for at, line in enumerate(filled[:_TITLE_WITHIN]):
        if _is_title(line.text):
            return filled[at : at + 1]
        for end in range(at + 2, min(at + _TITLE_LINES, len(filled)) + 1):
            together = filled[at:end]
            if any(each.is_cell or not _may_be_a_title(each.text) or _is_title(each.text) for each in together):
                break
            if _is_title("".join(each.text for each in together)):
                return together
    return ()


def _year_spoken_of(filled: Iterable[FileLine]) -> int:
    """Of a text without a title: the latest of the years that it often names. A budget says as much of the year before."""
    years = Counter(int(year) for line in filled for year in _YEAR.findall(line.text))
    most = max(years.values(), default=0)
    return max((year for year, count in years.items() if count * _OFTEN >= most), default=0)


def _may_be_a_title(text: str) -> bool:
    """Whether a part of a title may stand in the line."""
    plain = squeeze(text)
    return len(plain) <= _LONGEST_TITLE and not re.search(r"[。；：，,;:]", plain) and not _NUMBERED.match(plain)


def _is_title(text: str) -> bool:
    plain = squeeze(text)
    return (
        len(plain) <= _LONGEST_TITLE
        and bool(_KIND.search(plain))
        and bool(_YEAR.search(plain))
        and not re.search(r"[。；，,;]", plain)
        and not _NUMBERED.match(plain)
    )


def _passages(lines: Sequence[FileLine]) -> Iterator[Passage]:
    section, subject = 0, ""
    for number, text, is_cell in _joined(lines):
        is_heading = (
            not is_cell
            and len(text) <= _LONGEST_HEADING
            and bool(_NUMBERED.match(text))
            and text[-1] not in "。；;，,：:"
        )
        if is_heading:
            section += 1
            subject = next((key for key, pattern in _SUBJECTS if pattern.search(text)), "")
        yield Passage(number, text, is_heading, is_cell, subject, section)


def _joined(lines: Sequence[FileLine]) -> Iterator[tuple[int, str, bool]]:
    width = _width(line.text for line in lines if not line.is_cell)
    parts: list[str] = []
    number = length = 0
    for line in lines:
        if parts and (line.is_cell or _NUMBERED.match(line.text) or length > _LONGEST_PARAGRAPH):
            yield number, "".join(parts), False
            parts, length = [], 0
        if line.is_cell:
            yield line.number, line.text, True
            continue
        number = number if parts else line.number
        parts.append(line.text)
        length += len(line.text)
        is_full = bool(width) and len(line.text) >= width - 3
        if line.text.endswith(_ENDS_A_PARAGRAPH) or not (is_full or _goes_on(line.text)):
            yield number, "".join(parts), False
            parts, length = [], 0
    if parts:
        yield number, "".join(parts), False


def _goes_on(text: str) -> bool:
    """Whether a sentence with commas and an amount breaks off at the end of the line: the width of a page, even where
    too few lines show which.
    """
    last = text[text.rfind("。") + 1 :]
    return len(text) >= _LEAST_WIDTH and bool(_BROKEN_OFF.search(last))


def _width(texts: Iterable[str]) -> int:
    """How many letters a full line has; 0 where the lines are whole paragraphs."""
    long = [len(text) for text in texts if len(text) >= _LEAST_WIDTH]
    if len(long) < 4:
        return 0
    widest = max(long)
    full = sum(length >= widest - 3 for length in long)
    return widest if widest <= 80 and full >= _LEAST_SHARE * len(long) else 0
