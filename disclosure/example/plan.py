"""Which documents the example has, in the order in which they are made, and how far each goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from budgets.choices import Status
from budgets.models import DepartmentalBudget
from disclosure.example.facts import FILES, REGION_CODE, department

# States in which an open version of the present year is left, so that desk and review show work in progress.
_GOALS = {
    "draft": Status.DRAFT,
    "submitted": Status.SUBMITTED,
    "returned": Status.RETURNED,
    "approved": Status.APPROVED,
}


@dataclass(frozen=True)
class Target:
    """One version of one document.

    unit  the unit's code; empty for the department's own document
    goal  the state in which the example leaves it
    """

    file: str
    unit: str
    year: int
    version: int
    goal: Status
    correction: str = ""

    @property
    def code(self) -> str:
        return str(department(self.file)["code"])

    @property
    def name(self) -> str:
        documents = department(self.file)["documents"]
        return str(next(each["name"] for each in documents if each.get("unit", "") == self.unit))

    def stored(self) -> DepartmentalBudget | None:
        unit = {"unit__code": self.unit} if self.unit else {"unit": None}
        return (
            DepartmentalBudget.objects.filter(
                region=REGION_CODE, department__code=self.code, fiscal_year=self.year, version=self.version, **unit
            )
            .select_related("region", "department", "unit")
            .first()
        )


def targets(only: Iterable[str] = (), year: int | None = None) -> list[Target]:
    """What is published first, then the work in progress, corrections last: what a visitor deletes stays deleted.

    only  department codes; none means all
    """
    wanted = set(only)
    files = [file for file in FILES if not wanted or department(file)["code"] in wanted]
    published = [each for file in files for each in _published(file)]
    if year:
        return [each for each in published if each.year == year]
    # The departments with visitors first and whole, so that the site can open with them.
    groups = ([f for f in files if has_visitors(f)], [f for f in files if not has_visitors(f)])
    return [each for group in groups for each in _of(group)]


def _of(files: list[str]) -> list[Target]:
    return [
        *(each for file in files for each in _published(file)),
        *(each for file in files for each in _open(file)),
        *(each for file in files for each in _corrections(file)),
    ]


def _published(file: str) -> Iterator[Target]:
    """Year by year, the units before their department."""
    for year in department(file)["years"]:
        for document in department(file)["documents"]:
            if year >= document.get("first", department(file)["first"]):
                yield Target(file, document.get("unit", ""), year, 1, Status.PUBLISHED)


def _open(file: str) -> Iterator[Target]:
    if present := department(file).get("present"):
        yield Target(file, "", present["year"], 1, _GOALS[present["goal"]])


def _corrections(file: str) -> Iterator[Target]:
    for each in department(file).get("corrections", ()):
        yield Target(file, "", each["year"], 2, Status(each["goal"]), each["note"].strip())


def has_visitors(file: str) -> bool:
    """The petition office, to whom the accounts of accounts.json belong."""
    return file.startswith("petition_office")


def is_complete(wanted: list[Target]) -> bool:
    """Whether nothing is left to do. Drafts do not count: a visitor may have deleted them."""
    return all(
        (stored := each.stored()) is not None and (each.goal != Status.PUBLISHED or stored.status == Status.PUBLISHED)
        for each in wanted
        if each.goal != Status.DRAFT
    )
