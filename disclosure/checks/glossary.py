"""名词解释 against the text. R-GLO-1, R-GLO-2."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgets.models import GlossaryTerm
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from budgets.text import squeeze
from disclosure.checks.lines import lines
from disclosure.checks.wordlists import SPECIAL_TERMS
from disclosure.composition.review import Review

_QUOTED = re.compile(r"“([^”]{2,20})”")


def _terms(review: Review) -> tuple[GlossaryTerm, ...]:
    if not review.ledger.glossary:
        raise NotRun("没有名词解释")
    return review.ledger.glossary


def _bare(text: str) -> str:
    return re.sub(r"[“”\"]", "", squeeze(text))


def _place(term: GlossaryTerm, position: int) -> Place:
    return Place(f"名词解释·{term.term}", term.definition, "glossary", f"term-{term.pk}", f"glossary.{position}")


@rule(
    "R-GLO-1",
    "I",
    "专业名词有解释",
    basis="基层政务公开标准目录",
    reads=Reads.WORDS,
    needs="document",
    example="正文多次使用“机关运行经费”，名词解释中没有这一条。",
    satisfy="在名词解释中补充正文用到的专业名词；通俗的词可以不解释。",
    special_terms=SPECIAL_TERMS,
)
def special_terms_are_explained(review: Review, *, special_terms: tuple[str, ...]) -> Iterator[Finding]:
    explained = [_bare(term.term) for term in _terms(review)]
    text = _bare("".join(line.text for line in lines(review) if line.subject != "glossary" and not line.table))
    missing = [
        term
        for term in special_terms
        if _bare(term) in text and not any(_bare(term) in each or each in _bare(term) for each in explained)
    ]
    if missing:
        yield Finding(
            f"正文用到而没有解释的名词：{'、'.join(missing)}。",
            (Place("名词解释", "、".join(explained), "glossary"),),
            remedy="请补充名词解释。",
        )
    unused = [(term, position) for position, term in enumerate(_terms(review), 1) if _bare(term.term) not in text]
    if unused:
        yield Finding(
            f"解释了而正文没有用到的名词：{'、'.join(term.term for term, _ in unused)}。",
            tuple(_place(term, position) for term, position in unused),
            remedy="不需要的名词解释可以删除。",
        )


@rule(
    "R-GLO-2",
    "W",
    "解释中引用的名词也有解释",
    basis="基层政务公开标准目录：专业性较强的名词应当解释",
    reads=Reads.WORDS,
    needs="document",
    example="“基本支出”的解释提到“人员经费”，而“人员经费”没有解释。",
    satisfy="补充被引用名词的解释，或改写这条解释。",
)
def quoted_terms_are_explained_too(review: Review) -> Iterator[Finding]:
    """A definition that excludes “财政拨款收入” explains nothing to a reader who is not told what that is."""
    terms = _terms(review)
    explained = [_bare(term.term) for term in terms]
    for position, term in enumerate(terms, 1):
        undefined = [
            quoted
            for quoted in dict.fromkeys(_QUOTED.findall(term.definition))
            if not any(_bare(quoted) in each for each in explained)
        ]
        if undefined:
            yield Finding(
                f"“{term.term}”的解释引用了没有解释的名词：{'、'.join(f'“{each}”' for each in undefined)}。",
                (_place(term, position),),
                remedy="请补充这些名词的解释，或改写。",
            )
