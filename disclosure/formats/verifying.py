"""What of a format no real document or official form has confirmed yet (待核实), in words for the bureau."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from disclosure.formats import Format
    from disclosure.formats.statutory import Scope

PARAMETERS = {
    "narrative_unit": "文字说明的金额单位",
    "number_style": "文字说明的金额写法（千分位、小数位）",
    "three_public_funds": "“三公”经费包括哪些资金",
    "comparison_base": "与上年比较用预算数还是执行数",
    "reason_percent": "增减多少（百分比）须说明原因",
    "reason_yuan": "增减多少（金额）须说明原因",
    "asset_threshold": "单独列示设备的单价标准",
    "asset_cutoff": "资产数据的截止日期",
}
TABLES = {
    "organisation": "机构设置表的空白行",
    "sheet": "项目绩效目标表的空白行",
    "procurement": "政府采购预算表的单位和空白行",
    "assets": "固定资产占用情况表的单位和空白行",
}
UNNAMED = {"tables": "公开表", "opening": "公开依据"}
OF: dict[Scope, str] = {"": "", "department": "（部门文件）", "unit": "（单位文件）"}


def unverified(format_: Format) -> list[tuple[str, str]]:
    """Each once, by its key."""
    return list(dict(_found(format_)).items())


def _found(format_: Format) -> Iterator[tuple[str, str]]:
    for parameter in format_.unverified_parameters:
        yield f"parameter:{parameter}", PARAMETERS[parameter]
    for basis in format_.legal_bases:
        if not basis.verified:
            yield f"legal:{basis.name}", f"公开依据《{basis.name}》"
    for section in format_.sections:
        if not section.verified:
            name = plain_words(section.heading)
            yield (
                f"section:{section.key}",
                f"“{name}”一节的位置和标题" if name else f"{UNNAMED.get(section.key, section.key)}的位置",
            )
    for key, table in format_.tables.items():
        if not table.verified:
            yield f"table:{key}", TABLES[key]
    for label in format_.unverified_labels:
        words = plain_words(format_.label(label) or "")
        yield f"label:{label}", f"表中固定文字“{words}”"
    for each in format_.statutory:
        if not each.verified:
            key = ":".join(filter(None, ("statutory", each.key, each.scope)))
            yield key, f"{each.key} {plain_words(each.title)}{OF[each.scope]}的表样和栏目"


def plain_words(template: str) -> str:
    """A heading or title of the format's file as words of no year: 2025年部门收入总表 is 部门收入总表."""
    words = re.sub(r"\{\{\s*(?:previous_)?year\s*\}\}年", "", template)
    words = re.sub(r"\{\{\s*(?:scope|table_scope)\s*\}\}", "部门", words)
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", words).strip()
