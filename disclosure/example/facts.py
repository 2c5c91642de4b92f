"""The example's facts: a TOML file for each department, read into one `ExampleFacts` for each document and year.

A file states a document's first year whole and every later year by what changed against the year before
(`disclosure.example.years`). Sums of money are text in 元, so that nothing turns them into binary fractions.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from budgets.choices import LineKind

REGION_CODE = "990101"
REGION_NAME = "云汀区"
GENERAL = "111"  # 一般公共预算资金, where a line names no other
# The departments in the order in which they are made. The petition office comes first: it has the accounts.
FILES = (
    "petition_office_2020",
    "petition_office",
    "education",
    "health",
    "city_management",
    "state_assets",
    "street",
)
Carried = dict[tuple[str, str], Decimal]
_FOLDER = Path(__file__).parent
_KINDS = {"人员": LineKind.PERSONNEL, "公用": LineKind.OPERATING}


class BadFacts(ValueError):
    """A file of the example that says something impossible; the message names the place."""


@dataclass(frozen=True)
class ExampleLine:
    """One line of expenditure. unit: number of the unit in the document; project: its code, empty for basic expenditure."""

    unit: int
    kind: str
    functional: str
    economic: str
    amount: Decimal
    fund: str = GENERAL
    project: str = ""
    label: str = ""

    def words(self) -> set[str]:
        """By what a later year's change may name it."""
        kind = next((word for word, kind in _KINDS.items() if kind == self.kind), "")
        return {f"#{self.unit}", kind, self.functional, self.economic, f"@{self.fund}", self.project, self.label} - {""}


@dataclass(frozen=True)
class ExampleFacts:
    """What one document says in one year.

    units     rows of 机构设置
    projects  with purpose, plan, objectives, indicators and items to buy; without their lines
    takes     codes of the units whose own documents are put together to this one; their rows are not repeated here
    carried   (fund, functional item) → what is carried in from last year, and out to the next; both outside the lines
    before    last year's figures, where last year is not in the example: statement.row → 元
    reasons   statement.row → why it changed
    answers   rule → what the clerk answers to its warnings
    template  项目绩效模板 of every project; empty: left blank, as in the form of 2020
    """

    year: int
    name: str
    units: list[dict[str, str]]
    texts: dict[str, str]
    duties: list[list[str]]
    terms: list[str]
    lines: list[ExampleLine] = field(default_factory=list)
    projects: list[dict[str, Any]] = field(default_factory=list)
    takes: list[str] = field(default_factory=list)
    carried_in: Carried = field(default_factory=dict)
    carried_out: Carried = field(default_factory=dict)
    assets: dict[str, list[str]] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    before: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    template: str = ""


@functools.cache
def department(file: str) -> dict[str, Any]:
    """The file as it stands: code, name, years and documents, the units' before the department's own.

    units_in  another file with documents of the department's units
    """
    read = _read(file)
    if more := read.get("units_in"):
        own, units = read["documents"], _read(more)["documents"]
        read["documents"] = sorted([*own, *units], key=lambda each: each.get("unit", "~"))
    return read


@functools.cache
def definitions() -> dict[str, str]:
    """The terms that documents of the example explain, each with its definition."""
    return _read("terms")


@functools.cache
def codes() -> list[dict[str, Any]]:
    """Functional classes that the example needs and the packaged list lacks."""
    return list(_read("codes")["functional"])


def _read(file: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{file}.toml").read_text(encoding="utf-8"))


def basic_lines(text: str, *, unit: int) -> list[ExampleLine]:
    """人员 2050202 30101 4680000.00, a line each; behind it @31 for another fund, and words that print instead of the class."""
    return [_line(each.split(), unit=unit) for each in text.strip().splitlines()]


def project_lines(project: dict[str, Any]) -> list[ExampleLine]:
    """2050202 30201 120000.00, without the kind, which is the project's."""
    unit = project.get("unit", 0)
    return [
        _line([project["kind"], *each.split()], unit=unit, project=project["code"]) for each in project.get("lines", ())
    ]


def _line(words: list[str], *, unit: int, project: str = "") -> ExampleLine:
    kind, functional, economic, amount, *rest = words
    fund = next((word[1:] for word in rest if word.startswith("@")), GENERAL)
    label = " ".join(word for word in rest if not word.startswith("@"))
    kind = LineKind(kind) if project else _KINDS[kind]
    return ExampleLine(unit, kind, functional, economic, Decimal(amount), fund, project, label)
