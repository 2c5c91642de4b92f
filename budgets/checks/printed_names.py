"""Codes and names as official tables print them side by side, against the year's list. For R-COD-2.

A version of ours takes its names from the list, and none can differ; a foreign table is typed or carried over from another year.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from budgets.models import EconomicClass, FunctionalClass
from budgets.rules.registry import Finding, Place
from budgets.statements.ledger import PrintedClass
from budgets.text import squeeze

_SAME = str.maketrans({"（": "(", "）": ")", "、": ",", "，": ",", "“": "", "”": ""})


def differing(printed: Iterable[PrintedClass], year: int) -> Iterator[Finding]:
    """Each code and name once, with every place. What the list has unconfirmed is a warning, what it lacks a hint."""
    places: dict[tuple[type, str, str], list[Place]] = {}
    for each in printed:
        model: type[EconomicClass] | type[FunctionalClass] = EconomicClass if each.is_economic else FunctionalClass
        places.setdefault((model, each.code, each.name), []).append(Place(each.where, f"{each.code} {each.name}"))
    if not places:
        return
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
        unsure = listed.is_doubted
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
