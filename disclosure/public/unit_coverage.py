"""Which units of a department have published a document of their own. 预算法实施条例 第六条.

The units are those that the department's own published document names: the page keeps saying what it said, whatever is
founded or renamed later. Nothing but published rows is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from budgets.text import squeeze
from disclosure.document import Document, Paragraph, Table, plain_text
from disclosure.models import Publication

# In force since 1 October 2020, so budgets of 2021 were the first.
FIRST_YEAR = 2021
_NAME_CELL = re.compile(r"organisation\.unit:\d+\.name")
_IN_TEXT = re.compile(r"institutions\.unit:\d+")
_AROUND = re.compile(r"^\d+[.．、]\s*|(?:（本部）)?[；。]?$")
_MOST_REMEMBERED = 5_000
_remembered: dict[str, tuple[str, ...]] = {}


@dataclass(frozen=True)
class UnitDisclosure:
    """A unit that the department's document names, and its own latest document. publication None: there is none yet."""

    name: str
    publication: Publication | None


@dataclass(frozen=True)
class Coverage:
    """The units of one department in one year, as its document names them, then those that it does not name."""

    units: tuple[UnitDisclosure, ...]

    @property
    def published(self) -> int:
        return sum(unit.publication is not None for unit in self.units)

    @property
    def is_complete(self) -> bool:
        return self.published == len(self.units)

    @property
    def words(self) -> str:
        """For the list of documents. "" where the department names no unit."""
        if not self.units:
            return ""
        if self.is_complete:
            return f"所属单位 {len(self.units)} 个，均已公开"
        return f"所属单位 {len(self.units)} 个，已公开 {self.published} 个"


def coverage(of_department: Publication, names: Iterable[str], published: Iterable[Publication]) -> Coverage:
    """names: of the units in the department's document. published: the latest documents of its units for that year."""
    left = list(published)
    units = []
    for name in names:
        own = next((each for each in left if squeeze(name) in _called(each)), None)
        if own is not None:
            left.remove(own)
        elif squeeze(name) == squeeze(of_department.printed_name):
            continue  # the department's document speaks for its own office
        units.append(UnitDisclosure(name, own))
    units += [UnitDisclosure(each.printed_name, each) for each in left]
    return Coverage(tuple(units))


def of_each(listed: Sequence[Publication]) -> dict[int, Coverage]:
    """The coverage of every department's document in a list, by its key: two queries, whatever the length."""
    departments = [each for each in listed if each.unit_id is None and each.fiscal_year >= FIRST_YEAR]
    if not departments:
        return {}
    _remember([each for each in departments if each.content_hash not in _remembered])
    units = (
        Publication.objects.latest_of_each().select_related("unit").defer("document", "outcomes")
        .filter(unit__isnull=False, department__in={each.department_id for each in departments},
                fiscal_year__in={each.fiscal_year for each in departments})
        .order_by("unit__code")
    )  # fmt: skip
    by_document: dict[tuple[int, int, str], list[Publication]] = {}
    for unit in units:
        by_document.setdefault((unit.department_id, unit.fiscal_year, unit.phase), []).append(unit)
    return {
        each.pk: coverage(
            each,
            _remembered[each.content_hash],
            by_document.get((each.department_id, each.fiscal_year, each.phase), []),
        )
        for each in departments
    }


def names_of_units(document: Document) -> tuple[str, ...]:
    """The units in the document's 机构设置, as it prints them."""
    found: list[str] = []
    for block in document.blocks():
        if isinstance(block, Table) and block.key == "organisation.table":
            cells = [cell for row in block.body for cell in row.cells]
            found += [plain_text(cell.runs) for cell in cells if _NAME_CELL.fullmatch(cell.key)]
        elif isinstance(block, Paragraph) and _IN_TEXT.fullmatch(block.key):
            found.append(_AROUND.sub("", plain_text(block.runs)))
    return tuple(dict.fromkeys(name.strip() for name in found if name.strip()))


def _called(publication: Publication) -> set[str]:
    return {squeeze(publication.printed_name), squeeze(publication.unit.name) if publication.unit else ""}


def _remember(publications: list[Publication]) -> None:
    """A published document never changes, so what it names is read out of it once."""
    if not publications:
        return
    if len(_remembered) > _MOST_REMEMBERED:
        _remembered.clear()
    stored = Publication.objects.filter(pk__in=[each.pk for each in publications])
    for content_hash, content in stored.values_list("content_hash", "document"):
        _remembered[content_hash] = names_of_units(msgspec.json.decode(bytes(content), type=Document))
