"""Sentences and pages can be read and searched in their files: no line runs on, and none of a wording ends inside a clause."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "templates"
WORDING = PAGES / "disclosure/wording"
LONGEST_WORDING = 160
LONGEST_HTML = 200
# Where a line may end: after a mark of punctuation or a tag; before one as well.
_AFTER = re.compile(r"[，。；：、（“《”》）}]$")
_BEFORE = re.compile(r"^\s*(?:[{，。；：、）”》（“《]|$)")


def too_long(path: Path, longest: int) -> list[str]:
    """The lines above that many characters."""
    lines = path.read_text(encoding="utf-8").split("\n")
    return [f"{path.name}:{number}: {len(line)}" for number, line in enumerate(lines, 1) if len(line) > longest]


def cut_clauses(path: Path) -> list[str]:
    """The lines that end between two words, where nobody would find the clause by searching for it."""
    lines = path.read_text(encoding="utf-8").split("\n")
    pairs = enumerate(itertools.pairwise(lines), 1)
    return [
        f"{path.name}:{number}: {line}…{after}"
        for number, (line, after) in pairs
        if line and not _AFTER.search(line) and not _BEFORE.search(after)
    ]


def test_every_wording_is_set_out_in_lines_of_whole_clauses() -> None:
    wordings = sorted(WORDING.rglob("*.txt"))
    assert len(wordings) > 40
    assert [line for path in wordings for line in too_long(path, LONGEST_WORDING)] == []
    assert [line for path in wordings for line in cut_clauses(path)] == []


def test_no_line_of_a_page_runs_on() -> None:
    pages = sorted(PAGES.rglob("*.html"))
    assert len(pages) > 100
    assert [line for path in pages for line in too_long(path, LONGEST_HTML)] == []


def test_a_line_that_runs_on_and_a_clause_that_is_cut_are_seen(tmp_path: Path) -> None:
    """The control."""
    planted = tmp_path / "planted.txt"
    planted.write_text(
        f"{'甲' * LONGEST_WORDING}\n{'乙' * (LONGEST_WORDING + 1)}。\n机关运\n行经费，\n", encoding="utf-8"
    )
    assert too_long(planted, LONGEST_WORDING) == [f"planted.txt:2: {LONGEST_WORDING + 2}"]
    assert [line.split(": ")[0] for line in cut_clauses(planted)] == ["planted.txt:1", "planted.txt:3"]
