"""The blocks of a file under the headings of its format. A heading that is missing is said with the line after which it should stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from disclosure import formats
from disclosure.outline import wording
from disclosure.reading.layout.blocks import Block, ReadTable, Words
from disclosure.reading.layout.errors import UnreadableDisclosure
from disclosure.reading.layout.file_lines import FileLine
from disclosure.reading.layout.likeness import is_like
from disclosure.reading.layout.text_layout import blocks_of

FORMAT = "hebei-2018"
# The statutory tables come from the ledger; a text of this layout does not have them.
_NOT_IN_TEXTS = {"tables"}
_LONGEST_NAME = 60
_DIGITS = str.maketrans("０１２３４５６７８９〇零一二三四五六七八九", "012345678900123456789")
_YEAR = re.compile(r"(?P<year>[12１２二一][0-9０-９〇零一二三四五六七八九]{3})\s*年度?")
_KIND = re.compile(r"(?:部门|单位)?(?:收支)?预算")


@dataclass(frozen=True)
class SourceSection:
    """heading  None for the opening, which has none"""

    key: str
    heading: Words | None
    blocks: tuple[Block, ...]

    @property
    def words(self) -> tuple[Words, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Words))

    @property
    def tables(self) -> tuple[ReadTable, ...]:
        return tuple(block for block in self.blocks if isinstance(block, ReadTable))


@dataclass(frozen=True)
class Source:
    """A foreign disclosure, taken apart.

    name   the department as the title prints it
    year   0 where the title names none
    lines  the file's non-blank lines with their numbers, against which the composed document is compared
    """

    file: str
    title: Words
    name: str
    year: int
    sections: dict[str, SourceSection]
    lines: tuple[FileLine, ...]


def take_apart(lines: Sequence[FileLine], *, file: str) -> Source:
    """The title and the sections of a text laid out as the format hebei-2018. Raises UnreadableDisclosure."""
    filled = tuple(line for line in lines if line.text)
    blocks = list(blocks_of(lines))
    title, name, year = _title(blocks)
    rest = blocks[1:]
    specs = [spec for spec in formats.load(FORMAT).sections if spec.heading and spec.key not in _NOT_IN_TEXTS]
    places = _headings(rest, specs, end=filled[-1].number)
    sections = {"opening": SourceSection("opening", None, tuple(rest[: places[0]]))}
    for spec, start, stop in zip(specs, places, (*places[1:], len(rest)), strict=True):
        heading = rest[start]
        assert isinstance(heading, Words)  # noqa: S101  only words were looked at
        sections[spec.key] = SourceSection(spec.key, heading, tuple(rest[start + 1 : stop]))
    last = sections[specs[-1].key]
    if not last.blocks:
        raise UnreadableDisclosure(
            f"文件到这里就结束了，“{last.heading.text}”之下没有内容：文件不完整。" if last.heading else "文件不完整。",
            line=filled[-1].number,
        )
    return Source(file, title, name, year, sections, filled)


def _looks_like_a_title(text: str) -> bool:
    """One short line without a sentence in it. The opening paragraph says 公开 and the year too."""
    return len(text) <= _LONGEST_NAME + 20 and bool(_KIND.search(text)) and not re.search(r"[《》，。；：:]", text)


def _title(blocks: Sequence[Block]) -> tuple[Words, str, int]:
    first = blocks[0]
    if isinstance(first, Words) and _looks_like_a_title(first.squeezed):
        text = first.squeezed
        dated = _YEAR.search(text)
        kind = _KIND.search(text)
        name = text[: dated.start()] if dated else text[: kind.start() if kind else 0]
        if dated and not name.removeprefix("关于") and kind:
            name = text[dated.end() : kind.start()]
        name = name.removeprefix("关于")
        if 2 <= len(name) <= _LONGEST_NAME:
            return first, name, int(dated["year"].translate(_DIGITS)) if dated else 0
    raise UnreadableDisclosure(
        "这里没有部门预算公开说明的标题（应如“某某局2020年部门预算公开说明”），所以不知道这是谁哪一年的文件。",
        line=first.line,
    )


def _headings(blocks: Sequence[Block], specs: Sequence[formats.SectionSpec], *, end: int) -> list[int]:
    """Where each section begins. The sections stand in the order of the format."""
    places: list[int] = []
    for spec in specs:
        words = wording.render_source(spec.heading, {"scope": "部门"})
        start = places[-1] + 1 if places else 0
        found = next((i for i in range(start, len(blocks)) if _is_heading(blocks[i], words)), None)
        if found is None:
            raise _missing(blocks, words, specs[len(places) + 1 :], start, end)
        places.append(found)
    return places


def _is_heading(block: Block, words: str) -> bool:
    return (
        isinstance(block, Words)
        and block.level in {0, 2}
        and len(block.text) <= _LONGEST_NAME
        and is_like(block.text, words)
    )


def _missing(
    blocks: Sequence[Block], words: str, later: Sequence[formats.SectionSpec], start: int, end: int
) -> UnreadableDisclosure:
    for index in range(start, len(blocks)):
        for spec in later:
            spec_words = wording.render_source(spec.heading, {"scope": "部门"})
            if _is_heading(blocks[index], spec_words):
                following = blocks[index]
                return UnreadableDisclosure(
                    f"在这一行之后、第 {following.line} 行“{spec_words}”之前，应有标题“{words}”，没有找到。请补上标题后再导入。",
                    line=blocks[start - 1].line if start else 1,
                )
    return UnreadableDisclosure(f"文件到这里就结束了，没有“{words}”：文件不完整，或者不是本格式的公开说明。", line=end)
