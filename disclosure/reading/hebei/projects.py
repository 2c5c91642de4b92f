"""The projects of a source: those with a table, and what the narrative gives to each by its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from disclosure.reading.layout.likeness import differ_by_one
from disclosure.reading.matching.facts import Money, SourceFacts
from disclosure.reading.matching.names import plain_name

UNCODED = "未编码"


@dataclass(frozen=True)
class SourceProject:
    """A project.

    code     of its table; 未编码1 … where the narrative names a project that has none
    printed  the name in the narrative, "" where it is not named there
    amount   None where the narrative gives none
    """

    code: str
    name: str
    printed: str
    amount: Decimal | None
    line: int


def projects_of(facts: SourceFacts) -> list[SourceProject]:
    """Every project once: in the order of the tables, those without one behind the project that the narrative names before them."""
    money_of = _bound(facts)
    tables = [
        SourceProject(sheet.code, sheet.name, money.name if money else "", money.amount if money else None, sheet.line)
        for sheet in facts.sheets
        for money in [money_of.get(sheet.code)]
    ]
    result = list(tables)
    before = ""
    number = 0
    taken = {id(money): code for code, money in money_of.items()}
    for money in facts.projects:
        if code := taken.get(id(money)):
            before = code
            continue
        number += 1
        uncoded = SourceProject(f"{UNCODED}{number}", money.name, money.name, money.amount, money.line)
        place = next((i + 1 for i, project in enumerate(result) if project.code == before), 0)
        result.insert(place, uncoded)
        before = uncoded.code
    return result


def _bound(facts: SourceFacts) -> dict[str, Money]:
    """code → the amount of the narrative: by the same name first, then by a name that differs in one letter and can mean no other."""
    free = list(facts.projects)
    found: dict[str, Money] = {}
    for sheet in facts.sheets:
        same = next((money for money in free if plain_name(money.name) == plain_name(sheet.name)), None)
        if same:
            found[sheet.code] = same
            free = [money for money in free if money is not same]
    for sheet in facts.sheets:
        near = [money for money in free if differ_by_one(plain_name(money.name), plain_name(sheet.name))]
        if sheet.code not in found and len(near) == 1 and _means_only(near[0], facts, found):
            found[sheet.code] = near[0]
            free = [money for money in free if money is not near[0]]
    return found


def _means_only(money: Money, facts: SourceFacts, found: dict[str, Money]) -> bool:
    candidates: Iterator[str] = (
        sheet.code
        for sheet in facts.sheets
        if sheet.code not in found and differ_by_one(plain_name(money.name), plain_name(sheet.name))
    )
    return len(list(candidates)) == 1
