"""绩效预算信息, first part: overall objectives, the duties one by one, how they are guaranteed (T12)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from disclosure.reading.hebei.sections import SourceSection
from disclosure.reading.layout.blocks import Words
from disclosure.reading.layout.cells import find
from disclosure.reading.matching.facts import SourceDuty, SourceFacts, SourceText

OVERALL = ("总体绩效目标",)
DUTIES = ("分项绩效目标",)
GUARANTEE = ("工作保障措施", "实现年度发展规划目标的保障措施")
PROJECTS = ("预算项目绩效目标",)
_NAME = re.compile(r"(?:(?P<number>\d{1,2})|(?P<words>[一二三四五六七八九十]{1,3}))[、.．](?P<name>[^。；]{1,80})$")
_FIELDS = (
    ("goal", re.compile(r"职责目标(?:是|为|：|:)?")),
    ("objective", re.compile(r"绩效目标(?:是|为|：|:)?")),
    ("indicators", re.compile(r"绩效指标(?:是|为|：|:)?")),
    ("standards", re.compile(r"(?:绩效)?(?:评价)?标准(?:是|为|：|:)?")),
)


def read(section: SourceSection, facts: SourceFacts) -> None:
    words = section.words
    overall = find(words, OVERALL)
    duties = find(words, DUTIES, (overall or -1) + 1)
    guarantee = find(words, GUARANTEE, (duties or overall or -1) + 1)
    projects = find(words, PROJECTS, (guarantee or duties or overall or -1) + 1)
    end = len(words) if projects is None else projects
    after_duties = end if guarantee is None else guarantee
    if overall is not None:
        facts.overall.extend(_texts(words[overall + 1 : after_duties if duties is None else duties]))
    if duties is not None:
        facts.duties.extend(_duties(words[duties + 1 : after_duties]))
    if guarantee is not None:
        facts.guarantee.extend(_texts(words[guarantee + 1 : end]))


def _texts(words: Sequence[Words]) -> list[SourceText]:
    return [SourceText(each.text, each.line) for each in words]


def _duties(words: Sequence[Words]) -> list[SourceDuty]:
    """Paragraphs under a numbered name belong to it; those before the first one belong to none."""
    duties: list[SourceDuty] = []
    for each in words:
        named = _NAME.fullmatch(each.text)
        if named and _number(named) == len(duties) + 1:
            duties.append(SourceDuty(named["name"].strip(), each.line))
        elif duties:
            duties[-1] = _with(duties[-1], each.text)
    return duties


def _number(named: re.Match[str]) -> int:
    if named["number"]:
        return int(named["number"])
    words = named["words"]
    tens, _, ones = words.partition("十") if "十" in words else ("零", "", words)
    digits = "零一二三四五六七八九"
    return digits.find(tens or "一") * 10 + (digits.find(ones) if ones else 0)


def _with(duty: SourceDuty, text: str) -> SourceDuty:
    """The duty with one more paragraph: a field by its first words, else a description while no field was read."""
    for field, begins in _FIELDS:
        found = begins.match(text)
        if found and not getattr(duty, field):
            return replace(duty, **{field: without_stop(text[found.end() :])})  # type: ignore[arg-type]
    if any(getattr(duty, field) for field, _ in _FIELDS):
        return duty
    return replace(duty, description="\n".join(filter(None, (duty.description, without_stop(text)))))


def without_stop(text: str) -> str:
    return text.strip().removesuffix("。").rstrip()
