"""One foreign file: read by the reader of its layout, judged, rolled back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import transaction

from budgets.models import BudgetUnit, FunctionalClass
from budgets.rules.registry import Finding, Result, all_rules
from budgets.rules.results import entries
from budgets.statements.ledger import Ledger
from disclosure.composition.compose import compose
from disclosure.composition.review import Review
from disclosure.foreign import kinds, tables, texts
from disclosure.foreign.judgement import judged
from disclosure.foreign.nowhere import place_code
from disclosure.foreign.printed_names import printed_classes
from disclosure.reading.files import UNTAGGED, Opened, opened
from disclosure.reading.hebei.importer import Imported
from disclosure.reading.layout.errors import NotUnderstood, UnreadableDisclosure
from disclosure.reading.layouts import import_source, read_source
from disclosure.reading.shanghai.importer import ImportedTables
from disclosure.reading.shanghai.lines import Taken

KNOWN, UNKNOWN, OFFICIAL = "known", "unknown", "tables"


@dataclass(frozen=True)
class Checked:
    """What became of one file.

    problem  why it could not be read; then no rule was run
    layout   known: every rule was run; unknown: those that need the words alone; tables: those of the official tables
    is_unit  a unit's document, not a department's
    units    the units that a department's document names
    entries  what check_budget prints of the results, each with its remedy beside it
    notes    what was read otherwise than printed, or not at all
    """

    path: Path
    title: str = ""
    year: int | None = None
    layout: str = ""
    is_unit: bool = False
    units: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    entries: tuple[dict[str, Any], ...] = ()
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""

    def count(self, severity: str) -> int:
        return sum(entry["outcome"] == "fail" and entry["severity"] == severity for entry in self.entries)


def check(path: Path) -> Checked:
    """Every rule that can judge the file. The database is as it was afterwards, whatever happens."""
    try:
        kinds.refuse_unreadable_kind(path)
        return _of_tables(path) if kinds.is_tables(path) else _of_text(path)
    except UnreadableDisclosure as error:
        return _unread(path, str(error))
    except OSError as error:
        return _unread(path, f"无法打开文件：{error.strerror or error}。")
    except RecursionError:
        return _unread(path, "文件的结构嵌套太深，没有读完。请另存为 .docx 或文本后再核验。")


def _unread(path: Path, problem: str) -> Checked:
    """No rule judged it, and each says so."""
    results = tuple(Result(rule, "not-run", problem) for rule in all_rules())
    return Checked(path, results=results, entries=tuple(_plain(results)), problem=problem)


def _of_text(path: Path) -> Checked:
    with opened(path) as found:
        try:
            if not found.tells_cells:
                raise UnreadableDisclosure(UNTAGGED)
            return _of_known_layout(path, found)
        except UnreadableDisclosure as error:
            return _of_unknown_layout(path, found, error)


def _blanks_are_distances(path: Path) -> bool:
    return path.suffix.lower() == ".pdf"


def _of_known_layout(path: Path, text: Opened) -> Checked:
    source = read_source(text.path, is_of_pages=text.is_of_pages)
    _need_the_codes()
    with transaction.atomic():
        imported = import_source(source, region_code=place_code(source.name), department_code="1", unit_code="1")
        imported.budget.imported = True  # for the rules: it was never ours, and is rolled back
        tables_read = imported.said.tables if isinstance(imported, ImportedTables) else ()
        ledger = replace(Ledger.of(imported.budget), printed_classes=tuple(printed_classes(tables_read)))
        review = Review(ledger, compose(ledger), blanks_are_distances=_blanks_are_distances(path))
        results = tuple(judged(review))
        checked = Checked(
            path,
            title=imported.source.name,
            year=imported.budget.fiscal_year,
            layout=KNOWN,
            is_unit=isinstance(source, Taken) and source.scope == "单位",
            units=tuple(_units(imported)),
            results=results,
            entries=tuple(_plain(results)),
            lines=kinds.lines_of_text(text.path),
        )
        transaction.set_rollback(True)
    return checked


def _units(imported: Imported) -> Iterable[str]:
    return BudgetUnit.objects.filter(budget=imported.budget).order_by("ordinal", "pk").values_list("name", flat=True)


def _of_unknown_layout(path: Path, text: Opened, error: UnreadableDisclosure) -> Checked:
    found = texts.judge_text(
        text.words,
        name_of_file=path.stem,
        why=str(error) if isinstance(error, NotUnderstood) else "",
        is_of_pages=text.is_of_pages,
        blanks_are_distances=_blanks_are_distances(path),
    )
    return Checked(
        path,
        title=found.name,
        year=found.year or None,
        layout=UNKNOWN,
        is_unit=found.is_unit,
        results=found.results,
        entries=tuple(_plain(found.results)),
        lines=found.lines,
        notes=(f"没有按已知的版式读出收支数据，只核验了文字本身。{_worth_saying(str(error))}",),
    )


def _worth_saying(why: str) -> str:
    """Of a document that has no title of a known layout the reason is that it has another layout, and no more."""
    if "没有部门预算公开说明的标题" in why:
        return ""
    return why if why.endswith("。") else f"{why}。"


def _need_the_codes() -> None:
    """Without the official lists no item is known by its name: rules would find sums missing, or could not judge."""
    if not FunctionalClass.objects.exists():
        call_command("load_codes", verbosity=0)


def _of_tables(path: Path) -> Checked:
    _need_the_codes()
    found = tables.judge_tables(path)
    return Checked(
        path,
        title=found.name or path.stem,
        year=found.year or None,
        layout=OFFICIAL,
        results=found.results,
        entries=tuple(_plain(found.results)),
        lines=found.lines,
        notes=found.notes,
    )


def _plain(results: Iterable[Result]) -> Iterator[dict[str, Any]]:
    """As the entries of check_budget, with the remedy. A foreign document has no page on which it could be mended;

    a block of the text is still a place.
    """
    nobody: Any = None  # only an address on the entry desk asks for the version
    for result in results:
        unplaced = replace(result, findings=tuple(map(_without_a_page, result.findings)))
        remedies = [finding.remedy for finding in result.findings] or [""]
        for entry, remedy in zip(entries([unplaced], nobody), remedies, strict=True):
            yield {**entry, "remedy": remedy}


def _without_a_page(finding: Finding) -> Finding:
    return replace(finding, places=tuple(replace(place, part="", anchor="") for place in finding.places))
