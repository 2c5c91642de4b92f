"""A foreign disclosure becomes a draft: everything in one transaction, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from budgets import parts, places
from budgets.choices import Door
from budgets.models import DepartmentalBudget
from budgets.statements.ledger import Ledger
from budgets.text import squeeze
from budgets.versions.editing import acting_as, editing
from budgets.workflow import transitions
from disclosure.composition.compose import compose
from disclosure.document import lines
from disclosure.reading.hebei import loader, own_words, stated_figures
from disclosure.reading.hebei.interpretation import understand
from disclosure.reading.hebei.own_words import OwnWords
from disclosure.reading.hebei.sections import FORMAT, Source, take_apart
from disclosure.reading.layout.errors import UnreadableDisclosure
from disclosure.reading.layout.file_lines import FileLine, read_lines
from disclosure.reading.matching.alignment import missing_from
from disclosure.reading.matching.facts import SourceFacts

# The county comes after the city that it belongs to: 北澜市霁川区.
_COUNTY = re.compile(r".{1,12}?(?:[县旗]|区(?![划域块]))")
_CITY = re.compile(r".{1,10}?[市州盟省]")


@dataclass(frozen=True)
class Imported:
    """A draft made of a source.

    missing          lines of the source that the composed document does not print in their place
    further          how many lines it prints that the source has not
    created_region, created_department  whether they were new
    """

    budget: DepartmentalBudget
    source: Source
    facts: SourceFacts
    words: OwnWords
    missing: tuple[FileLine, ...]
    further: int
    created_region: bool
    created_department: bool


def read_source(path: Path) -> Source:
    """The file taken apart. Raises UnreadableDisclosure; touches no database."""
    return take_apart(read_lines(path), file=path.name)


def import_source(
    source: Source, *, region_code: str, department_code: str, year: int | None = None, region_name: str = ""
) -> Imported:
    """The source as a new draft of the department. Raises UnreadableDisclosure with nothing stored.

    Runs in a transaction of its own or in a savepoint of the caller's, who may roll it back.
    """
    fiscal_year = _fiscal_year(source, year)
    facts = understand(source, year=fiscal_year)
    try:
        with transaction.atomic():
            named = region_name or region_name_in(source.name) or region_code
            region, created_region = places.known_or_new_region(region_code, named)
            department, created_department = places.known_or_new_department(region, department_code, source.name)
            budget = transitions.create_budget(
                by=None, department=department, fiscal_year=fiscal_year, printed_name=source.name, format_key=FORMAT
            )
            with editing(budget, by="import", door=Door.DOCUMENT, source=source.file, sentence="导入公开文件") as draft:
                loader.load(draft, facts, file=source.file)
                stated_figures.state_what_lines_do_not_yield(draft, facts, file=source.file)
                words = own_words.compare(draft, source, facts)
                own_words.store(draft, words)
            budget.refresh_from_db()
            missing, further = _compared(budget, source)
            return Imported(
                budget,
                source,
                facts,
                words,
                missing,
                further,
                created_region,
                created_department,
            )
    except transitions.Refused as refused:
        raise UnreadableDisclosure(str(refused)) from refused
    except ValidationError as error:
        raise UnreadableDisclosure("；".join(error.messages)) from error
    except IntegrityError as error:
        raise UnreadableDisclosure("同一部门同一年度的另一次导入或填报正在进行，请稍后再试。") from error


def region_name_in(name: str) -> str:
    """云汀区, of 云汀区档案馆; "" where the name begins with no place."""
    found = _COUNTY.match(name) or _CITY.match(name)
    return found.group() if found and len(found.group()) < len(name) else ""


def _fiscal_year(source: Source, year: int | None) -> int:
    if source.year and year and source.year != year:
        raise UnreadableDisclosure(
            f"标题中的年度是 {source.year} 年，命令给出的是 {year} 年，两者不一致。", line=source.title.line
        )
    fiscal_year = year or source.year
    if not fiscal_year:
        raise UnreadableDisclosure("标题中没有年度，请用 --year 指明。", line=source.title.line)
    return fiscal_year


def _compared(budget: DepartmentalBudget, source: Source) -> tuple[tuple[FileLine, ...], int]:
    document = compose(Ledger.of(budget)).document
    printed = [squeezed for line in lines(document) for part in line.split("\n") if (squeezed := squeeze(part))]
    wanted = [squeeze(line.text) for line in source.lines]
    missing = missing_from(wanted, printed)
    return tuple(source.lines[position] for position in missing), len(printed) - len(wanted) + len(missing)


def undo(imported: Imported) -> None:
    """Takes back a draft that was just made, with the region and the department if they were made for it."""
    budget = imported.budget
    with transaction.atomic():
        with acting_as("discard", door=Door.COMMAND, sentence="取消导入的公开文件"):
            for model in reversed(parts.row_models()):
                model.objects.filter(budget=budget).delete()  # type: ignore[attr-defined]
            DepartmentalBudget.objects.filter(pk=budget.pk).delete()
        if imported.created_department:
            budget.department.delete()
        if imported.created_region:
            budget.region.delete()
