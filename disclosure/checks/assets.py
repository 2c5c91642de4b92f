"""The date at which assets are counted. R-AST-1, C23."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgets.rules.inspections import Bearing, Question
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, rule
from disclosure import formats
from disclosure.checks.lines import place, subject_lines
from disclosure.composition.review import Review

_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


@rule(
    "R-AST-1",
    "W",
    "固定资产的截止时间",
    basis="国有资产占用情况表",
    reads=Reads.WORDS | Reads.DOCUMENT | Reads.YEAR,
    answers={Question.ASSETS: Bearing.BESIDE_OTHERS},
    needs="document",
    example="2025年预算的固定资产表写“截止时间：2023年12月31日”，应为上年末，即2024年12月31日。",
    satisfy="表头的截止时间恢复为标准文字，或改为本格式要求的截止日期，并填写该日的资产数。",
)
def assets_are_counted_at_the_end_of_last_year(review: Review) -> Iterator[Finding]:
    """The sums are C23's; a table of another day is another table."""
    month, day = (int(part) for part in formats.load(review.ledger.budget.format_key).asset_cutoff.split("-"))
    right = (review.ledger.year - 1, month, day)
    # The end of the year is right everywhere; some forms ask for an earlier day.
    allowed = {right, (review.ledger.year - 1, 12, 31)}
    dated = [(line, found) for line in subject_lines(review, "assets") if (found := _DATE.search(line.text))]
    if not dated:
        raise NotRun("没有写截止时间")
    for line, found in dated:
        if tuple(int(part) for part in found.groups()) not in allowed:
            yield Finding(
                f"截止时间是 {found[0]}，应为 {right[0]}年{right[1]}月{right[2]}日。",
                (place(review, line),),
                remedy="请改正截止时间，并按该日填写资产。",
            )
