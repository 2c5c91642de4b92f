"""What the upper floor registers with the ground: the composer, the page of own words, the rules of the document."""

from __future__ import annotations

import msgspec

from budgets import parts
from budgets.models import DepartmentalBudget
from budgets.statements.ledger import Ledger
from disclosure import checks, formats  # noqa: F401  importing the checks registers the rules
from disclosure.composing import compose, document_bytes
from disclosure.models import BlockText
from disclosure.review import Review


class DocumentComposer:
    """The whole document of a version, for the floors that know only parts."""

    def canonical_bytes(self, budget: DepartmentalBudget) -> bytes:
        return document_bytes(compose(Ledger.of(budget)).document)

    def subject(self, ledger: Ledger) -> Review:
        return Review(ledger, compose(ledger))

    def formats_for(self, region_code: str, year: int) -> list[tuple[str, str]]:
        return [(each.key, each.name) for each in formats.offered(region_code, year)]

    def preview(self, budget: DepartmentalBudget, sections: tuple[str, ...]) -> str:
        from disclosure.exporters import to_html  # noqa: PLC0415  templates are ready only after start

        document = compose(Ledger.of(budget)).document
        if sections:
            document = msgspec.structs.replace(
                document, sections=tuple(each for each in document.sections if each.key in sections)
            )
        return to_html.article(document)


def _own_words(budget: DepartmentalBudget) -> parts.Completeness:
    """Nothing is ever missing here: without own words the standard ones speak."""
    return parts.Completeness(filled=BlockText.objects.filter(budget=budget).count())


def register() -> None:
    for key in formats.known_keys():
        formats.load(key)
    parts.register_composer(DocumentComposer())
    parts.register(
        parts.Part(
            key="own_words",
            title="文字表述",
            order=90,
            url_name="entry-own-words",
            sections=(),
            models=(BlockText,),
            completeness=_own_words,
        )
    )
