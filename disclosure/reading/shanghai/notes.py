"""项目经费情况说明: what each project is, on what basis, by whom, how, when and with what money."""

from __future__ import annotations

import re
from collections.abc import Sequence

from budgets.text import squeeze
from disclosure.reading.matching.facts import SourceText
from disclosure.reading.official.storage import stable_code
from disclosure.reading.shanghai.facts import NarratedProject, ShanghaiFacts
from disclosure.reading.shanghai.lines import SourceLine, SourceParagraph, SourcePart

ASPECTS = (
    ("overview", re.compile(r"^[一二三四五六七八九十]、项目概[述况]$")),
    ("basis", re.compile(r"^[一二三四五六七八九十]、立项依据$")),
    ("body", re.compile(r"^[一二三四五六七八九十]、实施主体$")),
    ("plan", re.compile(r"^[一二三四五六七八九十]、实施方案$")),
    ("period", re.compile(r"^[一二三四五六七八九十]、实施周期$")),
    ("money", re.compile(r"^[一二三四五六七八九十]、年度预算安排$")),
    ("targets", re.compile(r"^[一二三四五六七八九十]、绩效目标$")),
)
_IN_HEADING = re.compile(r"^(?P<name>.{4,60}?)项目经费情况说明$")
# How the first paragraph calls the project: 由某某建设的某某工程，位于…
_IN_WORDS = re.compile(r"(?:建设|实施|承担|开展)的(?P<name>[^，。；：（]{4,40}?(?:工程|项目|经费|补贴|工作))[，。（]")


def read_notes(part: SourcePart, facts: ShanghaiFacts) -> None:
    """A project begins where 一、 comes again. Its name is a heading of its own, the section's, or in its first words."""
    current: NarratedProject | None = None
    aspect = ""
    heading = _IN_HEADING.match(squeeze(part.heading.text))
    before = heading["name"] if heading else ""
    collected: list[tuple[str, SourceLine]] = []
    groups: list[tuple[str, int, list[tuple[str, SourceLine]]]] = []
    for line in part.lines:
        found = _aspect(line)
        if found == "overview":
            collected = []
            groups.append((before, line.number, collected))
            before = ""
        if found:
            aspect = found
        elif not aspect:
            before = squeeze(line.text) or before
        elif line.text:
            collected.append((aspect, line))
    for name, number, lines in groups:
        texts = {key: list(_paragraphs([line for each, line in lines if each == key])) for key, _ in ASPECTS}
        name = name or _name_in(texts["overview"]) or f"项目{len(facts.projects) + 1}"
        current = NarratedProject(
            stable_code(name), name, number, {key: found for key, found in texts.items() if found}
        )
        facts.projects.append(current)
        facts.note(number, f"项目“{name}”没有编码，按名称编为 {current.code}")


def aspect_headings(part: SourcePart) -> list[tuple[str, SourceLine]]:
    """The headings as printed, in order."""
    return [(found, line) for line in part.lines if (found := _aspect(line))]


def _aspect(line: SourceLine) -> str:
    text = squeeze(line.text)
    if line.is_indented and len(text) > 12:
        return ""
    return next((key for key, pattern in ASPECTS if pattern.match(text)), "")


def _paragraphs(lines: Sequence[SourceLine]) -> list[SourceText]:
    part = SourcePart("", lines[0], list(lines)) if lines else None
    return [SourceText(each.text, each.line) for each in part.paragraphs] if part else []


def _name_in(overview: Sequence[SourceText | SourceParagraph]) -> str:
    found = next((match for each in overview if (match := _IN_WORDS.search(squeeze(each.text)))), None)
    return found["name"] if found else ""
