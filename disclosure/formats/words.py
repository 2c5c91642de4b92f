"""What the pieces of a format are called in words for the bureau."""

from __future__ import annotations

import re

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


def plain_words(template: str) -> str:
    """A heading or title of the format's file as words of no year: 2025年部门收入总表 is 部门收入总表."""
    words = re.sub(r"\{\{\s*(?:previous_)?year\s*\}\}年", "", template)
    words = re.sub(r"\{\{\s*(?:scope|table_scope)\s*\}\}", "部门", words)
    return re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", words).strip()
