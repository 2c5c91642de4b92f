"""What stands around a published document on its page. Read from published rows alone; the article is the stored one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
from django.db.models import F, Func, IntegerField, QuerySet
from django.utils.safestring import SafeString, mark_safe

from budgets.choices import Phase
from disclosure.document import Document, Heading, plain_text
from disclosure.exporters.files import FILES
from disclosure.models import ChainEntry, Publication, PublicationQuerySet
from disclosure.public.record import Record, record
from disclosure.public.unit_coverage import FIRST_YEAR, Coverage, coverage, names_of_units
from disclosure.publication.publish import ARTICLE

HEAVY = ("document", "outcomes")


def publications_at(*, region: str, year: str, department: str, unit: str | None) -> PublicationQuerySet:
    """All published versions under one short address, the newest first."""
    where: dict[str, Any] = {"unit__code": unit} if unit else {"unit__isnull": True}
    return (
        Publication.objects.for_public_display()
        .filter(region_id=region, fiscal_year=int(year), department__code=department, phase=Phase.BUDGET, **where)
        .order_by("-version")
    )


@dataclass(frozen=True)
class Download:
    name: str
    label: str
    hint: str
    size: int
    sha256: str


class PublicPage:
    """One version as a reader sees it. The templates ask it for what they print."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication

    @cached_property
    def document(self) -> Document:
        return msgspec.json.decode(bytes(self.publication.document), type=Document)

    @cached_property
    def article(self) -> SafeString:
        content = self.publication.artefacts.get(name=ARTICLE).content
        return mark_safe(bytes(content).decode())  # noqa: S308  frozen output of our own templates, which escape everything

    def contents(self) -> list[tuple[str, str]]:
        """The anchor and words of each section's heading."""
        heads = [
            next((each for each in section.blocks if isinstance(each, Heading)), None)
            for section in self.document.sections
        ]
        return [(head.key, plain_text(head.runs)) for head in heads if head]

    @cached_property
    def downloads(self) -> list[Download]:
        files = self.publication.artefacts.annotate(
            size=Func(F("content"), function="octet_length", output_field=IntegerField())
        )
        found = {name: (size, sha) for name, size, sha in files.values_list("name", "size", "sha256")}
        return [Download(name, file.label, file.hint, *found[name]) for name, file in FILES.items() if name in found]

    @cached_property
    def versions(self) -> list[Publication]:
        one = self.publication
        unit = one.unit.code if one.unit else None
        same = publications_at(
            region=one.region_id, year=str(one.fiscal_year), department=one.department.code, unit=unit
        )
        return list(same.select_related("is_latest_for").defer(*HEAVY))

    @cached_property
    def latest(self) -> Publication | None:
        return next((each for each in self.versions if hasattr(each, "is_latest_for")), None)

    @property
    def is_latest(self) -> bool:
        return self.latest == self.publication

    @property
    def is_corrected(self) -> bool:
        """A later version took this one's place. An old import that never had the place was not corrected."""
        return self.latest is not None and self.latest.version > self.publication.version

    @cached_property
    def entries(self) -> dict[str, ChainEntry]:
        """This version's two entries in the chain, by kind."""
        return {entry.kind: entry for entry in self.publication.chain_entries.defer("payload")}

    def _neighbours(self) -> QuerySet[Publication]:
        one = self.publication
        return (
            Publication.objects.latest_of_each().for_public_display().defer(*HEAVY)
            .filter(department_id=one.department_id, phase=one.phase).exclude(pk=one.pk)
        )  # fmt: skip

    def other_years(self) -> list[Publication]:
        one = self.publication
        same = self._neighbours().filter(unit=one.unit)
        return list(same.exclude(fiscal_year=one.fiscal_year).order_by("-fiscal_year"))

    @cached_property
    def units(self) -> Coverage | None:
        """The department's units and their documents for the same year. None for a unit's own document."""
        one = self.publication
        if one.unit_id:
            return None
        published = self._neighbours().filter(unit__isnull=False, fiscal_year=one.fiscal_year).order_by("unit__code")
        return coverage(one, names_of_units(self.document) if self.asks_for_units else (), published)

    @property
    def asks_for_units(self) -> bool:
        """Whether the law asks each unit of the department for a document of its own in that year."""
        return self.publication.fiscal_year >= FIRST_YEAR

    @cached_property
    def record(self) -> Record | None:
        """The sums that were reckoned when the version was published; None unless the bureau publishes them."""
        return record(self.publication)

    @cached_property
    def of_department(self) -> Publication | None:
        """For a unit's document: its department's for the same year, where that is public."""
        if not self.publication.unit_id:
            return None
        return self._neighbours().filter(unit__isnull=True, fiscal_year=self.publication.fiscal_year).first()
