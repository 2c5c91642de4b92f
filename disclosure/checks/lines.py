"""The document as lines with their places, for rules that read words; and the words that the department itself wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from budgets.rules.registry import Finding, Place
from budgets.statements.memory import once
from disclosure.checks import locations
from disclosure.checks.amounts import Mention, flat, mentions
from disclosure.composition.review import Review
from disclosure.document import Block, Figure, Heading, Paragraph, Run, Table, plain_text

LineKind = Literal["heading", "body", "label", "head-cell", "cell"]
_STATUTORY = re.compile(r"T\d\d\b")
# Standard words that are hardly more than a frame around the department's.
_FRAMES = ("performance.duty:", "glossary.", "explanation.item:")
_SENTENCE_END = re.compile(r"[。；;！？]")
# Of one paragraph a rule reports so many findings: who mends them is told what is left.
MOST_OF_A_LINE = 20


@dataclass(frozen=True)
class DocumentLine:
    """A paragraph, a heading or a filled cell.

    key      of the block or cell
    table    key of the table that the cell stands in; empty outside tables
    subject  what it is about, by the key of the section that the subject has to itself elsewhere; empty for the title
    is_own   the department's words, not the format's
    """

    key: str
    text: str
    kind: LineKind
    subject: str
    runs: tuple[Run, ...]
    table: str = ""
    is_own: bool = False

    @cached_property
    def flat(self) -> str:
        """The runs as one text, in which the amounts have their places. `text` is the same without outer blanks."""
        return flat(self.runs)

    @cached_property
    def mentions(self) -> list[Mention]:
        """Every amount of the line. Many rules ask for them, so they are looked for once."""
        return mentions(self.runs)

    @cached_property
    def sure_mentions(self) -> list[Mention]:
        return [each for each in self.mentions if each.is_sure]


@once
def lines(review: Review) -> tuple[DocumentLine, ...]:
    """Every line in reading order."""
    return tuple(_lines(review))


def _lines(review: Review) -> Iterator[DocumentLine]:
    document = review.document
    yield from _of_block(review, "", document.title)
    for section in document.sections:
        for block in section.blocks:
            yield from _of_block(review, section.key, block)


def _of_block(review: Review, section: str, block: Block) -> Iterator[DocumentLine]:
    if isinstance(block, Table):
        for position, row in enumerate(block.rows):
            for cell in row.cells:
                if text := plain_text(cell.runs).strip():
                    kind: LineKind = (
                        "head-cell"
                        if cell.head or (position < len(block.head) and is_form_word(review, cell.key))
                        else "cell"
                    )
                    subject = _subject(section, block.key)
                    yield DocumentLine(
                        cell.key or block.key, text, kind, subject, cell.runs, block.key, _is_own(review, cell.key)
                    )
        return
    if text := plain_text(block.runs).strip():
        if isinstance(block, Heading):
            kind = "heading"
        elif isinstance(block, Paragraph) and block.style != "body":
            kind = "label"
        else:
            kind = "body"
        yield DocumentLine(
            block.key, text, kind, _subject(section, block.key), block.runs, "", _is_own(review, block.key)
        )


def _subject(section: str, key: str) -> str:
    """Some forms speak of several subjects in one section: there the key of the block tells them apart."""
    if section == "related":
        return key.removeprefix("after:").split(".")[1] if "." in key else section
    return {"mandate": "organisation", "institutions": "organisation", "explanation": "overview"}.get(section, section)


def is_form_word(review: Review, key: str) -> bool:
    return key in review.composition.words


def _is_own(review: Review, key: str) -> bool:
    """Whether the department answers for the words: its own text in a block of the form, or its own prose and rows."""
    block = review.composition.words.get(key)
    if block is None:
        return not _STATUTORY.match(key)
    return block.own is not None or key.startswith(_FRAMES)


def subject_lines(review: Review, subject: str) -> tuple[DocumentLine, ...]:
    return tuple(line for line in lines(review) if line.subject == subject)


def subject_text(review: Review, subject: str) -> str:
    """The subject's sentences as one text."""
    return "\n".join(line.text for line in sentence_lines(review, subject))


def are_the_systems(review: Review, found: Iterable[DocumentLine] = ()) -> bool:
    """Whether the system made all of these lines, so that what is found in them is no misreading of somebody's words.

    Of a document that was read from elsewhere nothing is: its rows were read out of sentences, too.
    """
    is_from_elsewhere = review.is_words_alone or review.ledger.budget.imported
    return not is_from_elsewhere and not any(line.is_own for line in found)


def sentence_lines(review: Review, subject: str) -> tuple[DocumentLine, ...]:
    """The subject's sentences, without tables and headings."""
    return tuple(line for line in subject_lines(review, subject) if line.kind in {"body", "label"} and not line.table)


def first_key(review: Review, *keys: str) -> str:
    """The one of these blocks that the format has: forms differ in where they say a thing."""
    return next((key for key in keys if key in review.composition.words), keys[0])


def place(review: Review, line: DocumentLine, value: str = "", label: str = "") -> Place:
    return at(review, line.key, value or line.text, label)


def at(review: Review, key: str, value: str = "", label: str = "") -> Place:
    """The place of a block or cell: where on the entry desk it is mended."""
    found = locations.locate(review, key)
    return Place(label or found.label, value, found.part, found.anchor, key)


def sentences(text: str) -> list[str]:
    """The text cut behind 。；！？, without the stops."""
    return [part.strip() for part in _SENTENCE_END.split(text) if part.strip()]


def naming(review: Review, line: DocumentLine, words: str) -> Place:
    """Where words of a line are mended: in a standard sentence they can only be the name of one of its figures."""
    if not line.is_own:
        for run in line.runs:
            amount = review.composition.amounts.get(run.ref) if isinstance(run, Figure) else None
            if amount and words in amount.name:
                return Place(amount.name, amount.name, amount.part, amount.anchor, line.key)
    return place(review, line)


def around(text: str, start: int, end: int, width: int = 12) -> str:
    """A bit of text with what surrounds it, for a message."""
    before, after = text[max(0, start - width) : start], text[end : end + width]
    return f"{'…' if start > width else ''}{before}{text[start:end]}{after}{'…' if end + width < len(text) else ''}"


def first_ones(found: Iterable[Finding]) -> Iterator[Finding]:
    """What a rule finds in one line, and where that is very much, its beginning and that there is more."""
    for number, each in enumerate(found):
        if number == MOST_OF_A_LINE:
            yield replace(
                each,
                message=f"这段文字中同样的问题超过 {MOST_OF_A_LINE} 处，其余的没有列出。",
                difference=None,
                remedy="请改正已列出的各处，再核验一次。",
            )
            return
        yield each


def titles(text: str, opening: str = "《", closing: str = "》") -> Iterator[tuple[int, int]]:
    """Begin and end of what stands between such brackets, each opening one with the next closing one."""
    at = 0
    while (start := text.find(opening, at)) >= 0 and (end := text.find(closing, start)) >= 0:
        at = end + 1
        yield start, at
