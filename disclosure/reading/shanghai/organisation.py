"""主要职能, 机构设置 and 名词解释: duties, the units with their natures as far as the text tells them, the terms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from budgets.choices import UnitNature
from disclosure.reading.matching.facts import SourceText, Term
from disclosure.reading.shanghai.facts import NarratedUnit, ShanghaiFacts
from disclosure.reading.shanghai.lines import SourceParagraph

_UNIT = re.compile(r"^\d{1,2}[.．、]\s*(?P<name>.{2,100}?)[。；;]?$")
_OWN_OFFICE = re.compile(r"[（(]?本[部级][）)]?$")
_COUNTS = re.compile(r"(?P<kind>行政单位|参公(?:管理)?(?:事业)?单位|事业单位)(?P<count>\d+)家")
_NATURES = {"行政单位": UnitNature.ADMINISTRATIVE, "事业单位": UnitNature.INSTITUTION}
# What units are called that are administrated under the civil service law, and those that are not.
_MANAGED = re.compile(r"(?:执法|监察|稽查|监督).{0,6}(?:队|支队|大队|所)$")
_INSTITUTION = re.compile(r"(?:中心|站|所|院|校|学校|园|馆|队|社|台|处)$")
_TERM = re.compile(r"^[（(][一二三四五六七八九十]{1,3}[）)]、?\s*(?P<term>[^：:。]{1,60})[：:]\s*(?P<definition>.+)$")


def read_duties(paragraphs: Sequence[SourceParagraph], facts: ShanghaiFacts) -> None:
    facts.duties.extend(SourceText(each.text, each.line) for each in paragraphs)


def read_units(paragraphs: Sequence[SourceParagraph], facts: ShanghaiFacts) -> None:
    """The list of units. The text counts natures without saying which unit has which; the names tell it where the counts agree."""
    counts: Counter[str] = Counter()
    for each in paragraphs:
        for found in _COUNTS.finditer(each.squeezed):
            counts[_NATURES.get(found["kind"], UnitNature.CIVIL_SERVICE_MANAGED)] += int(found["count"])
        if unit := _UNIT.match(each.text):
            name = _OWN_OFFICE.sub("", "".join(unit["name"].split()))
            if any(known.name == name for known in facts.units):
                facts.note(each.line, f"单位“{name}”重复，未读入")
            else:
                facts.units.append(NarratedUnit(name, "", each.line))
    if not facts.units:
        return
    natures = [_nature(unit.name, is_first=number == 0) for number, unit in enumerate(facts.units)]
    if Counter(natures) == counts:
        facts.units = [replace(unit, nature=nature) for unit, nature in zip(facts.units, natures, strict=True)]
        facts.note(facts.units[0].line, "原文只写各类单位的家数，没有逐个写明性质；按名称推断，家数与原文一致，请核对")
    elif counts:
        facts.note(facts.units[0].line, "原文没有逐个写明单位性质，按名称推断的家数与原文不一致，性质留空")


def _nature(name: str, *, is_first: bool) -> str:
    """The first unit is the department's own office."""
    if is_first:
        return UnitNature.ADMINISTRATIVE
    if _MANAGED.search(name):
        return UnitNature.CIVIL_SERVICE_MANAGED
    return UnitNature.INSTITUTION if _INSTITUTION.search(name) else ""


def read_glossary(paragraphs: Sequence[SourceParagraph], facts: ShanghaiFacts) -> None:
    """A paragraph without 名词： goes on explaining the term before it."""
    for each in paragraphs:
        if found := _TERM.match(each.text):
            facts.glossary.append(Term(found["term"].strip(), found["definition"].strip(), each.line))
        elif facts.glossary:
            last = facts.glossary[-1]
            facts.glossary[-1] = replace(last, definition=f"{last.definition}\n{each.text}")
        else:
            facts.note(each.line, f"“{each.text[:30]}”不是名词解释，未读入")
