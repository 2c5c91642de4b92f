"""预算编制说明: income and expenditure beside last year's, and the functional items with what they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from budgets.statements.official import leaf_codes
from disclosure.reading.official.rows import plain_label
from disclosure.reading.shanghai.changes import NUM, in_yuan, read_figure
from disclosure.reading.shanghai.facts import NarratedItem, ShanghaiFacts
from disclosure.reading.shanghai.lines import SourceParagraph

_ITEM = re.compile(
    rf"^(?P<number>\d{{1,3}})[.．、]“(?P<class>[^”]+?)（类）(?P<section>[^”]+?)（款）(?P<name>[^”]+?)（项）”(?:科目)?"
    rf"(?P<amount>{NUM})万元(?:，主要用于(?P<purpose>[^。]*))?。?(?P<rest>.*)$"
)
_EXECUTED = re.compile(rf"(?P<year>\d{{4}})年(?:当年)?预算执行数为(?P<executed>{NUM})万元")
_PLANNED = re.compile(rf"\d{{4}}年预算安排(?P<planned>{NUM})万元")
_ITEMS_REASON = re.compile(r"(?:主要)?原因(?:是|为)?[:：]?(?P<reason>[^。]+)")
_REASON = re.compile(r"^财政拨款收入支出(?:增加|减少)的?(?:主要)?原因(?:是|为)[:：]?(?P<reason>.+)$")
_FIGURES = (
    ("收入预算", "revenue.total"),
    ("财政拨款收入", "revenue.fiscal"),
    ("事业收入", "revenue.institution_revenue"),
    ("事业单位经营收入", "revenue.business_revenue"),
    ("其他收入", "revenue.other_revenue"),
)
_SPENDING = (
    ("(?<!拨款)支出预算", "expenditure.total"),
    ("财政拨款支出", "expenditure.fiscal"),
    ("一般公共预算拨款支出", "expenditure.fund:general_public_budget"),
    ("政府性基金(?:预算)?拨款支出", "expenditure.fund:government_funds"),
    ("国有资本经营(?:预算)?拨款支出", "expenditure.fund:state_capital"),
)
_FUND_TABLES = ("T05", "T08", "T09", "T17")


def read_explanation(paragraphs: Sequence[SourceParagraph], facts: ShanghaiFacts, *, year: int) -> None:
    for each in paragraphs:
        text = each.squeezed
        if found := _ITEM.match(text):
            _item(each, found, facts, year)
        elif text.startswith(f"{year}年") and "收入预算" in text:
            for label, ref in _FIGURES:
                read_figure(each, label, ref, facts, year=year)
        elif text.startswith("支出预算"):
            for label, ref in _SPENDING:
                read_figure(each, label, ref, facts, year=year)
        elif reason := _REASON.match(text):
            facts.reason("expenditure.fiscal", reason["reason"], each.line)
        elif not text.startswith("财政拨款支出主要内容"):
            facts.note(each.line, f"预算编制说明中的“{each.text[:40]}”不属于已知的段落，原样保留")
    facts.items = _with_codes(facts)


def _item(paragraph: SourceParagraph, found: re.Match[str], facts: ShanghaiFacts, year: int) -> None:
    amount = in_yuan(found["amount"])
    if amount is None:
        facts.note(paragraph.line, f"“{found['amount']}万元”不是金额，未读入")
        return
    rest = found["rest"]
    execution = None
    if executed := _EXECUTED.search(rest):
        if int(executed["year"]) == year - 1:
            execution = in_yuan(executed["executed"])
        else:
            facts.note(paragraph.line, f"“{executed.group()}”不是上年的执行数，未读入")
    planned = _PLANNED.search(rest)
    if planned and in_yuan(planned["planned"]) != amount:
        facts.note(paragraph.line, f"同一科目前写 {found['amount']} 万元，后写“{planned.group()}”，原文保留")
    reason = _ITEMS_REASON.search(rest)
    facts.items.append(
        NarratedItem(
            found["class"],
            found["section"],
            found["name"],
            amount,
            found["purpose"] or "",
            execution,
            reason["reason"] if reason else "",
            paragraph.line,
        )
    )


def _with_codes(facts: ShanghaiFacts) -> list[NarratedItem]:
    """Items by the names of 类, 款 and 项 in the tables; what is left by amount and order, and said so."""
    names, amounts = _of_tables(facts)
    free = dict.fromkeys(leaf_codes(names))
    found: list[NarratedItem] = []
    for item in facts.items:
        wanted = tuple(plain_label(name) for name in (item.class_name, item.section_name, item.name))
        code = next((code for code in free if _path(names, code) == wanted), "")
        free.pop(code, None)
        found.append(replace(item, code=code))
    for at, item in enumerate(found):
        if item.code:
            continue
        code = _by_amount(found, at, free, amounts)
        if code:
            free.pop(code)
            found[at] = replace(item, code=code)
            path = "—".join(name for name in _path(names, code))
            facts.note(
                item.line,
                f"“{item.class_name}—{item.section_name}—{item.name}”与公开表的科目名称不同，按金额和顺序对应 {code} {path}",
            )
        else:
            facts.note(
                item.line, f"“{item.class_name}—{item.section_name}—{item.name}”在公开表中没有对应的科目，原样保留"
            )
    for code in free:
        if amounts.get(code):
            facts.note(0, f"公开表中的 {code} {names[code]} 在预算编制说明中没有提到")
    return found


def _of_tables(facts: ShanghaiFacts) -> tuple[dict[str, str], dict[str, Decimal]]:
    names: dict[str, str] = {}
    amounts: dict[str, Decimal] = {}
    for key in _FUND_TABLES:
        if table := facts.table(key):
            names |= {code: name for code, (name, _) in table.names.items()}
            for code in table.names:
                value = table.figure(code, "total")
                if value is not None:
                    amounts[code] = amounts.get(code, Decimal(0)) + value
    return names, amounts


def _path(names: Mapping[str, str], code: str) -> tuple[str, ...]:
    return tuple(plain_label(names.get(code[:length], "")) for length in (3, 5, 7))


def _by_amount(found: Sequence[NarratedItem], at: int, free: Mapping[str, None], amounts: Mapping[str, Decimal]) -> str:
    """The one free code between the neighbours' codes whose amount is the item's, rounded."""
    before = next((item.code for item in reversed(found[:at]) if item.code), "")
    after = next((item.code for item in found[at + 1 :] if item.code), "9")
    fitting = [
        code for code in _between(free, before, after) if abs(amounts.get(code, Decimal(0)) - found[at].amount) <= 50
    ]
    return fitting[0] if len(fitting) == 1 else ""


def _between(codes: Mapping[str, None], before: str, after: str) -> Iterator[str]:
    return (code for code in codes if before < code < after)
