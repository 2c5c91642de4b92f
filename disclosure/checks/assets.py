"""The date at which assets are counted. R-AST-1, C23."""

from __future__ import annotations

import re
from collections.abc import Iterator

from budgets.findings import Finding, NotRun, rule
from disclosure import formats
from disclosure.checks.lines import place, subject_lines
from disclosure.review import Review

_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


@rule("R-AST-1", "E", "固定资产的截止时间", basis="国有资产占用情况表", needs="document")
def assets_are_counted_at_the_end_of_last_year(review: Review) -> Iterator[Finding]:
    """The sums are C23's; a table of another day is another table."""
    month, day = (int(part) for part in formats.load(review.ledger.budget.format_key).asset_cutoff.split("-"))
    right = (review.ledger.year - 1, month, day)
    dated = [(line, found) for line in subject_lines(review, "assets") if (found := _DATE.search(line.text))]
    if not dated:
        raise NotRun("没有写截止时间")
    for line, found in dated:
        if tuple(int(part) for part in found.groups()) != right:
            yield Finding(
                f"截止时间是 {found[0]}，应为 {right[0]}年{right[1]}月{right[2]}日。",
                (place(review, line),),
                remedy="请改正截止时间，并按该日填写资产。",
            )
