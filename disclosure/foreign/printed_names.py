"""Codes and names as official tables print them side by side, against the year's list. R-COD-2.

A version of ours takes its names from the list, and none can differ; a foreign table is typed or carried over from another year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from budgets.checks.official_codes import UNCONFIRMED
from budgets.findings import Finding, Place, Result
from budgets.models import EconomicClass, FunctionalClass
from budgets.text import squeeze
from disclosure.checks.grids import called
from disclosure.reading.official.tables import OfficialTable

RULE = "R-COD-2"
_NO_CODES = {"T10"}
_SAME = str.maketrans({"（": "(", "）": ")", "、": ",", "，": ",", "“": "", "”": ""})


def with_names(results: Iterable[Result], tables: Iterable[OfficialTable], year: int) -> tuple[Result, ...]:
    """The results, R-COD-2 among them judged by the names that the tables print."""
    tables = [table for table in tables if table.names and table.key not in _NO_CODES]
    return tuple(_judged(each, tables, year) if each.rule.id == RULE and tables else each for each in results)


def _judged(result: Result, tables: list[OfficialTable], year: int) -> Result:
    if result.decision and not result.decision.enabled:
        return result
    findings = (*result.findings, *_differing(tables, year))
    return replace(result, outcome="fail" if findings else "pass", reason="", findings=findings)


def _differing(tables: Iterable[OfficialTable], year: int) -> Iterator[Finding]:
    """Each code and name once, with every place. What the list has unconfirmed is a warning, what it lacks a hint."""
    places: dict[tuple[type, str, str], list[Place]] = {}
    for table in tables:
        model: type[EconomicClass] | type[FunctionalClass] = EconomicClass if table.economic else FunctionalClass
        for code, (name, where) in table.names.items():
            if code.isdigit() and name.strip():
                key = (model, code, name)
                places.setdefault(key, []).append(Place(f"{called(table.key)}，{where}", f"{code} {name}"))
    models: tuple[type[EconomicClass] | type[FunctionalClass], ...] = (EconomicClass, FunctionalClass)
    known: dict[type, dict[str, EconomicClass | FunctionalClass]] = {
        model: {each.code: each for each in model.objects.valid_in(year)} for model in models
    }
    unlisted: list[Place] = []
    for (model, code, name), found in places.items():
        listed = known[model].get(code)
        if listed is None or not listed.is_listed:
            unlisted.extend(found[:1])
            continue
        if _plain(listed.name) == _plain(name):
            continue
        unsure = UNCONFIRMED in listed.source
        yield Finding(
            f"科目 {code} 表中写作“{name}”，{year}年的目录是“{listed.name}”{'（目录待核实）' if unsure else ''}。",
            tuple(found),
            remedy=f"请与{year}年的政府收支分类科目核对编码和名称。",
            severity="W" if unsure else None,
        )
    if unlisted:
        # The list at hand is not complete below 款: that it lacks a code is no slip of the department.
        yield Finding(
            f"系统的{year}年目录中没有 {len(unlisted)} 个科目，没有核对它们的名称：{'、'.join(each.value for each in unlisted[:5])}"
            f"{'等' if len(unlisted) > 5 else ''}。",
            tuple(unlisted),
            remedy=f"请与{year}年的政府收支分类科目核对。",
            severity="I",
        )


def _plain(name: str) -> str:
    return squeeze(name).replace("其它", "其他").translate(_SAME)
