"""A document of no known layout: the rules for which its words are enough judge it, all others say that they cannot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from django.db import transaction

from budgets.rules.reads import Reads
from budgets.rules.registry import Result
from budgets.statements.ledger import Ledger
from budgets.workflow import transitions
from disclosure.checks.lines import at
from disclosure.composition.compose import Composition
from disclosure.composition.review import OwnText, Review
from disclosure.document import SCHEMA, Block, Document, Heading, Paragraph, Section, Text
from disclosure.foreign.judgement import AtHand, judged
from disclosure.foreign.nowhere import UNKNOWN_CODE, department
from disclosure.reading.hebei.importer import FORMAT
from disclosure.reading.layout.any_layout import AnyText, Passage, take_apart
from disclosure.reading.layout.file_lines import read_lines

_NEEDS_MORE = "不是已知版式的公开说明，读不出收支数据，没有核验"
_NO_YEAR = "文字中没有写明预算年度，没有核验"
_NO_LEVEL = "从名称看不出本级是省、市还是县（区），没有核验"
_NO_NAME = "没有找到标题中的部门名称，没有核验"
# A year that no rule is asked about, for a text that names none.
_SOME_YEAR = 2020
_LONGEST_NAME_OF_A_TABLE = 120
_HEAD_OR_ROW = re.compile(r"单位\s*[:：]\s*[万亿]?元|^\d{3}(?:\s*\d{2}){0,2}\s|\s-?\d[\d,]*\.\d{2}(?:\s|$)")


@dataclass(frozen=True)
class JudgedText:
    """name, year: as AnyText. lines: as they stand in the file."""

    name: str
    year: int
    is_unit: bool
    results: tuple[Result, ...]
    lines: tuple[str, ...]


def judge_text(
    path: Path,
    *,
    name_of_file: str,
    why: str = "",
    is_of_pages: bool = False,
    blanks_are_distances: bool = False,
) -> JudgedText:
    """Raises UnreadableDisclosure for what is no text at all.

    why          why its figures could not be read, where that is known
    is_of_pages  what is a cell was only guessed: rows of tables are no sentences, and their words are not judged as such
    """
    lines = read_lines(path)
    text = take_apart(lines)
    with transaction.atomic():
        owner = department(text.name or text_of_title(text) or name_of_file)
        budget = transitions.create_budget(
            by=None, department=owner, fiscal_year=text.year or _SOME_YEAR, printed_name=owner.name, format_key=FORMAT
        )
        review = replace(
            _review(Ledger.of(budget), text, with_cells=not is_of_pages), blanks_are_distances=blanks_are_distances
        )
        results = tuple(judged(review, _at_hand(text, level=owner.region_id, why=why)))
        transaction.set_rollback(True)
    return JudgedText(
        text.name or (text.title.text if text.title else name_of_file),
        text.year,
        text.is_unit,
        results,
        tuple(line.text for line in lines if line.text),
    )


def text_of_title(text: AnyText) -> str:
    return text.title.text if text.title else ""


def _at_hand(text: AnyText, *, level: str, why: str) -> AtHand:
    unknown = {
        **({} if text.year else {Reads.YEAR: _NO_YEAR}),
        **({} if level != UNKNOWN_CODE else {Reads.LEVEL: _NO_LEVEL}),
        **({} if text.name else {Reads.NAME: _NO_NAME}),
    }
    return AtHand(Reads.WORDS, f"读不出收支数据，没有核验：{why}" if why else _NEEDS_MORE, unknown)


def _review(ledger: Ledger, text: AnyText, *, with_cells: bool) -> Review:
    """The text as a document whose every word is the department's own."""
    budget = ledger.budget
    document = Document(
        schema=SCHEMA,
        format=budget.format_key,
        region=budget.region_id,
        region_name=budget.region.name,
        fiscal_year=budget.fiscal_year,
        department=budget.department.code,
        unit="",
        phase=budget.phase,
        printed_name=budget.printed_name,
        title=Heading("title", 1, (Text(text.title.text),) if text.title else ()),
        sections=tuple(_sections(text.passages)),
    )
    review = Review(ledger, Composition(document, {}, {}, ()), is_words_alone=True)
    own = tuple(
        OwnText(at(review, _key(passage), passage.text), passage.text)
        for passage in text.passages
        if passage.subject != "glossary"
        and not passage.is_heading
        and not _is_of_a_table(passage.text)
        and (with_cells or not passage.is_cell)
    )
    return replace(review, own_texts=own)


def _is_of_a_table(text: str) -> bool:
    """A line of a table of contents, the name or the head above a table, or a row of one that was copied as text."""
    if len(text) > _LONGEST_NAME_OF_A_TABLE or re.search("[。；，]", text):
        return False
    return "表" in text or bool(_HEAD_OR_ROW.search(text))


def _sections(passages: Iterable[Passage]) -> Iterator[Section]:
    for (number, subject), group in groupby(passages, key=lambda each: (each.section, each.subject)):
        yield Section(subject or f"text-{number}", tuple(_block(passage) for passage in group))


def _block(passage: Passage) -> Block:
    return Paragraph(_key(passage), (Text(passage.text),), "label" if passage.is_heading or passage.is_cell else "body")


def _key(passage: Passage) -> str:
    return f"line.{passage.number}"
