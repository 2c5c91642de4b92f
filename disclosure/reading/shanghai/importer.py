"""Such a budget becomes a draft: everything in one transaction, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from budgets import places
from budgets.choices import Door, TablesMode
from budgets.models import DepartmentalBudget
from budgets.statements.ledger import Ledger
from budgets.versions.editing import editing
from budgets.workflow import transitions
from disclosure import formats
from disclosure.composition.compose import compose
from disclosure.document import lines as lines_of_document
from disclosure.reading.hebei import own_words
from disclosure.reading.hebei.importer import Imported
from disclosure.reading.hebei.sections import Source
from disclosure.reading.layout.blocks import Words
from disclosure.reading.layout.errors import UnreadableDisclosure
from disclosure.reading.layout.file_lines import FileLine
from disclosure.reading.matching.facts import SourceFacts as SeedFacts
from disclosure.reading.official.importer import class_names
from disclosure.reading.official.storage import StoredTables
from disclosure.reading.official.tables import Note
from disclosure.reading.shanghai import lines, storage, words
from disclosure.reading.shanghai.facts import ShanghaiFacts
from disclosure.reading.shanghai.interpretation import understand
from disclosure.reading.shanghai.lines import SourceParagraph, Taken

_NARRATIVE = ("mandate", "institutions", "glossary", "explanation", "related", "project_notes")


@dataclass(frozen=True, kw_only=True)
class ImportedTables(Imported):
    """A draft made of a budget with its official tables.

    taken    the file taken apart         said     what it says
    stored   the cells of the tables      notes    what was read otherwise than printed, or not at all
    missing  paragraphs of the source that the composed document does not print
    """

    taken: Taken
    said: ShanghaiFacts
    stored: StoredTables
    notes: tuple[Note, ...]


def take_apart(path: Path, *, is_of_pages: bool = False) -> Taken:
    """The file taken apart. Raises UnreadableDisclosure; touches no database."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableDisclosure(f"无法打开文件“{path}”：{error.strerror or error}。") from error
    return lines.take_apart(content, file=path.name, is_of_pages=is_of_pages)


def import_taken(
    taken: Taken,
    *,
    region_code: str,
    department_code: str,
    year: int | None = None,
    region_name: str = "",
    unit_code: str = "",
) -> ImportedTables:
    """The budget as a new draft of the department. Raises UnreadableDisclosure with nothing stored.

    unit_code  the unit whose own budget it is; "" where only a department's may be read

    Runs in a transaction of its own or in a savepoint of the caller's, who may roll it back.
    """
    if year and year != taken.year:
        raise UnreadableDisclosure(
            f"封面的年度是 {taken.year} 年，命令给出的是 {year} 年，两者不一致。", line=taken.title.number
        )
    if taken.scope == "单位" and not unit_code:
        raise UnreadableDisclosure("这是单位预算，目前只能读入部门预算。", line=taken.title.number)
    try:
        with transaction.atomic():
            return _imported(
                taken, region_code, department_code, region_name, unit_code if taken.scope == "单位" else ""
            )
    except transitions.Refused as refused:
        raise UnreadableDisclosure(str(refused)) from refused
    except ValidationError as error:
        raise UnreadableDisclosure("；".join(error.messages)) from error
    except IntegrityError as error:
        raise UnreadableDisclosure("同一部门同一年度的另一次导入或填报正在进行，请稍后再试。") from error


def _imported(taken: Taken, region_code: str, department_code: str, region_name: str, unit_code: str) -> ImportedTables:
    region, created_region = places.known_or_new_region(region_code, region_name or taken.region_name)
    department, created_department = places.known_or_new_department(region, department_code, taken.name)
    unit = places.known_or_new_unit(department, unit_code, taken.name)[0] if unit_code else None
    facts = understand(taken, year=taken.year, classes=class_names(taken.year))
    budget = transitions.create_budget(
        by=None,
        department=department,
        unit=unit,
        fiscal_year=taken.year,
        printed_name=taken.name,
        format_key=_format(region_code, taken.year),
        tables_mode=TablesMode.APPENDIX,
    )
    with editing(budget, by="import", door=Door.DOCUMENT, source=taken.file, sentence="导入公开文件") as draft:
        stored = storage.load(draft, facts, file=taken.file)
        found = words.compare(draft, taken, facts)
        own_words.store(draft, found)
    budget.refresh_from_db()
    missing, further = _compared(budget, taken)
    return ImportedTables(
        budget=budget,
        source=_as_source(taken),
        facts=SeedFacts(duties_prose=list(facts.duties), glossary=list(facts.glossary)),
        words=found,
        missing=missing,
        further=further,
        created_region=created_region,
        created_department=created_department,
        taken=taken,
        said=facts,
        stored=stored,
        notes=tuple(facts.notes),
    )


def _format(region_code: str, year: int) -> str:
    """The format of the year whose layout this is, whatever region it is read into."""
    fitting = [each for each in formats.offered(region_code, year) if "31" in each.regions]
    return fitting[0].key if fitting else "shanghai-2026"


def _narrative(taken: Taken) -> list[SourceParagraph]:
    return [
        paragraph
        for part in taken.parts
        if part.key in _NARRATIVE
        for paragraph in (SourceParagraph(part.heading.text, part.heading.number), *words.paragraphs_of(part))
    ]


def _as_source(taken: Taken) -> Source:
    """The same in the terms of the other reader: lines are whole paragraphs here."""
    title = Words(taken.title.text, taken.title.number)
    paragraphs = tuple(FileLine(each.line, each.text, is_cell=False) for each in _narrative(taken))
    return Source(taken.file, title, taken.name, taken.year, {}, paragraphs)


def _compared(budget: DepartmentalBudget, taken: Taken) -> tuple[tuple[FileLine, ...], int]:
    """The paragraphs that the document does not print, and how many it prints that the source has not."""
    document = compose(Ledger.of(budget)).document
    narrative = tuple(section for section in document.sections if not section.key.startswith("tables."))
    printed = lines_of_document(msgspec.structs.replace(document, sections=narrative))
    wanted = _narrative(taken)
    missing = words.not_printed(wanted, printed)
    return tuple(FileLine(each.line, each.text, is_cell=False) for each in missing), len(printed) - 1 - (
        len(wanted) - len(missing)
    )
