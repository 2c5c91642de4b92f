"""Names, placeholders and law as the text gives them. R-STR-4, R-STR-5, R-STR-7."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgets.rules.inspections import Bearing, Question
from budgets.rules.patterns import Patterns
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, rule
from budgets.text import squeeze
from disclosure.checks.lines import DocumentLine, around, at, first_ones, lines, place, titles
from disclosure.checks.nearness import near_misses
from disclosure.composition.review import Review

_CODES = re.compile(r"\d{3}-\d{4}-[A-Z]{3}-[0-9A-Z]{4}|(?<![0-9A-Za-z])[0-9A-Z]{12,21}(?![0-9A-Za-z])")
_UP, _DOWN = "增加|增长|上升", "减少|下降|降低"
_ALTERNATIVE = re.compile(
    rf"(?:(?:{_UP})(?:（(?:{_DOWN})）|[/／](?:{_DOWN}))|(?:{_DOWN})(?:（(?:{_UP})）|[/／](?:{_UP})))(?!情况|变动|变化|额|数|幅度|比例)"
)
_NO_FIGURE = re.compile(
    r"(?:占|增加|增长|上升|减少|下降|降低|预算|安排|经费|费)[ \u3000]{1,8}(?:[%％]|[万亿]?元)(?=[，。；、,;])"
)
_LEVEL = re.compile(r"(?<!全)(省级|市级|县级|区级)")


@rule(
    "R-STR-4",
    "W",
    "名称和“部门/单位”用词一致",
    basis="财预〔2016〕143号第四条：内容完整、形式规范",
    reads=Reads.LINES | Reads.WORDS | Reads.NAME,
    answers={Question.COMPLETE: Bearing.DENIES},
    needs="document",
    example="部门的文件中表名写成“单位预算公开表”，单位名称有两种写法。",
    satisfy="部门文件用“部门”，单位文件用“单位”；名称与机构设置表一致。",
    of_the_scope=Patterns(
        ("预算公开", "职责", "机构设置", "预算安排的?总体", "固定资产占用", "政府采购预算", "收支总表", "整体绩效")
    ),
    shortest_name=5,
)
def names_are_the_same_everywhere(review: Review, *, of_the_scope: Patterns, shortest_name: int) -> Iterator[Finding]:
    """Title, headings and tables' names speak of a 部门 in a department's document and of a 单位 in a unit's."""
    budget = review.ledger.budget
    other_word = "部门" if budget.unit_id else "单位"
    pattern = Patterns(other_word + each for each in of_the_scope)
    for line in lines(review):
        if line.kind not in {"heading", "label"}:
            continue
        if line.key == "title" and squeeze(budget.printed_name) not in squeeze(line.text):
            yield Finding(
                f"标题“{line.text}”中没有名称“{budget.printed_name}”。",
                (place(review, line),),
                remedy="请改正标题中的名称。",
            )
        if pattern.search(line.text):
            yield Finding(
                f"“{line.text}”写作“{other_word}”，本文件是{budget.scope_word}预算。",
                (place(review, line),),
                remedy=f"请统一写作“{budget.scope_word}”。",
            )
    yield from _departments(review)
    yield from _near_names(review, shortest_name)


def _own_names(review: Review) -> list[str]:
    ledger = review.ledger
    names = {ledger.budget.printed_name, ledger.budget.department.name, *(unit.name for unit in ledger.units)}
    if ledger.budget.unit:
        names.add(ledger.budget.unit.name)
    return sorted((squeeze(name) for name in names if name.strip()), key=len, reverse=True)


def _departments(review: Review) -> Iterator[Finding]:
    """编制部门 in a table's head is the name of the title, or the full name of one of its units."""
    names = _own_names(review)
    for line in lines(review):
        if not line.key.endswith(".head.department"):
            continue
        printed = re.sub(r"^编制(部门|单位)[:：]?", "", squeeze(line.text))
        if printed and not any(printed == name or name.endswith(printed) or printed.endswith(name) for name in names):
            yield Finding(
                f"表头的编制部门是“{printed}”，标题中的名称是“{review.ledger.budget.printed_name}”。",
                (place(review, line), at(review, "title", review.ledger.budget.printed_name)),
                remedy="请统一名称。",
            )


