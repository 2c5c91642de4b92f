"""What a region and a range of years print, as data: one TOML file a format, checked when Django starts.

A format says which sections stand in which order under which headings, how numbers look, which rows a form has
at least, and the parameters that differ from place to place. Its sentences are templates in
`templates/disclosure/wording/<key>/`. Keys of sections and tables come from closed lists in Python.

Doors: `admin`, `doubts`, `statutory`, and what stands here.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Literal

import msgspec

from budgets.choices import FundKind
from budgets.statements.comparison import Terms
from disclosure.formats.statutory import Scope, StatutoryTable, fits
from disclosure.formats.words import PARAMETERS
from procurement.columns import FORM

SECTION_KEYS = (
    "opening",
    "organisation",
    "overview",
    "operating_costs",
    "three_public",
    "performance",
    "procurement",
    "assets",
    "glossary",
    "other",
    "tables",
    "mandate",
    "institutions",
    "explanation",
    "related",
    "project_notes",
)
TABLE_KEYS = ("organisation", "sheet", "procurement", "assets")
_FOLDER = Path(__file__).parent


class BadFormat(ValueError):
    """A format file that does not fit the closed lists; the message names the file and the key."""


class SectionSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """heading  with its number, as printed; empty for a section without one
    scope     only in a department's own document or only in a unit's; empty: in both
    verified  whether a real document or official form was seen for it"""

    key: str
    heading: str = ""
    orientation: Literal["portrait", "landscape"] = "portrait"
    required: bool = True
    scope: Scope = ""
    verified: bool = True


class TableSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """least_rows: the blank rows that the form shows when nothing is entered."""

    unit: str = "元"
    least_rows: int = 1
    verified: bool = True


class LegalBasis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A law or rule that the document names as its basis, for the budgets of which years and of which regions."""

    name: str
    first_year: int = 0
    last_year: int = 9999
    provincial_only: bool = False
    verified: bool = True

    def applies(self, year: int, *, is_provincial: bool) -> bool:
        return self.first_year <= year <= self.last_year and (is_provincial or not self.provincial_only)


class Format(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """labels  fixed words of the form by block key; like the sentences they are Django templates. A key that ends in
    `@unit` holds in a unit's document.

    source               which real documents or forms it was taken from
    regions              beginnings of the region codes where it is the usual one; none means everywhere
    wording              another format whose sentences and labels this one shares where it has none of its own
    narrative_unit       the unit of sums in sentences; in 万元 they are rounded to two places
    number_style         plain: no separators, no trailing zeros; grouped: 1,234.50
    three_public_funds   the funds that “三公” covers
    comparison_base      what last year's figure counts (budget, execution)
    reason_percent, reason_yuan  the change of an item or project by so many per cent or so many 元 is explained, and that it came
                         or went; empty: that measure does not count, both empty: the form explains no single items. The
                         total and each line of “三公” are explained whenever they changed
    asset_threshold      元, from which equipment has a row of its own
    asset_cutoff         month and day of last year at which assets are counted
    legal_bases          what the opening sentence names, in order; 预算法实施条例 is in force since 2020-10-01, after the
                         budgets of 2020 were published
    first_year, last_year  for which the format is offered; no last year means until further notice
    unverified_parameters, unverified_labels  which of the above no real document or official form has confirmed
    """

    key: str
    name: str
    first_year: int
    sections: tuple[SectionSpec, ...]
    tables: dict[str, TableSpec]
    labels: dict[str, str]
    source: str = ""
    last_year: int | None = None
    regions: tuple[str, ...] = ()
    wording: str = ""
    narrative_unit: Literal["元", "万元"] = "元"
    number_style: Literal["plain", "grouped"] = "plain"
    three_public_funds: tuple[str, ...] = (
        FundKind.GENERAL_PUBLIC_BUDGET,
        FundKind.GOVERNMENT_FUNDS,
        FundKind.STATE_CAPITAL,
    )
    comparison_base: Literal["budget", "execution"] = "budget"
    reason_percent: str = "20"
    reason_yuan: str = ""
    asset_threshold: str = "200000"
    asset_cutoff: str = "12-31"
    legal_bases: tuple[LegalBasis, ...] = ()
    statutory: tuple[StatutoryTable, ...] = ()
    unverified_parameters: tuple[str, ...] = ()
    unverified_labels: tuple[str, ...] = ()

    @property
    def terms(self) -> Terms:
        """How it compares with last year."""
        percent, yuan = (Decimal(each) if each else None for each in (self.reason_percent, self.reason_yuan))
        return Terms(self.comparison_base, percent, yuan, self.three_public_funds)

    def section(self, key: str) -> SectionSpec:
        return next(section for section in self.sections if section.key == key)

    def sections_of(self, *, is_unit: bool) -> tuple[SectionSpec, ...]:
        return tuple(each for each in self.sections if fits(each.scope, is_unit=is_unit))

    def package(self, year: int, *, is_unit: bool = False) -> tuple[StatutoryTable, ...]:
        """The statutory tables of a year in order, those that stand in the narrative among them."""
        return tuple(table for table in self.statutory if table.applies(year, is_unit=is_unit))

    def required_tables(self, year: int, *, is_unit: bool = False) -> tuple[StatutoryTable, ...]:
        """Those of them without which a package is incomplete."""
        return tuple(
            table
            for table in self.package(year, is_unit=is_unit)
            if table.required and table.required_from <= year and not table.stands_in
        )

    def label(self, key: str, *, is_unit: bool = False) -> str | None:
        """The fixed words under a key, of this format or of the one whose wording it shares; None where neither has any."""
        for labels in (self.labels, load(self.wording).labels if self.wording else {}):
            if is_unit and f"{key}@unit" in labels:
                return labels[f"{key}@unit"]
            if key in labels:
                return labels[key]
        return None


@functools.cache
def load(key: str) -> Format:
    """The format of that key. Raises BadFormat where there is none or it is not well-formed."""
    path = path_of(key)
    if key not in known_keys():
        raise BadFormat(f"没有公开格式“{key}”")
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=Format)
    except msgspec.DecodeError as error:
        raise BadFormat(f"{path.name}: {error}") from error
    _check(path.name, found)
    return found


