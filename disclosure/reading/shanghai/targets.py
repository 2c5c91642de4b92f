"""财政项目支出绩效目标填报表 as running text: a project's money, objectives and indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from budgets.money import UnreadableAmount, parse_yuan
from budgets.text import squeeze
from disclosure.reading.matching.facts import SourceText
from disclosure.reading.official.storage import stable_code
from disclosure.reading.shanghai.facts import NarratedProject, NarratedTarget, ShanghaiFacts
from disclosure.reading.shanghai.lines import SourceLine, SourcePart
from disclosure.reading.shanghai.tokens import NUMBER
from performance.choices import IndicatorLevel

_LEVEL1 = {
    "产出指标": IndicatorLevel.OUTPUT,
    "效益指标": IndicatorLevel.BENEFIT,
    "满意度指标": IndicatorLevel.SATISFACTION,
    "成本指标": IndicatorLevel.COST,
}
_LEVEL2 = (
    "数量指标",
    "质量指标",
    "时效指标",
    "成本指标",
    "经济效益指标",
    "社会效益指标",
    "生态效益指标",
    "可持续影响指标",
    "服务对象满意度指标",
)
_NUMBER_AT_START = re.compile(rf"^({NUMBER.pattern})(?:\s|$)")
_FULL_LINE = 25


@dataclass(frozen=True)
class _Words:
    """is_whole: they stood in quotation marks, so that no further line belongs to them."""

    text: str
    line: int
    is_whole: bool = False


def read_targets(part: SourcePart, facts: ShanghaiFacts) -> None:
    lines = [line for line in part.lines if line.text]
    name = _between(lines, "项目名称", "项目性质")
    if not name:
        facts.doubt(part.heading, "绩效目标表中没有找到“项目名称”和“项目性质”之间的名称")
        return
    project = NarratedProject(stable_code(name), name, part.heading.number, has_sheet=True)
    project.amount = _amount(lines, project, facts)
    project.objectives = list(_objectives(lines, facts))
    project.targets = list(_targets(lines, facts))
    if not project.targets:
        facts.doubt(part.heading, f"项目“{name}”的绩效目标表中没有读出绩效指标")
    facts.projects.append(project)


def _between(lines: Sequence[SourceLine], first: str, last: str) -> str:
    start, stop = _find(lines, first), _find(lines, last)
    return "".join(squeeze(line.text) for line in lines[start + 1 : stop]) if 0 <= start < stop else ""


def _find(lines: Sequence[SourceLine], words: str) -> int:
    return next((at for at, line in enumerate(lines) if squeeze(line.text) == words), -1)


def _amount(lines: Sequence[SourceLine], project: NarratedProject, facts: ShanghaiFacts) -> Decimal | None:
    at = _find(lines, "项目资金总额")
    found = _NUMBER_AT_START.match(lines[at + 1].text) if 0 <= at < len(lines) - 1 else None
    if not found:
        facts.doubt(lines[0], f"项目“{project.name}”的绩效目标表中，“项目资金总额”之后没有读出金额")
        return None
    try:
        return parse_yuan(found[1])
    except UnreadableAmount as error:
        facts.doubt(lines[at + 1], str(error))
        return None


def _objectives(lines: Sequence[SourceLine], facts: ShanghaiFacts) -> Iterator[SourceText]:
    """The project's objective and the year's stand one behind the other, mostly in the same words: then it is one."""
    start, stop = _find(lines, "年度总体目标"), _find(lines, "一级指标")
    if not 0 <= start < stop - 1:
        return
    inside = lines[start + 1 : stop]
    whole = "".join(line.text for line in inside)
    for at in range(1, len(inside)):
        first = "".join(line.text for line in inside[:at])
        if squeeze(first) * 2 == squeeze(whole):
            yield SourceText(first, inside[0].number)
            return
    facts.note(inside[0].number, "项目总目标与年度总体目标的分界没有认出，合为一段")
    yield SourceText(whole, inside[0].number)


def _targets(lines: Sequence[SourceLine], facts: ShanghaiFacts) -> Iterator[NarratedTarget]:
    start = _find(lines, "绩效指标")
    if start < 0:
        return
    level1, level2 = "", ""
    group: list[SourceLine] = []
    for level, line in _levels(lines[start + 1 :]):
        if not level:
            group.append(line)
            continue
        yield from _pairs(group, level1, level2, facts)
        group = []
        if level in _LEVEL1 and not (level == "成本指标" and level1 == IndicatorLevel.OUTPUT):
            level1, level2 = _LEVEL1[level], ""
        else:
            level2 = level
    yield from _pairs(group, level1, level2, facts)


def _levels(lines: Sequence[SourceLine]) -> Iterator[tuple[str, SourceLine]]:
    """Each line, and the name of the level that it is; a name may be broken over lines or share one with the next."""
    at = 0
    while at < len(lines):
        words = squeeze(lines[at].text)
        joined = words + squeeze(lines[at + 1].text) if at + 1 < len(lines) else words
        if words in _LEVEL1 or words in _LEVEL2:
            yield words, lines[at]
        elif joined in _LEVEL2:
            yield joined, lines[at]
            at += 1
        elif (split := _split(words, joined)) is not None:
            first, second, took = split
            yield first, lines[at]
            yield second, lines[at]
            at += took
        else:
            yield "", lines[at]
        at += 1


def _split(words: str, joined: str) -> tuple[str, str, int] | None:
    """满意度指标服务对象满意 + 度指标: two names in one line."""
    for first in _LEVEL1:
        if words.startswith(first):
            for whole, took in ((words, 0), (joined, 1)):
                if whole.removeprefix(first) in _LEVEL2:
                    return first, whole.removeprefix(first), took
    return None


def _pairs(group: Sequence[SourceLine], level1: str, level2: str, facts: ShanghaiFacts) -> Iterator[NarratedTarget]:
    """Names and values by turns; a long name goes on in the next line."""
    if not group:
        return
    texts = list(_quoted(group))
    if len(texts) % 2:
        texts = list(_full_lines_joined(texts))
    if len(texts) % 2 or not level1:
        facts.doubt(group[0], f"“{group[0].text[:20]}”起的绩效指标没有分清哪是名称、哪是指标值")
        return
    for name, value in zip(texts[::2], texts[1::2], strict=True):
        yield NarratedTarget(level1, level2, name.text, value.text, name.line)


def _quoted(group: Sequence[SourceLine]) -> Iterator[_Words]:
    """Words in quotation marks are one, however many lines they take."""
    open_words, number = "", 0
    for line in group:
        if open_words:
            open_words += line.text
            if line.text.endswith('"'):
                yield _Words(open_words.strip('"'), number, is_whole=True)
                open_words = ""
        elif line.text.startswith('"') and not line.text.endswith('"'):
            open_words, number = line.text, line.number
        else:
            yield _Words(line.text, line.number)
    if open_words:
        yield _Words(open_words.strip('"'), number)


def _full_lines_joined(texts: Sequence[_Words]) -> Iterator[_Words]:
    at = 0
    while at < len(texts):
        words = texts[at]
        if len(words.text) >= _FULL_LINE and not words.is_whole and at + 1 < len(texts):
            at += 1
            words = replace(words, text=words.text + texts[at].text)
        yield words
        at += 1
