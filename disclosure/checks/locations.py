"""Where a block of the document is entered: the part of the entry desk and the row on its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assets.statements import assets
from disclosure.composition.review import Review
from performance.statements import performance
from procurement.statements import procurement


@dataclass(frozen=True)
class Location:
    """label: what a clerk calls the place."""

    label: str
    part: str = ""
    anchor: str = ""


def locate(review: Review, key: str) -> Location:
    block = review.composition.words.get(key)
    if block is not None and block.own is not None:
        return Location(_name(review, key), "own_words", f"block-{key}")
    for pattern, find in _ROWS:
        if (found := re.match(pattern, key)) and (location := find(review, found)):
            return location
    if block is not None:
        return Location(_name(review, key), "own_words", f"block-{key}")
    if key.startswith("after:"):
        return Location("补充段落", "own_words", f"block-{key.removeprefix('after:').rpartition('.')[0]}")
    if amount := review.composition.amounts.get(key):
        return Location(amount.name, amount.part, amount.anchor)
    return Location(key)


def _name(review: Review, key: str) -> str:
    block = review.composition.words[key]
    words = re.sub(r"\{[^{}]*\}", "…", block.name).strip()
    return _NAMED.get(key) or (words if len(words) <= 30 else f"{words[:30]}…")


_NAMED = {
    "title": "标题",
    "assets.head.department": "固定资产占用情况表·编制部门",
    "assets.head.cutoff": "固定资产占用情况表·截止时间",
    "procurement.head.department": "政府采购预算表·编制部门",
    "procurement.head.unit": "政府采购预算表·金额单位",
}


def _named(part: str, anchor: str = "") -> Callable[[Review, re.Match[str]], Location | None]:
    """The page of a generated sentence whose figures and reasons are entered there."""

    def find(review: Review, found: re.Match[str]) -> Location | None:
        key = found.string
        return Location(_name(review, key), part, anchor) if key in review.composition.words else None

    return find


def _fixed(label: str, part: str, anchor: str = "") -> Callable[[Review, re.Match[str]], Location | None]:
    return lambda review, found: Location(label, part, anchor)


def _unit(review: Review, found: re.Match[str]) -> Location | None:
    position = int(found[1]) - 1
    units = review.ledger.units
    if position >= len(units):
        return None
    return Location(f"机构设置表·{units[position].name or '空行'}", "organisation", f"unit-{units[position].pk}")


def _duty(review: Review, found: re.Match[str]) -> Location | None:
    position = int(found[1]) - 1
    duties = performance(review.ledger).duties
    if position >= len(duties):
        return None
    return Location(f"职责绩效·{duties[position].name}", "duties_performance", f"duty-{duties[position].pk}")


def _sheet(review: Review, found: re.Match[str]) -> Location | None:
    sheet = next((each for each in performance(review.ledger).sheets if f"sheet:{each.project.code}" == found[1]), None)
    if sheet is None:
        return None
    label, rest = f"绩效目标表·{sheet.project.name}", found[2] or ""
    if number := re.match(r"objective:(\d+)", rest):
        objectives = sheet.objectives[int(number[1]) - 1 : int(number[1])]
        return Location(f"{label}·目标{number[1]}", "sheets", *(f"objective-{each.pk}" for each in objectives))
    if (number := re.match(r"(\d+)\.", rest)) and int(number[1]) <= len(sheet.indicators):
        indicator = sheet.indicators[int(number[1]) - 1]
        return Location(f"{label}·{indicator.name}", "sheets", f"indicator-{indicator.pk}")
    field = _SHEET_FIELDS.get(rest, "")
    return Location(f"{label}·{field}" if field else label, "sheets", f"project-{sheet.project.pk}")


_SHEET_FIELDS = {"code": "项目编码", "name": "项目名称", "template": "项目绩效模板", "purpose": "资金用途"}


def _item(review: Review, found: re.Match[str]) -> Location | None:
    rows = procurement(review.ledger).rows
    position = int(found[1]) - 1
    if position >= len(rows):
        return None
    return Location(f"政府采购·{rows[position].item.name}", "procurement", f"item-{rows[position].item.pk}")


def _asset(review: Review, found: re.Match[str]) -> Location | None:
    rows = assets(review.ledger).rows
    position = int(found[1]) - 1
    if position >= len(rows):
        return None
    row = rows[position]
    anchor = f"asset-{row.holding.pk}" if row.key.startswith("added") and row.holding else f"asset-{row.category.value}"
    return Location(f"固定资产占用情况表·{row.name}", "assets", anchor)


def _term(review: Review, found: re.Match[str]) -> Location | None:
    position = int(found[1]) - 1
    terms = review.ledger.glossary
    if position >= len(terms):
        return None
    return Location(f"名词解释·{terms[position].term}", "glossary", f"term-{terms[position].pk}")


_ROWS: tuple[tuple[str, Callable[[Review, re.Match[str]], Location | None]], ...] = (
    (r"duties\.", _fixed("部门职责", "organisation", "duties")),
    (r"organisation\.unit:(\d+)\.", _unit),
    (r"organisation\.(table|blank)", _fixed("机构设置表", "organisation")),
    (r"performance\.overall\.", _fixed("总体绩效目标", "duties_performance", "overall")),
    (r"performance\.guarantee\.", _fixed("工作保障措施", "duties_performance", "guarantee")),
    (r"performance\.duty:(\d+)\.", _duty),
    (r"(sheet:[^.]+)(?:\.(.*))?$", _sheet),
    (r"procurement\.item:(\d+):", _item),
    (r"procurement\.(table|blank|sum)", _fixed("政府采购预算表", "procurement")),
    (r"assets\.row\.(\d+)\.", _asset),
    (r"assets\.table", _fixed("固定资产占用情况表", "assets")),
    (r"glossary\.(\d+)", _term),
    (r"glossary", _fixed("名词解释", "glossary")),
    (r"other_matters\.", _fixed("其他需要说明的事项", "other", "other-matters")),
    (r"project:", _fixed("项目经费情况说明", "projects")),
    (r"institutions\.unit:(\d+)", _unit),
    (r"operating_costs\.sentence$", _named("basic")),
    (r"overview\.income$", _named("revenue")),
    (r"overview\.expenditure$", _named("projects")),
    (r"related\.three_public", _named("three_public")),
    (r"related\.procurement", _named("procurement")),
    (r"related\.assets", _named("assets")),
    (r"T\d\d", _fixed("公开表", "basics")),
    (r"line\.(\d+)$", lambda review, found: Location(f"第 {found[1]} 行")),
)
