"""A later year of a document: last year's facts with the changes that the file states, line by line.

What holds for one year alone is not taken over: reasons, answers, flags, money carried over, last year's figures.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from decimal import Decimal
from typing import Any

from disclosure.example.facts import BadFacts, ExampleFacts, ExampleLine, basic_lines, department, project_lines

_OF_ONE_YEAR = ("flags", "before", "reasons", "answers")
_TAKEN_OVER = ("assets", "terms", "takes")


@functools.cache
def facts(file: str, key: str, year: int) -> ExampleFacts:
    """key: the unit's code; empty for the department's own document."""
    document = _document(file, key)
    said = _of_year(file, key, document, year)
    # Why a unit's project changed is said once, in the unit's document.
    of_units = {
        ref: text
        for code in said.takes
        for ref, text in facts(file, code, year).reasons.items()
        if ref.startswith("expenditure.project:")
    }
    return replace(said, reasons=of_units | said.reasons)


def _of_year(file: str, key: str, document: dict[str, Any], year: int) -> ExampleFacts:
    if year == document.get("first", department(file)["first"]):
        return _first_year(document, year)
    change: dict[str, Any] = next((each for each in document.get("changes", ()) if each["year"] == year), {})
    return _changed(facts(file, key, year - 1), change, year)


def _document(file: str, key: str) -> dict[str, Any]:
    return next(each for each in department(file)["documents"] if each.get("unit", "") == key)


def _first_year(document: dict[str, Any], year: int) -> ExampleFacts:
    units = [{key: value for key, value in unit.items() if key != "basic"} for unit in document["units"]]
    projects = document.get("projects", [])
    lines = [line for at, unit in enumerate(document["units"]) for line in basic_lines(unit.get("basic", ""), unit=at)]
    lines += [line for project in projects for line in project_lines(project)]
    return ExampleFacts(
        year=year,
        name=document["name"],
        units=units,
        texts={key: text.strip() for key, text in document["texts"].items()},
        duties=document["duties"],
        lines=lines,
        projects=projects,
        template=document.get("template", ""),
        **_carried(document),
        **{key: document[key] for key in (*_OF_ONE_YEAR, *_TAKEN_OVER) if key in document},
    )


def _changed(before: ExampleFacts, change: dict[str, Any], year: int) -> ExampleFacts:
    """In the order: codes are renamed, projects dropped and added, lines added and changed."""
    renamed = dict(pair.split() for pair in change.get("codes", ()))
    dropped = set(change.get("drop", ()))
    added = change.get("projects", [])
    lines = [replace(line, functional=renamed.get(line.functional, line.functional)) for line in before.lines]
    lines = [line for line in lines if line.project not in dropped]
    lines += [line for text, at in _added(change) for line in basic_lines(text, unit=at)]
    lines += [line for project in added for line in project_lines(project)]
    for words in change.get("lines", ()):
        lines = _with(lines, words)
    projects = [*(each for each in before.projects if each["code"] not in dropped), *added]
    return replace(
        before,
        year=year,
        texts=before.texts | {key: text.strip() for key, text in change.get("texts", {}).items()},
        lines=lines,
        projects=_with_targets(_with_items(projects, change), change),
        **{key: change.get(key, type(getattr(before, key))()) for key in _OF_ONE_YEAR},
        **{key: change[key] for key in _TAKEN_OVER if key in change},
        **_carried(change),
    )


def _added(change: dict[str, Any]) -> list[tuple[str, int]]:
    """New lines of basic expenditure: 0 = "人员 …" by the number of the unit."""
    return [(text, int(unit)) for unit, text in change.get("add", {}).items()]


def _carried(stated: dict[str, Any]) -> dict[str, Any]:
    """111 2014004 60000.00: fund, functional item, amount."""
    return {
        key: {(fund, item): Decimal(amount) for fund, item, amount in (each.split() for each in stated.get(key, ()))}
        for key in ("carried_in", "carried_out")
    }


def _with(lines: list[ExampleLine], words: str) -> list[ExampleLine]:
    """30101 +5000.00: the one line that is named so gets 5,000 more. Without a sign the amount is the new one; 0 ends the line."""
    *names, amount = words.split()
    found = [at for at, line in enumerate(lines) if set(names) <= line.words()]
    if len(found) != 1:
        raise BadFacts(f"“{words}”指向 {len(found)} 笔支出，应为 1 笔")
    line = lines[found[0]]
    new = line.amount + Decimal(amount) if amount[0] in "+-" else Decimal(amount)
    if new < 0:
        raise BadFacts(f"“{words}”使支出小于 0")
    return [*lines[: found[0]], *([replace(line, amount=new)] if new else []), *lines[found[0] + 1 :]]


def _with_items(projects: list[dict[str, Any]], change: dict[str, Any]) -> list[dict[str, Any]]:
    """items: project's code → what it buys this year."""
    return [
        each | {"items": change["items"][each["code"]]} if each["code"] in change.get("items", {}) else each
        for each in projects
    ]


def _with_targets(projects: list[dict[str, Any]], change: dict[str, Any]) -> list[dict[str, Any]]:
    """targets: name of an indicator → this year's value."""
    targets: dict[str, str] = change.get("targets", {})

    def renewed(indicator: list[str]) -> list[str]:
        return [*indicator[:4], targets.get(indicator[1], indicator[4]), *indicator[5:]]

    return [each | {"indicators": [renewed(row) for row in each.get("indicators", ())]} for each in projects]
