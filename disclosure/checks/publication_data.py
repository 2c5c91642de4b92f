"""When a document appeared and whom a reader can ask. R-STR-8."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgets.rules.patterns import Patterns
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from disclosure.checks.lines import lines
from disclosure.composition.review import Review

_LABELLED_DATE = re.compile(r"(公开|发布|公布)(时间|日期)[:：]?\s*\d{4}")
_DATE_ALONE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")


@rule(
    "R-STR-8",
    "W",
    "公开信息齐全",
    basis="政府信息公开条例第二十四条",
    reads=Reads.WORDS,
    alone=Reads.WORDS,
    needs="document",
    example="一份公开文件从头到尾没有公开日期，也没有联系电话，读者无从询问。",
    satisfy="在文件中写明公开日期和联系方式；经本系统公开的，公开日期由系统印在页面和文件上。",
    contacts=Patterns(
        (
            "联系(电话|方式|人)",
            "咨询电话",
            "监督电话",
            "电子邮箱",
            "办公电话",
            r"(?<!\d)0\d{2,3}[-—－]\d{7,8}(?!\d)",
            r"[\w.]@[\w-]++\.\w",
        )
    ),
    least_sections=3,
)
def publication_data_are_given(review: Review, *, contacts: Patterns, least_sections: int) -> Iterator[Finding]:
    """Of documents from elsewhere. Of those that are published here page and files say when they appeared.

    A text with fewer sections is a piece of a document. A hint and no more: the page that carried the file may have said both.
    """
    if not review.is_words_alone and not review.ledger.budget.imported:
        raise NotRun("公开时间由系统在公开时印在页面和文件上，联系方式不在本格式的正文中")
    if review.is_words_alone and len(review.document.sections) < least_sections:
        raise NotRun("文件只有片段，不是完整的公开文件，没有核验")
    texts = [line.text for line in lines(review)]
    missing = [
        name
        for name, is_given in (
            ("公开日期", any(_LABELLED_DATE.search(text) or _DATE_ALONE.fullmatch(text) for text in texts)),
            ("联系方式", any(contacts.search(text) for text in texts)),
        )
        if not is_given
    ]
    if missing:
        yield Finding(
            f"文件中没有{'，也没有'.join(missing)}。",
            tuple(Place(name, "没有写明") for name in missing),
            remedy="请写明公开日期和联系方式；登载文件的网页上已经写明的，不需要再写。",
            severity="I",
        )
