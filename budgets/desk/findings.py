"""Results of the rules as pages show them: in words, by severity, with links to the fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any

from django.db import connection
from django.urls import NoReverseMatch, reverse

from budgets import parts
from budgets.desk.long_tables import PAGED_ABOVE, ROW
from budgets.models import DepartmentalBudget
from budgets.money import grouped
from budgets.rules.registry import SEVERITY_NAMES, Finding, Place, Result

MANY_PLACES = 3
SHOWN_PLACES = 8
_ROW_ANCHOR = re.compile(r"[a-z_]+-\d+")  # the anchors of fixed rows end in words
_FIGURES = re.compile(r"[-0-9.,]+")
_ORDER = {"E": 0, "W": 1, "I": 2}


@dataclass(frozen=True)
class ShownPlace:
    """address: of the field on its page; empty when it cannot be entered."""

    label: str
    value: str
    part: str
    anchor: str
    address: str


@dataclass(frozen=True)
class ShownFinding:
    """A failure of a rule as a page shows it.

    difference  in words with its unit, empty when there is none
    needs       what the rule reads: only those over the "budget" are judged while somebody types
    waived      why this error may stand; empty where it may not
    """

    severity: str
    severity_name: str
    rule_id: str
    rule_title: str
    basis: str
    message: str
    remedy: str
    difference: str
    places: tuple[ShownPlace, ...]
    needs: str = "budget"
    waived: str = ""

    @property
    def is_wide(self) -> bool:
        """About so many places that its words would fill the page if they stood at each of them."""
        return len(self.places) > MANY_PLACES

    @property
    def first_places(self) -> tuple[ShownPlace, ...]:
        return self.places[:SHOWN_PLACES]

    def is_about(self, part: str) -> bool:
        return any(place.part == part for place in self.places)


@dataclass(frozen=True)
class Tally:
    passed: int
    failed: int
    not_run: int

    @classmethod
    def of(cls, results: Iterable[Result]) -> Tally:
        outcomes = [result.outcome for result in results]
        return cls(outcomes.count("pass"), outcomes.count("fail"), outcomes.count("not-run"))


def shown_failures(results: Iterable[Result], budget: DepartmentalBudget) -> list[ShownFinding]:
    """Every failure, the gravest first."""
    found = [(result, finding) for result in results if result.outcome == "fail" for finding in result.findings]
    places = [place for _, finding in found for place in finding.places]
    rows = _is_row if any(_is_row(place) for place in places) and has_long_tables(budget) else _none
    failures = [_shown(result, finding, budget, rows) for result, finding in found]
    return sorted(failures, key=lambda each: _ORDER[each.severity])


def switched_off(results: Iterable[Result]) -> list[Result]:
    """The rules that the bureau has switched off: not run, neither now nor after a save, each with the reason."""
    return [result for result in results if result.decision and not result.decision.enabled]


def waiting_for_the_document(results: Iterable[Result]) -> list[Result]:
    """The rules that read the composed document: not run while somebody types."""
    return [
        result
        for result in results
        if result.rule.needs == "document" and (result.decision is None or result.decision.enabled)
    ]


def counts(failures: Iterable[ShownFinding]) -> list[tuple[str, str, int]]:
    """Severity, its word and how many, the gravest first; none that does not occur."""
    severities = [failure.severity for failure in failures]
    return [(key, SEVERITY_NAMES[key], severities.count(key)) for key in _ORDER if key in severities]


def _shown(
    result: Result, finding: Finding, budget: DepartmentalBudget, is_on_some_page: Callable[[Place], bool]
) -> ShownFinding:  # fmt: skip
    rule, severity = result.rule, result.severity_of(finding)
    difference = "" if finding.difference is None else f"{grouped(finding.difference)}{finding.unit}"
    return ShownFinding(
        severity, SEVERITY_NAMES[severity], rule.id, rule.title, rule.basis, finding.message, finding.remedy, difference,
        tuple(
            ShownPlace(each.label, each.value, each.part, each.anchor, address_of(each, budget, is_paged=is_on_some_page(each)))
            for each in finding.places
        ),
        rule.needs, result.waiver_of(finding),
    )  # fmt: skip


def address_of(place: Place, budget: DepartmentalBudget, *, is_paged: bool = False) -> str:
    """The page where a place is mended, at its field. is_paged: the row may stand on any page of a long table."""
    address = _page_of(place.part, budget.pk) if place.part else ""
    if not (address and place.anchor):
        return address
    return f"{address}?{ROW}={place.anchor}#{place.anchor}" if is_paged else f"{address}#{place.anchor}"


def _is_row(place: Place) -> bool:
    return _ROW_ANCHOR.fullmatch(place.anchor) is not None


def _none(place: Place) -> bool:
    return False


def has_long_tables(budget: DepartmentalBudget) -> bool:
    """Whether any table of the version is shown in pages. One query, whatever they hold."""
    statement, count = _asking_for_long_tables()
    with connection.cursor() as cursor:
        cursor.execute(statement, [budget.pk, PAGED_ABOVE] * count)
        return bool(cursor.fetchone()[0])


@lru_cache(maxsize=1)
def _asking_for_long_tables() -> tuple[str, int]:
    """The statement and of how many tables it asks."""
    models: list[Any] = parts.row_models()
    tables = [connection.ops.quote_name(model._meta.db_table) for model in models]
    asked = " OR ".join(f"EXISTS (SELECT 1 FROM {each} WHERE budget_id = %s OFFSET %s)" for each in tables)  # noqa: S608
    return f"SELECT {asked}", len(tables)


@lru_cache(maxsize=256)
def _page_of(part: str, budget_pk: int) -> str:
    """A finding may name a thousand places of one page."""
    try:
        return reverse(parts.part(part).url_name, kwargs={"budget_pk": budget_pk})
    except (KeyError, NoReverseMatch):
        return ""


def by_anchor(failures: Iterable[ShownFinding], part: str) -> dict[str, list[ShownFinding]]:
    """What was found about each field of a part's page."""
    found: dict[str, list[ShownFinding]] = {}
    for failure in failures:
        for anchor in {place.anchor for place in failure.places if place.part == part and place.anchor}:
            found.setdefault(anchor, []).append(failure)
    return found


def keys(failures: Iterable[ShownFinding], new_rows: Mapping[str, str] | None = None) -> list[str]:
    """What makes two findings the same while somebody types: the rule, the first place and the words, whatever the figures.

    new_rows  anchor → a name that stays the same, for rows that are not stored and have another key at each check
    """
    names = new_rows or {}
    seen: dict[str, int] = {}
    result = []
    for failure in failures:
        place = failure.places[0] if failure.places else None
        where = (place.part, names.get(place.anchor, place.anchor) or place.label) if place else ()
        words = _FIGURES.sub("", failure.message)
        key = sha256(repr((failure.rule_id, where, words)).encode()).hexdigest()[:16]
        seen[key] = seen.get(key, 0) + 1
        result.append(key if seen[key] == 1 else f"{key}-{seen[key]}")
    return result


def known_lines(failures: Iterable[ShownFinding]) -> list[str]:
    """The findings of an opened page as it sends them along. Those over the whole document are not judged while somebody types."""
    judged = [failure for failure in failures if failure.needs == "budget"]
    return [line(key, failure) for key, failure in zip(keys(judged), judged, strict=True)]


def line(key: str, failure: ShownFinding) -> str:
    """Key, severity, message."""
    return f"{key} {failure.severity} {failure.message}"
