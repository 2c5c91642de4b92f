"""Checks a document that is not in the system: read into a draft inside a savepoint, judged, rolled back.

Nothing is stored and no account is needed: the door by which a bureau with sixty Word files starts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from budgets.findings import Result
from budgets.judging import judge
from budgets.results import entries
from disclosure.reading.errors import UnreadableDisclosure
from disclosure.reading.layouts import import_source, read_source
from disclosure.reading.opening import as_text

READABLE = (".txt", ".docx")
# What is looked at in a folder; of the others the report says what to do.
_KNOWN = (*READABLE, ".doc", ".wps", ".pdf", ".xls", ".xlsx")
_REMEDIES = {
    ".doc": "旧版 Word 文件不能直接读取，请另存为 .docx 后再核验。",
    ".wps": "WPS 文件不能直接读取，请另存为 .docx 后再核验。",
    ".pdf": "PDF 文件目前不能核验；扫描件没有文字，也不能核验。请使用 Word 原稿。",
    ".xls": "公开表请用“导入公开表”读取，这里核验的是公开说明。",
    ".xlsx": "公开表请用“导入公开表”读取，这里核验的是公开说明。",
}
# No place has this code: the draft that is judged belongs to nobody and is gone afterwards.
_NOWHERE = "000000"


@dataclass(frozen=True)
class Checked:
    """What became of one file. problem: why it could not be read; then there is nothing else."""

    path: Path
    title: str = ""
    year: int | None = None
    results: tuple[Result, ...] = ()
    entries: tuple[dict[str, Any], ...] = ()
    lines: tuple[str, ...] = ()
    problem: str = ""

    def count(self, severity: str) -> int:
        return sum(entry["outcome"] == "fail" and entry["severity"] == severity for entry in self.entries)


def files_in(place: Path) -> list[Path]:
    """The file itself, or the documents of a folder and its subfolders by name."""
    if place.is_file():
        return [place]
    return sorted(path for path in place.rglob("*") if path.is_file() and path.suffix.lower() in _KNOWN)


def check(path: Path) -> Checked:
    """Every rule on a foreign document. The database is as it was afterwards."""
    try:
        return _check(path)
    except UnreadableDisclosure as error:
        return Checked(path, problem=str(error))


def _check(path: Path) -> Checked:
    suffix = path.suffix.lower()
    if suffix in _REMEDIES:
        raise UnreadableDisclosure(_REMEDIES[suffix])
    with as_text(path) as text, transaction.atomic():
        imported = import_source(read_source(text), region_code=_NOWHERE, department_code="1", region_name="")
        results = tuple(judge(imported.budget, whole=True))
        found = tuple(entries(results, imported.budget))
        checked = Checked(
            path,
            title=imported.source.name,
            year=imported.budget.fiscal_year,
            results=results,
            entries=tuple(
                {**entry, "places": [_without_address(place) for place in entry["places"]]} for entry in found
            ),
            lines=tuple(_lines(text)),
        )
        transaction.set_rollback(True)
    return checked


def _without_address(place: dict[str, str]) -> dict[str, str]:
    """A foreign document has no page on which it could be mended; a block of the text is still a place."""
    return {**place, "address": place["address"] if place["address"].startswith("#") else ""}


def _lines(path: Path) -> Iterator[str]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", "replace")
    yield from (line.strip() for line in text.splitlines() if line.strip())
