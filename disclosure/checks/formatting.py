"""How the text looks: brackets, punctuation, blanks, and the threshold of the asset table. R-FMT-1 to R-FMT-3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from budgets.checks.evidence import shown
from budgets.findings import Finding, rule
from disclosure import formats
from disclosure.checks.amounts import flat, mentions
from disclosure.checks.lines import around, lines, naming, place, subject_lines
from disclosure.review import Review

_MIXED_BRACKETS = re.compile(r"（[^（）()]*\)|\([^（）()]*）")
_DOUBLED = re.compile(r"([，。；、：！？])\s*[，。；、：！？]|[，。；、：]{2,}")
_HAN = r"[\u4e00-\u9fff“”《》（）]"
_BLANKS = re.compile(rf"(?<={_HAN})[ \u3000\t]+(?={_HAN})")
_THRESHOLD = re.compile(r"单价(?:在)?\s*(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>万)?元")


@rule("R-FMT-1", "W", "金额和括号的写法", basis="财预〔2016〕143号第四条：形式规范", needs="document")
def money_and_brackets_are_uniform(review: Review) -> Iterator[Finding]:
    """Two decimals are asked for only where the format prints them always."""
    two_decimals = formats.load(review.ledger.budget.format_key).number_style == "grouped"
    for line in lines(review):
        if found := _MIXED_BRACKETS.search(line.text):
            yield Finding(
                f"括号一半全角一半半角：“{around(line.text, found.start(), found.end())}”。",
                (naming(review, line, found[0]),),
                remedy="请统一用全角括号。",
            )
        if two_decimals and line.is_own:
            text = flat(line.runs)
            for each in mentions(line.runs):
                if each.is_typed and each.is_exact and each.decimals not in {0, 2}:
                    yield Finding(
                        f"金额应保留两位小数：“{around(text, each.start, each.end)}”。",
                        (place(review, line),),
                        remedy="请写成两位小数。",
                    )


@rule("R-FMT-2", "E", "设备单价限额", basis="国有资产占用情况表", needs="document")
def the_threshold_is_that_of_the_form(review: Review) -> Iterator[Finding]:
    threshold = Decimal(formats.load(review.ledger.budget.format_key).asset_threshold)
    for line in subject_lines(review, "assets"):
        for found in _THRESHOLD.finditer(line.text):
            printed = Decimal(found["number"]) * (10_000 if found["unit"] else 1)
            if printed != threshold:
                yield Finding(
                    f"“{line.text}”的限额是 {shown(printed)}，应为 {shown(threshold)}（{threshold / 10_000:f}万元）。",
                    (place(review, line),),
                    printed - threshold,
                    remedy="请改正限额，可能漏写了“万”字。",
                )


@rule("R-FMT-3", "W", "标点和空格", basis="财预〔2016〕143号第四条：形式规范", needs="document")
def punctuation_and_blanks_are_clean(review: Review) -> Iterator[Finding]:
    """Blanks inside a form's fixed words are layout (项　目) and no matter."""
    for line in lines(review):
        if not line.is_own:
            continue
        if found := _DOUBLED.search(line.text):
            yield Finding(
                f"标点重复：“{around(line.text, found.start(), found.end())}”。",
                (place(review, line),),
                remedy="请删除多余的标点。",
            )
        if line.kind in {"body", "cell"} and (found := _BLANKS.search(line.text)):
            yield Finding(
                f"文字中间有空格：“{around(line.text, found.start(), found.end())}”。",
                (place(review, line),),
                remedy="请删除空格。",
            )
