"""A budget that was not understood is not taken over: its empty tables would be published as the department's own.

A table may be empty where it says so itself, or where the other tables print nothing of what it would hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from disclosure.reading.layout.errors import NotUnderstood
from disclosure.reading.official.tables import Doubt, OfficialTable
from disclosure.reading.shanghai.facts import ShanghaiFacts
from disclosure.reading.shanghai.lines import SourcePart, Taken, place_of
from disclosure.reading.shanghai.tokens import TableText

_SAYS_THAT_IT_IS_EMPTY = re.compile(
    r"空表|(?:无|没有|未安排|不涉及).{0,40}(?:数据|内容|预算|支出|收入|经费|安排|事项)|^(?:注[:：])?(?:无|不涉及)。?$"
)
# Table → column of 财政拨款收支总表 and row of its left side that hold its sum.
_FUND_OF = {"T05": "general_public_budget", "T08": "government_funds", "T09": "state_capital"}
_OF_PAGES = {"T01": "财务收支预算总表", "T02": "收入预算总表", "T03": "支出预算总表", "T04": "财政拨款收支预算总表", "T05": "一般公共预算支出功能分类预算表", "T06": "一般公共预算基本支出部门预算经济分类预算表"}  # fmt: skip
_REMEDY = "请用 Word 原稿（.docx）导入；没有原稿的，请按原文补正文本后再导入。"
_SHOWN = 3


def refuse_what_was_not_understood(taken: Taken, facts: ShanghaiFacts, texts: Mapping[str, TableText]) -> None:
    """Raises NotUnderstood that names table or section, place and remedy; texts: table → its running text."""
    doubts = [("", doubt) for doubt in _missing(taken, facts)]
    doubts += [(table.title, each) for table in facts.tables for each in _empty(table, facts, texts[table.key], taken)]
    doubts += [(table.title, doubt) for table in facts.tables for doubt in table.doubts]
    doubts += [("", doubt) for doubt in facts.doubts]
    if not doubts:
        return
    said = "；".join(_sentence(title, doubt) for title, doubt in doubts[:_SHOWN])
    more = f"；另有 {len(doubts) - _SHOWN} 处" if len(doubts) > _SHOWN else ""
    raise NotUnderstood(f"没有读懂，整份不读入：{said}{more}。{_REMEDY}")


def _sentence(title: str, doubt: Doubt) -> str:
    place = f"{doubt.where}“{title}”" if title else doubt.where
    return f"{place}：{doubt.text}" if place else doubt.text


def _empty(table: OfficialTable, facts: ShanghaiFacts, text: TableText, taken: Taken) -> Iterator[Doubt]:
    if table.cells:
        return
    part = next(part for part in taken.tables if part.key == table.key)
    printed = [token for token in text.tokens if re.search(r"\d", token.text) and not re.match(r"20\d\d年", token.text)]
    if printed:
        yield printed[0].doubt(f"一个数也没有读出，而这里印有“{printed[0].text[:30]}”")
    elif not (_says_so(text) or _others_say_so(table, facts)):
        yield Doubt(
            place_of(part.heading),
            "一个数也没有读出，表下也没有说明本表为空。确实没有数据的，请在表下注明“本表为空表”或者填 0",
        )


def _says_so(text: TableText) -> bool:
    sentences = [line.text for line in text.notes] + [token.text for token in text.tokens]
    return any(_SAYS_THAT_IT_IS_EMPTY.search("".join(sentence.split())) for sentence in sentences)


def _others_say_so(table: OfficialTable, facts: ShanghaiFacts) -> bool:
    """政府性基金 that neither side of 财政拨款收支总表 knows; 基本支出 that 一般公共预算支出表 does not have."""
    if fund := _FUND_OF.get(table.key):
        in_all = facts.table("T04")
        return (
            in_all is not None
            and in_all.figure("total", "total", "R") is not None
            and not any(cell.value for cell in in_all.cells if fund in (cell.column, cell.row))
        )
    if table.key == "T06":
        spending = facts.table("T05")
        return spending is not None and bool(spending.cells) and not spending.figure("total", "basic")
    return False


def _missing(taken: Taken, facts: ShanghaiFacts) -> Iterator[Doubt]:
    """A budget without any table; of a PDF, also one of the tables that every budget fills: its lines were read as something else."""
    if not facts.tables:
        yield Doubt("", "没有找到一张预算表（如“2025年部门收入预算总表”）")
    elif taken.is_of_pages:
        for key, name in _OF_PAGES.items():
            if facts.table(key) is None:
                yield Doubt("", f"没有找到“{name}”的表名")


def of_sections(parts: Iterable[SourcePart], facts: ShanghaiFacts) -> Iterator[Doubt]:
    """A section that begins and is not understood."""
    for part in parts:
        filled = [line for line in part.lines if line.text]
        if part.key == "explanation" and filled and not facts.said and not facts.items:
            yield Doubt(place_of(part.heading), f"“{part.heading.text}”中没有读出一个金额")
