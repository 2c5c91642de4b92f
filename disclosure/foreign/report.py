"""The report over foreign documents as data for its page: each finding with the passage of the text that it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from budgets.rules.registry import SEVERITY_NAMES
from disclosure.foreign.check import Checked

_QUOTED = re.compile(r"“([^“”]{2,})”")
# A place says 1200元 where a table prints 1,200.
_SUM = re.compile(r"^(-?\d+(?:\.\d+)?)元$")
_SHORTEST = 4
# Of a long place so many letters are enough to find where it begins.
_BEGINNING = 30
_LEFT_OUT = re.compile(r"[\s,，|]")
_SAME = str.maketrans({"(": "（", ")": "）", ":": "：", ";": "；", "％": "%", "“": "", "”": ""})
# Beyond so many lines a page holds only those near a finding.
_MOST_LINES = 3_000
_AROUND = 3


@dataclass(frozen=True)
class Segment:
    """A bit of a line. numbers: of the findings that quote it; first: of those whose passage begins here."""

    text: str
    severity: str
    numbers: tuple[int, ...]
    first: tuple[int, ...]


class _Text:
    """The lines as one run of letters in which blanks, separators and the width of brackets do not count."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.places: list[tuple[int, int]] = []
        letters: list[str] = []
        for number, line in enumerate(lines):
            for position, letter in enumerate(line):
                if plain := _plain(letter):
                    letters.append(plain)
                    self.places.append((number, position))
        self.letters = "".join(letters)

    def find(self, words: str, within: tuple[int, int] | None = None) -> tuple[int, int] | None:
        plain = _plain(words.strip("…"))
        if len(plain) < _SHORTEST:
            plain = _plain(words)
        if len(plain) < _SHORTEST:
            return None
        start, end = within or (0, len(self.letters))
        at = self.letters.find(plain, start, end)
        if at >= 0:
            return at, at + len(plain)
        if within is None and len(plain) > _BEGINNING and (at := self.letters.find(plain[:_BEGINNING])) >= 0:
            return at, min(len(self.letters), at + len(plain))
        return None


def _plain(words: str) -> str:
    return _LEFT_OUT.sub("", words.translate(_SAME))


def pages(documents: Sequence[Checked]) -> list[dict[str, Any]]:
    return [_page(checked, number) for number, checked in enumerate(documents, 1)]


def _page(checked: Checked, number: int) -> dict[str, Any]:
    text = _Text(checked.lines)
    failures = [
        entry for severity in SEVERITY_NAMES for entry in checked.entries
        if entry["outcome"] == "fail" and entry["severity"] == severity
    ]  # fmt: skip
    spans = [(position, entry["severity"], _passage(text, entry)) for position, entry in enumerate(failures, 1)]
    found = {position for position, _, span in spans if span}
    numbered = [{**entry, "number": at, "is_marked": at in found} for at, entry in enumerate(failures, 1)]
    groups = [
        {"severity": key, "name": name, "entries": [entry for entry in numbered if entry["severity"] == key]}
        for key, name in SEVERITY_NAMES.items()
    ]
    return {
        "number": number,
        "checked": checked,
        "groups": [group for group in groups if group["entries"]],
        "not_run": [] if checked.problem else [entry for entry in checked.entries if entry["outcome"] == "not-run"],
        "errors": checked.count("E"),
        "warnings": checked.count("W"),
        "passed": sum(entry["outcome"] == "pass" for entry in checked.entries),
        "lines": list(_marked_lines(text, spans)),
    }


def _passage(text: _Text, entry: dict[str, Any]) -> tuple[int, int] | None:
    """What the message quotes, inside the place that it is about; the place as a whole where it quotes nothing of it."""
    regions = [region for place in entry["places"] if (region := text.find(_SUM.sub(r"\1", place["value"])))]
    quotes = sorted(_QUOTED.findall(entry["message"]), key=len, reverse=True)
    for region in regions:
        for quote in quotes:
            if span := text.find(quote, region):
                return span
    if regions:
        return regions[0]
    return next((span for quote in quotes if (span := text.find(quote))), None)


def _marked_lines(text: _Text, spans: Sequence[tuple[int, str, tuple[int, int] | None]]) -> Iterator[list[Segment]]:
    """Each line in segments; of a very long text only what is near a passage."""
    marks: dict[int, list[tuple[int, int, int, str, bool]]] = {}
    for number, severity, span in spans:
        if span is None:
            continue
        cut: dict[int, list[int]] = {}
        for line, position in text.places[span[0] : span[1]]:
            cut.setdefault(line, []).append(position)
        for order, (line, positions) in enumerate(cut.items()):
            marks.setdefault(line, []).append((min(positions), max(positions) + 1, number, severity, order == 0))
    shown = None
    if len(text.lines) > _MOST_LINES:
        shown = {near for line in marks for near in range(line - _AROUND, line + _AROUND + 1)}
    for at, words in enumerate(text.lines):
        if shown is None or at in shown:
            yield _segments(words, marks.get(at, []))


def _segments(line: str, marks: Sequence[tuple[int, int, int, str, bool]]) -> list[Segment]:
    cuts = sorted({0, len(line), *(start for start, *_ in marks), *(end for _, end, *_ in marks)})
    segments = []
    for start, end in pairwise(cuts):
        covering = [mark for mark in marks if mark[0] <= start and end <= mark[1]]
        severity = min((mark[3] for mark in covering), key="EWI".index, default="")
        segments.append(
            Segment(
                line[start:end],
                severity,
                tuple(mark[2] for mark in covering),
                tuple(mark[2] for mark in covering if mark[4] and mark[0] == start),
            )
        )
    return segments
