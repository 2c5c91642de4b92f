"""What the upper floor registers with the ground: the composer, the page of own words, the rules of the document."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from budgets import parts
from budgets.composer import FigureNow, PassageChange
from budgets.composer import register as register_composer
from budgets.models import DepartmentalBudget, in_force
from budgets.statements.comparison import Terms
from budgets.statements.ledger import Ledger
from budgets.versions.project_codes import rename_keys
from disclosure import checks, formats  # noqa: F401  importing the checks registers the rules
from disclosure.composition.compose import compose, document_bytes
from disclosure.composition.document_states import passages
from disclosure.composition.frozen_documents import changed_figures, document_of_bytes
from disclosure.composition.review import Review, review_of
from disclosure.document import Document
from disclosure.formats.doubts import unverified
from disclosure.models import BlockText, TableFile
from disclosure.official_tables.stored import stored_tables
from disclosure.outline import references
from disclosure.outline.statutory import tables_of
from disclosure.outline.wording import revision


class DocumentComposer:
    """The whole document of a version, for the floors that know only parts."""

    def canonical_bytes(self, ledger: Ledger) -> bytes:
        return document_bytes(compose(ledger).document)

    def article(self, document: bytes) -> str:
        from disclosure.exporters import to_html  # noqa: PLC0415  templates are ready only after start

        return to_html.article(document_of_bytes(document))

    def figures_now(self, budget: DepartmentalBudget, document: bytes) -> list[FigureNow]:
        return changed_figures(document_of_bytes(document), compose(Ledger.of(budget)).document)

    def passages_changed(self, before: bytes, after: bytes) -> list[PassageChange]:
        return passages(document_of_bytes(before), document_of_bytes(after))

    def format_revision(self, format_key: str) -> str:
        return revision(format_key)

    def subject(self, ledger: Ledger) -> Review:
        return review_of(ledger)

    def prints(self, format_key: str, section: str) -> bool:
        return any(spec.key == section for spec in formats.load(format_key).sections)

    def formats_for(self, region_code: str, year: int) -> list[tuple[str, str]]:
        return [(each.key, each.name) for each in formats.offered(region_code, year)]

    def terms(self, format_key: str) -> Terms:
        return formats.load(format_key).terms

    def format_notes(self, format_key: str) -> list[str]:
        return [words for _, words in unverified(formats.load(format_key))]

    def rename_projects(self, budget: DepartmentalBudget, renamed: Mapping[str, str]) -> None:
        texts = BlockText.objects.filter(budget=budget)
        rename_keys(texts, "key", renamed)
        for text in texts.filter(text__contains=references.OF_PROJECT):
            if (now := references.renamed(text.text, renamed)) != text.text:
                text.text = now
                text.save()

    def preview(
        self, budget: DepartmentalBudget, sections: tuple[str, ...], *, ledger: Ledger | None = None, project: str = ""
    ) -> str:  # fmt: skip
        from disclosure.exporters import to_html  # noqa: PLC0415  templates are ready only after start

        document = compose(ledger or Ledger.of(budget)).document
        if sections:
            wanted = {*sections, *tables_of(budget, sections)}
            document = msgspec.structs.replace(
                document, sections=tuple(each for each in document.sections if each.key in wanted)
            )
        if project:
            alone = only_sheet_of(document, project)
            return to_html.article(alone) if alone.sections else ""
        return to_html.article(document)


def only_sheet_of(document: Document, project: str) -> Document:
    """What the document prints of one project's sheet of objectives; without sections where it prints none."""
    key = f"sheet:{project}"
    cut = [
        msgspec.structs.replace(section, blocks=tuple(each for each in section.blocks if _is_of(each.key, key)))
        for section in document.sections
    ]
    return msgspec.structs.replace(document, sections=tuple(section for section in cut if section.blocks))


def _is_of(block: str, sheet: str) -> bool:
    """A project's code may begin as another's does."""
    return block == sheet or block.startswith(f"{sheet}.")


def _own_words(budget: DepartmentalBudget) -> parts.Completeness:
    """Nothing is ever missing here: without own words the standard ones speak."""
    return parts.Completeness(filled=BlockText.objects.filter(budget=budget).count())


def shown_to_the_public(like: DepartmentalBudget, year: int) -> DepartmentalBudget | None:
    same = DepartmentalBudget.objects.filter(
        region=like.region_id, department=like.department_id, unit=like.unit_id, phase=like.phase, fiscal_year=year
    )
    return same.filter(publication__is_latest_for__isnull=False).first()


def _official_tables(budget: DepartmentalBudget) -> parts.Completeness:
    """Another way in: nothing is missing where nobody took it. Files that wait are not forgotten."""
    tables = len(stored_tables(budget))
    waiting = TableFile.objects.waiting().filter(budget=budget).count()
    return parts.Completeness(tables, (f"{waiting} 个文件待核对",) if waiting else ())


def register() -> None:
    for key in formats.known_keys():
        formats.load(key)
    register_composer(DocumentComposer())
    in_force.register(shown_to_the_public)
    # Its cells are stated cells, which the part “与上年比较” copies.
    parts.register(
        parts.Part(
            key="official_tables",
            title="公开表",
            order=87,
            url_name="entry-official-tables",
            sections=(),
            models=(),
            completeness=_official_tables,
        )
    )
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
