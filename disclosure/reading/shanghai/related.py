"""其他相关情况说明: “三公”, operating costs, procurement, targets, vehicles and equipment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assets.choices import VehicleUse
from disclosure.reading.shanghai.changes import NUM, in_yuan, read_figure
from disclosure.reading.shanghai.facts import NarratedFigure, ShanghaiFacts
from disclosure.reading.shanghai.lines import SourceParagraph

_THREE_PUBLIC = (
    ("“三公”经费预算", "three_public.total"),
    ("因公出国（境）费", "three_public.overseas_trips"),
    ("公务(?:用)?车购置[及和]运行(?:维护)?费", "three_public.vehicles"),
    ("公务(?:用)?车购置费", "three_public.vehicle_purchase"),
    ("公务(?:用)?车(?:用车)?运行(?:维护)?费", "three_public.vehicle_operation"),
    ("公务接待费", "three_public.official_receptions"),
)
_PROCUREMENT = (
    ("本(?:部门|单位)政府采购", "procurement.total"),
    ("政府采购货物", "procurement.goods"),
    ("政府采购工程", "procurement.works"),
    ("政府采购服务", "procurement.services"),
    ("预留政府采购项目预算金额", "procurement.sme_reserved"),
    ("小型和微型企业的政府采购项目", "procurement.small_micro_reserved"),
)
_TARGETS = (
    ("performance.units", re.compile(r"本部门(\d+)个预算单位开展")),
    ("performance.projects", re.compile(r"编报绩效目标的项目(\d+)个")),
)
_MONEY_OF_TARGETS = re.compile(rf"涉及项目预算资金({NUM})万元")
_COUNT = re.compile(r"(?P<label>[^，。；：、（）\d]{2,14}?)(?P<count>\d+)辆")
_EQUIPMENT = re.compile(r"(?:单价100万元|100万元)（含）以上设备（不含车辆）(\d+)台")
_USES = {use.label: use.value for use in VehicleUse}


def read_related(paragraphs: Sequence[SourceParagraph], facts: ShanghaiFacts, *, year: int) -> None:
    for each in paragraphs:
        text = each.squeezed
        before = len(facts.said)
        if "费" in text and "万元" in text and ("三公" in text or text.startswith("（")):
            for label, ref in _THREE_PUBLIC:
                read_figure(each, label, ref, facts, year=year)
        elif "机关运行经费预算为" in text:
            read_figure(each, "机关运行经费", "operating_costs.total", facts, year=year)
        elif "政府采购" in text:
            for label, ref in _PROCUREMENT:
                read_figure(each, label, ref, facts, year=year)
        elif "绩效目标" in text:
            _targets(each, facts)
        elif "车辆" in text:
            _vehicles(each, facts, year)
        if len(facts.said) == before and "万元" in text:
            facts.note(each.line, f"“{each.text[:40]}”中的数没有读入，原样保留")


def _targets(paragraph: SourceParagraph, facts: ShanghaiFacts) -> None:
    for ref, pattern in _TARGETS:
        if found := pattern.search(paragraph.squeezed):
            facts.said.append(NarratedFigure(ref, Decimal(found[1]), paragraph.line))
    if (money := _MONEY_OF_TARGETS.search(paragraph.squeezed)) and (value := in_yuan(money[1])) is not None:
        facts.said.append(NarratedFigure("performance.money", value, paragraph.line, rounded=True))


def _vehicles(paragraph: SourceParagraph, facts: ShanghaiFacts, year: int) -> None:
    """What is held at the cut-off of last year, or what this year's budget buys."""
    text = paragraph.squeezed
    when = "planned" if text.startswith(f"{year}年") else "held"
    for found in _COUNT.finditer(text):
        label = re.sub(r"^(?:其中|和)", "", found["label"])
        row = "vehicles" if label.endswith("车辆") else _USES.get(label)
        if row is None:
            facts.note(paragraph.line, f"“{label}{found['count']}辆”不在车辆用途的分类中，未读入，原文保留")
            continue
        ref = f"asset_counts.{when}:{row}"
        if all(said.ref != ref for said in facts.said):
            facts.said.append(NarratedFigure(ref, Decimal(found["count"]), paragraph.line))
    if equipment := _EQUIPMENT.search(text):
        facts.said.append(NarratedFigure(f"asset_counts.{when}:equipment", Decimal(equipment[1]), paragraph.line))
