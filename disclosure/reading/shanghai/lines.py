"""Lines of a PDF's text layer become sections of paragraphs: an indent begins a paragraph, a full line goes on in the next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from budgets.text import clean_text, squeeze
from disclosure.reading.layout.errors import UnreadableDisclosure
from disclosure.reading.layout.file_lines import FileLine, lines_of
from disclosure.reading.official.titles import Title, table_named

_TITLE = re.compile(r"^(?P<region>.{2,20}?)(?P<year>20\d{2})年(?P<level>[市区县]级)?(?P<scope>部门|单位)预算$")
_AUTHOR = re.compile(r"^预算(?:主管)?(?P<scope>部门|单位)[:：](?P<name>.{2,60})$")
# In the order in which they stand.
_SECTIONS = (
    ("mandate", re.compile(r"^.{0,60}主要职能$")),
    ("institutions", re.compile(r"^.{0,60}机构设置$")),
    ("glossary", re.compile(r"^名词解释$")),
    ("explanation", re.compile(r"^(?:20\d{2}年)?(?:部门|单位)?预算编制说明$")),
    ("related", re.compile(r"^其他相关情况说明$")),
    ("project_notes", re.compile(r"^.{0,40}项目经费情况说明$")),
    ("targets", re.compile(r"^财政项目支出绩效目标(?:填报|申报)?表$")),
)
_NUMBERED = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、])")
_MOST_BEFORE_THE_TITLE = 20
_LONGEST_HEADING = 80


@dataclass(frozen=True)
class SourceLine:
    """A line as it stands in the file. number counts the ends of lines that an editor shows; a new page is no line of its own.

    page  of a PDF, counted from 1; 0 for a file whose lines somebody can count
    """

    number: int
    raw: str
    page: int = 0

    @property
    def text(self) -> str:
        return self.raw.strip()

    @property
    def is_indented(self) -> bool:
        return self.raw[:1].isspace()


def place_of(line: SourceLine) -> str:
    """The page of a PDF; of a text the line."""
    return f"第 {line.page} 页" if line.page else f"第 {line.number} 行"


@dataclass(frozen=True)
class SourceParagraph:
    """line: the first of its lines."""

    text: str
    line: int

    @property
    def squeezed(self) -> str:
        return squeeze(self.text)


@dataclass
class SourcePart:
    """A section, or a table under its title. key: of the format's sections, or of the table (T01)."""

    key: str
    heading: SourceLine
    lines: list[SourceLine]
    title: Title | None = None

    @property
    def paragraphs(self) -> list[SourceParagraph]:
        return list(_joined(self.lines))


@dataclass(frozen=True)
class Taken:
    """A budget, taken apart.

    name     of the department or unit on the cover
    is_of_pages  a PDF that does not say what is a cell: what stands on one line, and in which column, is only guessed
    skipped  lines before the cover's title: no part of the document
    """

    file: str
    title: SourceLine
    name: str
    region_name: str
    year: int
    scope: str
    parts: tuple[SourcePart, ...]
    skipped: tuple[SourceLine, ...]
    is_of_pages: bool = False

    def part(self, key: str) -> SourcePart | None:
        return next((part for part in self.parts if part.key == key), None)

    @property
    def tables(self) -> list[SourcePart]:
        return [part for part in self.parts if part.title is not None]


def recognise(lines: Iterable[FileLine]) -> bool:
    """Whether a text is laid out so: the cover's title and author at its beginning, and 预算编制说明 in its table of contents."""
    return has_cover([line.text for line in lines])


def has_cover(lines: Sequence[str]) -> bool:
    beginning = [squeeze(line) for line in lines[:80]]
    return (
        any(_TITLE.match(text) for text in beginning[:_MOST_BEFORE_THE_TITLE])
        and any(_AUTHOR.match(text) for text in beginning[:_MOST_BEFORE_THE_TITLE])
        and any("预算编制说明" in text for text in beginning)
    )


def take_apart(content: bytes, *, file: str, is_of_pages: bool = False) -> Taken:
    """Raises UnreadableDisclosure for what is no text, has no cover, or breaks off.

    is_of_pages  the text is that of a PDF without structure, with a form feed before each new page
    """
    lines_of(content)  # size, encoding and characters are judged there
    lines = list(_source_lines(content, is_of_pages=is_of_pages))
    start, cover = next(
        (
            (at, found)
            for at, line in enumerate(lines[:_MOST_BEFORE_THE_TITLE])
            if (found := _TITLE.match(squeeze(line.text)))
        ),
        (0, None),
    )
    if cover is None:
        raise UnreadableDisclosure("没有找到封面的标题（应如“某市某区2025年区级部门预算”）。", line=1)
    author = next((found for line in lines[start : start + 10] if (found := _AUTHOR.match(squeeze(line.text)))), None)
    if author is None:
        raise UnreadableDisclosure("封面上没有“预算主管部门：…”，不知道这是谁的预算。", line=lines[start].number)
    parts = tuple(_parts(lines[start + 1 :]))
    _check(parts, lines[-1].number)
    return Taken(
        file=file,
        title=lines[start],
        name=author["name"],
        region_name=cover["region"],
        year=int(cover["year"]),
        scope=cover["scope"],
        parts=parts,
        skipped=tuple(line for line in lines[:start] if line.text),
        is_of_pages=is_of_pages,
    )


def _source_lines(content: bytes, *, is_of_pages: bool) -> Iterator[SourceLine]:
    page = 1
    for number, raw in enumerate(re.split("\r\n|\r|\n", _decoded(content)), 1):
        page += raw.count("\x0c")
        words = clean_text(raw.replace("\x0c", "")) if raw.strip() else ""
        yield SourceLine(number, words, page if is_of_pages else 0)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")


def _parts(lines: Sequence[SourceLine]) -> Iterator[SourcePart]:
    """Sections and tables. The table of contents names them all with numbers before them or dots behind."""
    part: SourcePart | None = None
    position = 0
    for line in lines:
        key, title = _heading(line, _SECTIONS[position:])
        if key and not (part is None and key != "mandate"):
            if part:
                yield part
            part = SourcePart(key, line, [], title)
            position = max(
                (at for at, (name, _) in enumerate(_SECTIONS) if name == key and name != "targets"), default=position
            )
        elif part is not None:
            part.lines.append(line)
    if part:
        yield part


def _heading(line: SourceLine, later: Sequence[tuple[str, re.Pattern[str]]]) -> tuple[str, Title | None]:
    """The section or table that begins with a line."""
    text = squeeze(line.text)
    if not text or line.is_indented or len(text) > _LONGEST_HEADING or _NUMBERED.match(text):
        return "", None
    for key, pattern in later:
        if pattern.match(text):
            return key, None
    title = table_named(line.text)
    return (title.key, title) if title and text.endswith("表") else ("", None)


def _joined(lines: Iterable[SourceLine]) -> Iterator[SourceParagraph]:
    """Lines without an indent go on the paragraph before them."""
    text, number = "", 0
    for line in lines:
        if not line.text:
            continue
        if line.is_indented or not text:
            if text:
                yield SourceParagraph(text, number)
            text, number = line.text, line.number
        else:
            text += line.text
    if text:
        yield SourceParagraph(text, number)


def _check(parts: Sequence[SourcePart], end: int) -> None:
    keys = {part.key for part in parts}
    for key, words in (("mandate", "主要职能"), ("explanation", "预算编制说明"), ("related", "其他相关情况说明")):
        if key not in keys:
            raise UnreadableDisclosure(
                f"没有找到“{words}”一节，文件可能不完整（共 {end} 行）。请重新获取完整的文件。", line=end
            )
