"""What a region and a range of years print, as data: one TOML file a format, checked when Django starts.

A format says which sections stand in which order under which headings, how numbers look, which rows a form has
at least, and the parameters that differ from place to place. Its sentences are templates in
`templates/disclosure/wording/<key>/`. Keys of sections and tables come from closed lists in Python.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Literal

import msgspec

from budgets.choices import FundKind
from budgets.statements.tables.columns import CHOICES, COLUMN_KEYS
from budgets.statements.three_public import ROWS
from disclosure.formats.statutory import StatutoryTable

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
    verified  whether a real document or official form was seen for it"""

    key: str
    heading: str = ""
    orientation: Literal["portrait", "landscape"] = "portrait"
    required: bool = True
    verified: bool = True


class TableSpec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """least_rows: the blank rows that the form shows when nothing is entered."""

    unit: str = "元"
    least_rows: int = 1
    verified: bool = True


class Format(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """labels  fixed words of the form by block key; like the sentences they are Django templates.

    regions              beginnings of the region codes where it is the usual one; none means everywhere
    wording              another format whose sentences this one shares where it has none of its own
    narrative_unit       the unit of sums in sentences; in 万元 they are rounded to two places
    number_style         plain: no separators, no trailing zeros; grouped: 1,234.50
    three_public_funds   the funds that “三公” covers
    comparison_base      what last year's figure counts (budget, execution)
    asset_threshold      元, from which equipment has a row of its own
    asset_cutoff         month and day of last year at which assets are counted
    first_year, last_year  for which the format is offered; no last year means until further notice
    """

    key: str
    name: str
    first_year: int
    sections: tuple[SectionSpec, ...]
    tables: dict[str, TableSpec]
    labels: dict[str, str]
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
    asset_threshold: str = "200000"
    asset_cutoff: str = "12-31"
    legal_basis_verified: bool = True
    statutory: tuple[StatutoryTable, ...] = ()

    def section(self, key: str) -> SectionSpec:
        return next(section for section in self.sections if section.key == key)


@functools.cache
def load(key: str) -> Format:
    """The format of that key. Raises BadFormat where there is none or it is not well-formed."""
    path = _FOLDER / f"{key}.toml"
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


@functools.cache
def known_keys() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def _check(file: str, found: Format) -> None:
    if f"{found.key}.toml" != file:
        raise BadFormat(f"{file}: the key {found.key!r} is not the file's name")
    for section in found.sections:
        if section.key not in SECTION_KEYS:
            raise BadFormat(f"{file}: unknown section {section.key!r}; known are {', '.join(SECTION_KEYS)}")
    for table in found.tables:
        if table not in TABLE_KEYS:
            raise BadFormat(f"{file}: unknown table {table!r}; known are {', '.join(TABLE_KEYS)}")
    for statutory in found.statutory:
        _check_statutory(file, statutory)
    for fund in found.three_public_funds:
        if fund not in FundKind.values:
            raise BadFormat(f"{file}: unknown fund {fund!r}")


def _check_statutory(file: str, table: StatutoryTable) -> None:
    known = {
        *COLUMN_KEYS,
        *ROWS,
        "operating_costs",
        "left_label",
        "left_amount",
        "right_label",
        *(f"right_{key}" for key in CHOICES),
    }
    for leaf in table.leaves():
        if leaf.key not in known:
            raise BadFormat(f"{file}: table {table.key}: unknown column {leaf.key!r}")
    for source in table.sources:
        if source.key not in CHOICES:
            raise BadFormat(f"{file}: table {table.key}: unknown source {source.key!r}")
    for fund in table.funds:
        if fund not in FundKind.values:
            raise BadFormat(f"{file}: table {table.key}: unknown fund {fund!r}")
