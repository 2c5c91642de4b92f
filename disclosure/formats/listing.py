"""Everything that a format fixes, each with whether a real document or official form has confirmed it. For the bureau."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from budgets.choices import FundKind
from disclosure.formats import words
from disclosure.formats.doubts import unverified

if TYPE_CHECKING:
    from disclosure.formats import Format

_VALUES = {
    "plain": "不用千分位，不补零",
    "grouped": "用千分位，两位小数",
    "budget": "上年预算数",
    "execution": "上年执行数",
}


@dataclass(frozen=True)
class FormatDetail:
    """value: what the format says of it; empty where its name says all."""

    group: str
    name: str
    value: str
    verified: bool


def items(found: Format) -> list[FormatDetail]:
    """In the order of the format's file."""
    doubted = dict(unverified(found))
    result = [
        FormatDetail("参数", name, _value(found, key), f"parameter:{key}" not in doubted)
        for key, name in words.PARAMETERS.items()
    ]
    result += [
        FormatDetail("公开依据", f"《{basis.name}》", _basis(basis), basis.verified) for basis in found.legal_bases
    ]
    result += [
        FormatDetail(
            "章节", words.plain_words(each.heading) or words.UNNAMED.get(each.key, each.key), "", each.verified
        )
        for each in found.sections
    ]
    result += [
        FormatDetail("说明中的表", words.TABLES[key], each.unit, each.verified) for key, each in found.tables.items()
    ]
    result += [
        FormatDetail(
            "公开表",
            f"{each.key} {words.plain_words(each.title)}{words.OF[each.scope]}",
            "，".join(filter(None, (each.unit, _years(each.first_year, each.last_year)))),
            each.verified,
        )
        for each in found.statutory
    ]
    labels = [label for label in doubted if label.startswith("label:")]
    result += [FormatDetail("固定文字", doubted[label], "", verified=False) for label in labels]
    return result


def years(found: Format) -> str:
    return f"{found.first_year}—{found.last_year}年" if found.last_year else f"{found.first_year}年起"


def _value(found: Format, key: str) -> str:
    value = getattr(found, key)
    if key == "three_public_funds":
        return "、".join(str(FundKind(fund).label) for fund in value)
    if key == "asset_threshold":
        return f"{int(value):,} 元"
    return _VALUES.get(value, str(value))


def _basis(basis: object) -> str:
    first, last = getattr(basis, "first_year", 0), getattr(basis, "last_year", 9999)
    only = "只用于省级" if getattr(basis, "provincial_only", False) else ""
    return "，".join(filter(None, (_years(first, last), only)))


def _years(first: int, last: int) -> str:
    if first and last < 9999:
        return f"{first}—{last}年"
    return f"{first}年起" if first else f"至{last}年" if last < 9999 else ""
