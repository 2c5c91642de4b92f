"""How the text looks: brackets, punctuation, blanks, and the threshold of the asset table. R-FMT-1 to R-FMT-3."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from budgets.checks.evidence import shown
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, rule
from budgets.text import squeeze
from disclosure import formats
from disclosure.checks.lines import DocumentLine, around, first_ones, lines, naming, place, subject_lines
from disclosure.composition.review import Review

_MIXED_BRACKETS = re.compile(r"（[^（）()]*\)|\([^（）()]*）")
_DOUBLED = re.compile(r"([，。；、：！？])\s*[，。；、：！？]|[，。；、：]{2,}")
_OFFICIAL = re.compile(r"T\d\d")
_SHORT_HEAD = 4
_HAN = r"[\u4e00-\u9fff“”《》（）]"
# Before 万元 or 元 a figure is missing, which R-STR-5 says.
_BLANKS = re.compile(rf"(?<={_HAN})[ \u3000\t]+(?={_HAN})(?![万亿]?元[，。；、])")
_THRESHOLD = re.compile(r"单价(?:在)?\s*+(?P<number>\d{1,12}(?:\.\d{1,6})?)\s*+(?P<unit>万)?元")


@rule(
    "R-FMT-1",
    "W",
    "金额和括号的写法",
    basis="财预〔2016〕143号第四条：形式规范",
    reads=Reads.WORDS,
    alone=Reads.WORDS,
    needs="document",
    example="写成“维修（护)费 1200.5元”，一边全角括号一边半角括号，金额没有保留两位小数。",
    satisfy="括号成对使用全角；公开格式要求两位小数的，以元为单位的金额写到分。",
)
def money_and_brackets_are_uniform(review: Review) -> Iterator[Finding]:
    """Two decimals are asked for only where the format prints them always."""
    two_decimals = formats.load(review.ledger.budget.format_key).number_style == "grouped"
    for line in lines(review):
        # What an official table names stands in a line, and is reported where the narrative prints it.
        if (found := _MIXED_BRACKETS.search(line.text)) and not _OFFICIAL.match(line.table):
            yield Finding(
                f"括号一半全角一半半角：“{around(line.text, found.start(), found.end())}”。",
                (naming(review, line, found[0]),),
                remedy="请统一用全角括号。",
            )
        if two_decimals and line.is_own:
            yield from first_ones(
                Finding(
                    f"金额应保留两位小数：“{around(line.flat, each.start, each.end)}”。",
                    (place(review, line),),
                    remedy="请写成两位小数。",
                )
                for each in line.sure_mentions
                if each.is_typed and each.is_exact and each.decimals not in {0, 2}
            )


@rule(
    "R-FMT-2",
    "W",
    "设备单价限额",
    basis="国有资产占用情况表",
    reads=Reads.WORDS,
    needs="document",
    example="资产表写“单价在20元以上设备”，限额应为 20万元。",
    satisfy="恢复资产表的标准行名，或按本级资产管理办法改正单价限额。",
    older_thresholds={"通用设备": "500000", "专用设备": "1000000"},
)
def the_threshold_is_that_of_the_form(review: Review, *, older_thresholds: Mapping[str, str]) -> Iterator[Finding]:
    """Older forms count general equipment from 50万元 and special equipment from 100万元."""
    threshold = Decimal(formats.load(review.ledger.budget.format_key).asset_threshold)
    for line in subject_lines(review, "assets"):
        yield from first_ones(_other_thresholds(review, line, threshold, older_thresholds))


def _other_thresholds(
    review: Review, line: DocumentLine, threshold: Decimal, older: Mapping[str, str]
) -> Iterator[Finding]:
    for found in _THRESHOLD.finditer(line.text):
        printed = Decimal(found["number"]) * (10_000 if found["unit"] else 1)
        if printed not in {threshold, _older_threshold(line.text, found.end(), older)}:
            yield Finding(
                f"“{around(line.text, found.start(), found.end())}”的限额是 {shown(printed)}，应为 {shown(threshold)}（{threshold / 10_000:f}万元）。",
                (place(review, line),),
                printed - threshold,
                remedy="请改正限额，可能漏写了“万”字。",
            )


def _is_layout(text: str) -> bool:
    """目　录, and rows of a table that were copied as text."""
    return len(squeeze(text)) <= _SHORT_HEAD or " | " in text


def _older_threshold(text: str, at: int, older: Mapping[str, str]) -> Decimal | None:
    amount = next(
        (amount for kind, amount in older.items() if text.startswith((f"以上{kind}", f"以上的{kind}"), at)), None
    )
    return Decimal(amount) if amount and amount.isdecimal() else None


@rule(
    "R-FMT-3",
    "W",
    "标点和空格",
    basis="财预〔2016〕143号第四条：形式规范",
    reads=Reads.WORDS,
    alone=Reads.WORDS,
    needs="document",
    example="一句话写成“加强管理，，提高效率 。”，逗号重复，句号前有空格。",
    satisfy="删去重复的标点和多余的空格。",
)
def punctuation_and_blanks_are_clean(review: Review) -> Iterator[Finding]:
    """Blanks inside a form's fixed words are layout (项　目) and no matter."""
    found = list(_unclean(review))
    if not found and review.blanks_are_distances:
        raise NotRun("PDF 中的空格只是排版的间距，没有核验")
    yield from found


def _unclean(review: Review) -> Iterator[Finding]:
    for line in lines(review):
        if not line.is_own:
            continue
        if found := _DOUBLED.search(line.text):
            yield Finding(
                f"标点重复：“{around(line.text, found.start(), found.end())}”。",
                (place(review, line),),
                remedy="请删除多余的标点。",
            )
        if line.kind in {"body", "cell"} and not _is_layout(line.text) and (found := _BLANKS.search(line.text)):
            yield Finding(
                f"文字中间有空格：“{around(line.text, found.start(), found.end())}”。",
                (place(review, line),),
                remedy="请删除空格。",
            )