def offered(region_code: str, year: int) -> list[Format]:
    """The formats of that year, those of the region first. Never empty: without one for the year all are offered."""
    every = [load(key) for key in known_keys()]
    fitting = [each for each in every if each.first_year <= year <= (each.last_year or year)] or every
    return sorted(fitting, key=lambda each: (not region_code.startswith(each.regions or ("-",)), each.key))


def path_of(key: str) -> Path:
    return _FOLDER / f"{key}.toml"


@functools.cache
def known_keys() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def _check(file: str, found: Format) -> None:
    if f"{found.key}.toml" != file:
        raise BadFormat(f"{file}: the key {found.key!r} is not the file's name")
    if found.wording and found.wording not in known_keys():
        raise BadFormat(f"{file}: no format {found.wording!r} to share the wording of")
    for section in found.sections:
        if section.key not in SECTION_KEYS:
            raise BadFormat(f"{file}: unknown section {section.key!r}; known are {', '.join(SECTION_KEYS)}")
    for table in found.tables:
        if table not in TABLE_KEYS:
            raise BadFormat(f"{file}: unknown table {table!r}; known are {', '.join(TABLE_KEYS)}")
    for statutory in found.statutory:
        if problem := _problem(found, statutory):
            raise BadFormat(f"{file}: table {statutory.key}: {problem}")
    for fund in found.three_public_funds:
        if fund not in FundKind.values:
            raise BadFormat(f"{file}: unknown fund {fund!r}")
    for parameter in ("reason_percent", "reason_yuan"):
        if (value := getattr(found, parameter)) and not value.replace(".", "", 1).isdecimal():
            raise BadFormat(f"{file}: {parameter} is {value!r} and no number")
    for parameter in found.unverified_parameters:
        if parameter not in PARAMETERS:
            raise BadFormat(f"{file}: unknown parameter {parameter!r}; known are {', '.join(PARAMETERS)}")
    for label in found.unverified_labels:
        if found.label(label) is None:
            raise BadFormat(f"{file}: unknown label {label!r}")
    for label in _heads_of_procurement(found):
        if found.label(label) is None:
            raise BadFormat(f"{file}: no label {label!r}, the head of a column of the procurement table")


def _heads_of_procurement(found: Format) -> Iterator[str]:
    """The labels of its heads, where the form prints the table in the columns that it names nowhere itself."""
    in_text = any(section.key == "procurement" for section in found.sections)
    if in_text or any(table.shape == "procurement" and not table.columns for table in found.statutory):
        for row in FORM.only(lambda column: column.in_form).head_rows():
            yield from (f"procurement.head.{cell.key}" for cell in row)


def _problem(found: Format, table: StatutoryTable) -> str:
    if table.stands_in and table.stands_in not in {section.key for section in found.sections}:
        return f"stands in {table.stands_in!r}, which is no section of this format"
    return table.problem()
