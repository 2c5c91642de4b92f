"""Texts that were taken over from another department. R-CON-4."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from budgets.rules.patterns import NamedPatterns
from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, NotRun, Place, rule
from disclosure.checks.wordlists import BUSINESS
from disclosure.composition.review import Review

_TEXTS = {"performance.overall": ("总体绩效目标", "overall"), "performance.guarantee": ("工作保障措施", "guarantee")}


@rule(
    "R-CON-4",
    "W",
    "绩效文字是本部门的",
    basis="政府信息公开条例第六条：及时、准确",
    reads=Reads.WORDS | Reads.NAME,
    needs="document",
    example="档案馆的绩效目标大段写的是招商引资和旅游接待，与本部门职责无关。",
    satisfy="按本部门的职责重写总体目标和保障措施，不套用其他部门的文字。",
    most=2,
    named={"most": "最多容许几处"},
    business=NamedPatterns(BUSINESS),
)
def objectives_are_the_departments_own(review: Review, *, most: int, business: Mapping[str, str]) -> Iterator[Finding]:
    """A text that speaks of the business of three departments which this one's name and duties do not mention."""
    ledger = review.ledger
    texts = {key: ledger.prose.get(key, "") for key in _TEXTS}
    if not any(text.strip() for text in texts.values()):
        raise NotRun("没有填写总体绩效目标和工作保障措施")
    own = ledger.budget.printed_name + ledger.budget.department.name + ledger.prose.get("duties", "")
    for key, text in texts.items():
        foreign = [
            name
            for name, pattern in business.items()
            if re.search(pattern, text) and not re.search(f"{pattern}|{name}", own)
        ]
        if len(foreign) > most:
            label, anchor = _TEXTS[key]
            yield Finding(
                f"“{label}”说到 {len(foreign)} 类其他部门的工作：{'、'.join(foreign)}，可能是从其他部门照搬的。",
                (Place(label, text, "duties_performance", anchor, f"{key}.1"),),
                remedy="请按本部门的职责改写。",
            )
