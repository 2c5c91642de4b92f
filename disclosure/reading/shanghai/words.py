"""Generates first, then compares: what the source says in the standard words is not stored, only what differs is.

How a number is written (1,234.50 or 1234.5) and how wide a bracket is are the format's, not the department's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from budgets.models import DepartmentalBudget
from budgets.statements.ledger import Ledger
from budgets.text import squeeze
from disclosure.composition.compose import Composition, compose
from disclosure.document import Heading, Section, Table, plain_text
from disclosure.outline.builder import WordBlock
from disclosure.reading.hebei.own_words import OwnWords
from disclosure.reading.matching.alignment import Piece, align
from disclosure.reading.shanghai import binding
from disclosure.reading.shanghai.facts import ShanghaiFacts
from disclosure.reading.shanghai.lines import SourceLine, SourceParagraph, SourcePart, Taken
from disclosure.reading.shanghai.notes import aspect_headings

_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])|(?<![\d.,])\d+\.\d+(?![\d.])")
_SAME = str.maketrans({"(": "（", ")": "）", ":": "：", ",": "，", ";": "；", "．": ".", "“": '"', "”": '"'})


def plain(text: str) -> str:
    """Text as it is compared."""

    def number(found: re.Match[str]) -> str:
        digits = found.group().replace(",", "")
        return digits.rstrip("0").rstrip(".") if "." in digits else digits

    return _NUMBER.sub(number, squeeze(text)).translate(_SAME)


def compare(budget: DepartmentalBudget, taken: Taken, facts: ShanghaiFacts) -> OwnWords:
    """Own words and prose of the source beside the document as the stored rows generate it. Stores nothing.

    The title is not compared: a cover names place and author in two lines, a page needs both in one.
    """
    composition = compose(Ledger.of(budget), own_words=False)
    found = _ShanghaiComparison(composition)
    for section in composition.document.sections:
        if section.key.startswith("tables."):
            found.table(section, taken, facts)
        elif part := taken.part(section.key):
            found.section(section, part)
    found.result.generated = len(composition.words)
    order = {key: position for position, key in enumerate(composition.words)}
    found.result.kept = dict(sorted(found.result.kept.items(), key=lambda item: order[item[0]]))
    return found.result


class _ShanghaiComparison:
    def __init__(self, composition: Composition) -> None:
        self.composition = composition
        self.result = OwnWords()

    def section(self, section: Section, part: SourcePart) -> None:
        """The heading stands for the heading; below it equal paragraphs first, then the likest."""
        form = list(_pieces(section, self.composition.words))
        source = list(_source(part))
        if form and form[0].is_heading:
            self.words(form[0].key, part.heading.text, part.heading.number)
            form = form[1:]
        pairs = _with_places(dict(align(form, source)), form, source)
        for i, piece in enumerate(form):
            if i in pairs:
                self.words(piece.key, source[pairs[i]].text, source[pairs[i]].line)
            elif piece.flexible:
                self.result.kept[piece.key] = ""
        partner = {j: i for i, j in pairs.items()}
        anchor = f"{section.key}.heading"
        for j, piece in enumerate(source):
            if j in partner:
                anchor = form[partner[j]].key
            else:
                self.prose(anchor, SourceParagraph(piece.text, piece.line))

    def table(self, section: Section, taken: Taken, facts: ShanghaiFacts) -> None:
        """A table's title, its small print and the sentence under it."""
        key = section.key.removeprefix("tables.")
        part = next((part for part in taken.tables if part.key == key), None)
        if part is None:
            return
        self.words(f"{key}.title", part.heading.text, part.heading.number)
        notes = facts.table_notes.get(key, [])
        if f"{key}.note" in self.composition.words:
            if notes:
                self.words(f"{key}.note", notes[0].text, notes[0].number)
            else:
                self.result.kept[f"{key}.note"] = ""
            notes = notes[1:]
        for note in notes:
            self.prose(key, SourceParagraph(note.text, note.number))

    def words(self, key: str, text: str, line: int) -> None:
        """Keeps the words of a block where they are not the standard ones. Blocks that hold the department's prose have none."""
        block = self.composition.words.get(key)
        if block is None or self._is_standard(block, text):
            return
        if block.kind == "sentence":
            bound = binding.bind(text, generated=block.generated, amounts=self.composition.amounts)
            self.result.bound.extend((line, amount) for amount in bound.bound)
            self.result.unbound.extend((line, amount) for amount in bound.unbound)
            self.result.kept[key] = bound.text
        else:
            self.result.kept[key] = binding.escaped(text)
        self.result.lines[key] = line

    def prose(self, anchor: str, paragraph: SourceParagraph) -> None:
        key = f"after:{anchor}"
        self.result.prose.setdefault(key, []).append(paragraph.text)
        self.result.lines.setdefault(key, paragraph.line)

    def _is_standard(self, block: WordBlock, text: str) -> bool:
        shown = binding.shown(block.generated, self.composition.amounts)
        return plain(shown) == plain(text)


def _with_places(pairs: dict[int, int], form: Sequence[Piece], source: Sequence[Piece]) -> dict[int, int]:
    """A paragraph that is like no block, right behind a pair, stands in the place of the next block that has no partner."""
    taken = set(pairs.values())
    found = dict(pairs)
    for i, j in sorted(pairs.items()):
        i, j = i + 1, j + 1
        while (
            i < len(form)
            and j < len(source)
            and i not in found
            and j not in taken
            and form[i].flexible
            and form[i].is_heading == source[j].is_heading
        ):
            found[i] = j
            taken.add(j)
            i, j = i + 1, j + 1
    return found


def _pieces(section: Section, words: dict[str, WordBlock]) -> Iterator[Piece]:
    for block in section.blocks:
        if not isinstance(block, Table):
            yield Piece(
                plain_text(block.runs), block.key, flexible=block.key in words, is_heading=isinstance(block, Heading)
            )


def _source(part: SourcePart) -> Iterator[Piece]:
    headings = {line.number for _, line in aspect_headings(part)} if part.key == "project_notes" else set()
    for paragraph in _paragraphs(part, headings):
        yield Piece(paragraph.text, line=paragraph.line, is_heading=paragraph.line in headings)


def _paragraphs(part: SourcePart, headings: set[int]) -> Iterator[SourceParagraph]:
    """A heading without an indent is a paragraph of its own, and what follows it begins another."""
    inside: list[SourceLine] = []
    for line in part.lines:
        if line.number in headings:
            yield from SourcePart(part.key, part.heading, inside).paragraphs
            yield SourceParagraph(line.text, line.number)
            inside = []
        else:
            inside.append(line)
    yield from SourcePart(part.key, part.heading, inside).paragraphs


def paragraphs_of(part: SourcePart) -> list[SourceParagraph]:
    """The paragraphs of a section, the fixed headings of 项目经费情况说明 each for itself."""
    return [SourceParagraph(piece.text, piece.line) for piece in _source(part)]


def not_printed(wanted: Sequence[SourceParagraph], printed: Sequence[str]) -> list[SourceParagraph]:
    """The paragraphs of the source that the document does not print, in whatever place."""
    there = {plain(line) for line in printed}
    return [paragraph for paragraph in wanted if plain(paragraph.text) not in there]