def _near_names(review: Review, shortest: int) -> Iterator[Finding]:
    names = [name for name in _own_names(review) if len(name) >= shortest]
    for line in lines(review):
        if line.is_own:
            yield from first_ones(_nearly_named(review, line, names))


def _nearly_named(review: Review, line: DocumentLine, names: list[str]) -> Iterator[Finding]:
    for miss in near_misses(line.text, names, allowed=names):
        yield Finding(
            f"名称“{miss.found}”与“{miss.term}”只差一个字：“{around(line.text, miss.start, miss.end)}”。",
            (place(review, line),),
            remedy="请确认是否为同一单位，写错的请改正。",
            severity="W",
        )


@rule(
    "R-STR-5",
    "W",
    "没有留下模板的占位文字",
    basis="财预〔2016〕143号第四条：内容完整、形式规范",
    reads=Reads.WORDS,
    alone=Reads.WORDS,
    answers={Question.COMPLETE: Bearing.DENIES},
    needs="document",
    example="正文留有“XX 局”“请填写”一类的占位文字。",
    satisfy="填写实际内容，或删去这一行。",
    placeholders=Patterns(
        (
            "(?<![A-Za-z0-9-])[Xx]{2,}(?![A-Za-z0-9-])",
            "×{2,}",
            "某某",
            "待填",
            "待定(?![点位岗])",
            "请填写",
            r"^\d+、\s*[…．.]+$",
            r"\{\w+\}",
            "（增加内容）",
            "（若无",
            "TODO",
            "TBD",
            "[_＿]{3,}",
            "〔所引用的数据“[^”]{0,200}”已不存在〕",
            "□{2,}",
        )
    ),
)
def no_placeholder_is_left(review: Review, *, placeholders: Patterns) -> Iterator[Finding]:
    for line in lines(review):
        text = _CODES.sub(lambda found: "　" * len(found[0]), line.text)
        if found := placeholders.search(text):
            where = "" if found[0] == line.text else f"：“{around(line.text, found.start(), found.end())}”"
            yield Finding(
                f"留有占位文字“{found[0]}”{where}。",
                (place(review, line),),
                remedy="请填写实际内容，或删除这一行。",
            )
        if line.kind == "body" and line.is_own and line.subject != "glossary":
            yield from _left_open(review, line)


def _left_open(review: Review, line: DocumentLine) -> Iterator[Finding]:
    """What a form leaves to be chosen or filled in, in a sentence."""
    text = line.text
    if found := _ALTERNATIVE.search(text):
        yield Finding(
            f"留有没有选定的“{found[0]}”：“{around(text, found.start(), found.end())}”。",
            (place(review, line),),
            remedy="请按实际情况只保留一种说法。",
            severity="W",
        )
    if found := _NO_FIGURE.search(text):
        yield Finding(
            f"单位前面漏填了数字：“{around(text, found.start(), found.end())}”。",
            (place(review, line),),
            remedy="请填写数字；没有的填 0。",
        )


@rule(
    "R-STR-7",
    "W",
    "引用的文件与本级相符",
    basis="财预〔2016〕143号第四条：内容完整、形式规范",
    reads=Reads.WORDS | Reads.LEVEL,
    alone=Reads.WORDS,
    needs="document",
    example="县级部门的文件引用《××省省级预算公开办法》。",
    satisfy="引用适用于本级的文件，删去不直接适用的文件。",
)
def cited_rules_are_of_this_level(review: Review) -> Iterator[Finding]:
    """Only titles of documents are read: 县级财政 in a district is right, for 县级 includes 市辖区 (预算法 第三条)."""
    code = review.ledger.budget.region_id
    level = "省级" if code.endswith("0000") else "市级" if code.endswith("00") else "县级"
    for line in lines(review):
        yield from first_ones(_cited(review, line, level))


def _cited(review: Review, line: DocumentLine, level: str) -> Iterator[Finding]:
    for start, end in titles(line.text):
        named = _LEVEL.search(line.text, start, end)
        if named and named[1] != level and not (level == "县级" and named[1] == "区级"):
            yield Finding(
                f"引用了{line.text[start:end]}，本{review.ledger.budget.scope_word}属于{level}，{named[1]}的办法不直接适用。",
                (place(review, line),),
                remedy="请核对公开依据，删除不适用的文件。",
            )
