"""Whether a text says why something changed: in the sentence of the change, or in the next one, which then begins with it."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence

from budgets.statements.memory import once
from disclosure.checks.compared_texts import COMPARED
from disclosure.checks.lines import DocumentLine, subject_lines, subject_text
from disclosure.composition.review import Review

REASON = re.compile(r"(?:原因是|原因为|原因[：:]|由于|主要因为|因为|[，,]因(?!公))(?P<words>[^。；\n]*)")
# Says it too, for several changes at once or in other words: 原因都是, 原因主要有, 主要系.
_TOLD = re.compile(
    r"原因(?:主要|都|均|也|还|仍)?(?:是|为|系|在于|有|包括)|原因(?:说明|分析|如下)|(?:变化|变动|增减)(?:情况)?说明[：:]"
    r"|增加的?部分(?:主要)?(?:是|为|系)|主要系|[，,]系(?![统列数])|(?:均|都)(?:因|系|由于|是由)"
)
# What stands before the change: 因人员退休，…减少; 按照过紧日子的要求，….
_BEFOREHAND = re.compile(
    r"^\s*+(?:因(?!公|此|而|私)|受)(?P<words>[^，。；\n]{2,60})[，,]|(?P<rule>过紧日子|厉行节约|八项规定|勤俭)"
)
# Behind a change 主要是 gives its reason; elsewhere it begins a list.
_CHANGED = re.compile(r"增加|减少|增长|下降|上升|降低|压减")
_MAINLY = re.compile(r"主要(?:是|为|因|由|在于|用于)")
# A sentence of its own behind the one of the change.
_BEGINS = re.compile(
    r"[\s，,：:（(]*+(?:其中[，,：:]?)?(?:[^，,。；;：:\d]{0,14}(?:增加|减少|增长|下降|增减|变动|变化|原因)的?)?(?:其|这)?(?:主要|原因|具体)(?:是|为|系|因|由|在于|原因|分析|说明|表现|体现|有)"
)
_OF_PARTS = re.compile(r"[\s，,（(]*+(?:其中|具体)")
# One reason for everything that was listed before it.
FOR_ALL = re.compile(
    r"(?:以上|上述|各项|总体|均|都)[^。；\n]{0,30}(?:原因|由于|因为|主要是)|原因(?:都|均)|(?:均|都)(?:因|系|由于|是由)"
)
# A total whose items follow in lines of their own.
_LEADS = re.compile(r"(?:其中|如下|具体|分别)[^。；\n]{0,20}$|[：:]$")
# 主要原因：, with the reasons in lines of their own.
_ANNOUNCES = re.compile(r"原因[^。；，,\n]{0,6}[：:]$")
_LONGEST_LIST = 8
LEAST_REASON = 4
# 增人, 调资 say why.
_SHORTEST = 2
_SENTENCE = re.compile(r"[^。；;\n]+")


def gives_reason(text: str) -> bool:
    return any(map(_is_reason, _reasons(text)))


def _reasons(text: str) -> Iterator[str]:
    """What stands behind each word that announces a reason."""
    for number, found in enumerate(_SENTENCE.finditer(text)):
        sentence = found[0]
        for told in (REASON.search(sentence), _TOLD.search(sentence)):
            if told:
                yield sentence[told.start("words") if told.re is REASON else told.end() :]
        changed = _CHANGED.search(sentence)
        if changed and (told := _BEFOREHAND.search(sentence)):
            yield told["words"] or told["rule"]
        if changed and (mainly := _MAINLY.search(sentence, changed.end())):
            yield sentence[mainly.end() :]
        if number:
            yield from _at_the_beginning(sentence)


def _at_the_beginning(sentence: str) -> Iterator[str]:
    if begins := _BEGINS.match(sentence):
        yield sentence[begins.end() :]
    elif _OF_PARTS.match(sentence) and _CHANGED.search(sentence):
        yield sentence


def begins_with_a_reason(text: str) -> bool:
    """Whether it goes on from what was said before it: 主要是…; 其中：基本支出增加…"""
    first = _SENTENCE.search(text)
    return first is not None and any(map(_is_reason, _at_the_beginning(first[0])))


def _is_reason(words: str) -> bool:
    return len(re.sub(r"\W", "", words)) >= _SHORTEST


def is_explained(review: Review, line: DocumentLine) -> bool:
    """Whether the change that a line tells has a reason: an item explains itself, a total may be explained anywhere under
    its subject.
    """
    if line.key.startswith("explanation.item:"):
        return _gives_reason(review, line.text)
    if not review.is_words_alone:
        return _is_explained_anywhere(review, line.subject)
    return line.key in _explained_under(review, line.subject)


@once
def _gives_reason(_: Review, text: str) -> bool:
    return gives_reason(text)


@once
def _is_explained_anywhere(review: Review, subject: str) -> bool:
    return gives_reason(subject_text(review, subject))


@once
def _explained_under(review: Review, subject: str) -> frozenset[str]:
    return frozenset(_explained(subject_lines(review, subject)))


def _explained(section: Sequence[DocumentLine]) -> Iterator[str]:
    """Keys of the lines of a section of any text whose changes have a reason.

    It stands in the line itself; or in one that tells no figures of its own; or at the end of a list, for all of it; or
    behind each item of the list that the line leads to. Else what explains another figure explains nothing here.
    """
    own = [
        gives_reason(line.text) or (bool(_ANNOUNCES.search(line.text)) and _is_reason(following))
        for line, following in zip(section, (*(line.text for line in section[1:]), ""), strict=True)
    ]
    if any(has and not COMPARED.search(line.text) for has, line in zip(own, section, strict=True)):
        yield from (line.key for line in section)
        return
    is_for_all = is_in_the_next = False
    behind: deque[bool] = deque(maxlen=_LONGEST_LIST)
    for has, line in zip(reversed(own), reversed(section), strict=True):
        leads = any(behind) and _LEADS.search(line.text)
        if has or is_for_all or is_in_the_next or leads:
            yield line.key
        is_for_all = is_for_all or (has and bool(FOR_ALL.search(line.text)))
        is_in_the_next = begins_with_a_reason(line.text)
        behind.append(has)
