"""The years that a document names. R-STR-3: a text carried over from last year keeps last year's figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from budgets.rules.inspections import Bearing, Question
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, rule
from disclosure.checks.compared_texts import TextComparison, comparisons
from disclosure.checks.lines import DocumentLine, around, first_ones, lines, place, titles
from disclosure.composition.review import Review

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|年度|财政年度)")
_BRACKETS = (("《", "》"), ("〔", "〕"))
_RANGE = re.compile(r"(?<!\d)(\d{4})年度?\s{0,2}[-－—–~～]{1,2}\s{0,2}(\d{4})(?=年)")
_SENTENCE = re.compile(r"[^。\n]+")
_NUMBER_OF_A_PAPER = re.compile(r"\[\d{4}\]")
# A date that a text refers to is history, not a year that was forgotten.


@rule(
    "R-STR-3",
    "W",
    "年度正确",
    basis="财预〔2016〕143号第四条：内容完整、形式规范",
    reads=Reads.WORDS | Reads.YEAR,
    alone=Reads.WORDS,
    answers={Question.COMPLETE: Bearing.DENIES},
    needs="document",
    example="2025年的文件中，标题写的是“2024年部门预算公开说明”。",
    satisfy="全文使用本预算年度；上年只在比较、截止时间和文件名称中出现。",
    any_year=("截至", "截止", "依据", "根据", "按照", "文号", "成立", "批准", "印发", "以来", "自", "起", "至", "规划"),
)
def years_are_those_of_the_document(review: Review, *, any_year: tuple[str, ...]) -> Iterator[Finding]:
    year = review.ledger.year
    for line in lines(review):
        named = [int(found[1]) for found in _YEAR.finditer(line.text)]
        if line.kind == "heading" or line.key.endswith(".title"):
            wrong = sorted({each for each in named if each != year})
            if line.key == "title" and year not in named:
                yield _error(review, line, f"标题没有写明 {year}年")
            elif wrong:
                yield _error(review, line, f"“{line.text}”的年度是 {'、'.join(map(str, wrong))}年，本文件是 {year}年")
        elif line.is_own:
            yield from first_ones(_body(review, line, year, any_year))
    of_this_year = (each for each in comparisons(review) if each.line.is_own and each.when == f"{year}年")
    for line, found in groupby(of_this_year, key=lambda each: each.line):
        yield from first_ones(_compared_with_itself(review, line, each) for each in found)


def _compared_with_itself(review: Review, line: DocumentLine, each: TextComparison) -> Finding:
    year = review.ledger.year
    return Finding(
        f"{year}年的数与{year}年自己比较：“{each.sentence}”。",
        (place(review, line),),
        remedy=f"请确认比较的年度，一般应为 {year - 1}年。",
        severity="W",
    )


def _body(review: Review, line: DocumentLine, year: int, any_year: tuple[str, ...]) -> Iterator[Finding]:
    block = review.composition.words.get(line.key)
    named = [int(found[1]) for found in _YEAR.finditer(line.text)]
    if block and named and year not in named and str(year) in block.generated:
        yield _error(review, line, f"这段文字只写了 {'、'.join(map(str, sorted(set(named))))}年，应是 {year}年")
        return
    text = _without_titles(line.text)
    several = _of_several_years(text, year)
    for found in _YEAR.finditer(text):
        named_year = int(found[1])
        if named_year in {year, year - 1} or found.start() in several:
            continue
        before = text[max(0, found.start() - 12) : found.start()]
        clause = re.split(r"[，。；]", before)[-1] + text[found.end() : found.end() + 6]
        if not any(word in clause for word in any_year):
            yield Finding(
                f"正文出现 {named_year}年：“{around(line.text, found.start(), found.end())}”，本文件是 {year}年。",
                (place(review, line),),
                remedy="请确认年度；上年文字没有更新的请改正。",
                severity="W",
            )


def _of_several_years(text: str, year: int) -> set[int]:
    """Where a year stands as one of several that the document's is one of: 2023年—2025年; 2023年…、2024年…、2025年…."""
    places: set[int] = set()
    for found in _RANGE.finditer(text):
        if int(found[1]) <= year <= int(found[2]):
            places.update((found.start(1), found.start(2)))
    for sentence in _SENTENCE.finditer(text):
        named = [(int(found[1]), found.start()) for found in _YEAR.finditer(text, *sentence.span())]
        all_of_them = {each for each, _ in named}
        first, last = year - 1, year
        while first - 1 in all_of_them:
            first -= 1
        while last + 1 in all_of_them:
            last += 1
        if {year - 1, year} <= all_of_them:
            places.update(at for each, at in named if first <= each <= last)
    return places


def _without_titles(text: str) -> str:
    """The same text with blanks where the names and numbers of papers stand: their years are their own."""
    for opening, closing in _BRACKETS:
        pieces: list[str] = []
        at = 0
        for start, end in titles(text, opening, closing):
            pieces.extend((text[at:start], "　" * (end - start)))
            at = end
        text = "".join((*pieces, text[at:]))
    return _NUMBER_OF_A_PAPER.sub("　" * 6, text)


def _error(review: Review, line: DocumentLine, message: str) -> Finding:
    return Finding(f"{message}。", (place(review, line),), remedy="请改为本预算的年度。")
