"""“三公”经费: total and lines, and how each changed from last year and why (预算法 第十四条, R-SAN-1, R-SAN-2)."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.statements.three_public import three_public, three_public_comparison
from disclosure.document import Block
from disclosure.outline.builder import Builder

_LISTED = ("overseas_trips", "vehicle_purchase", "vehicle_operation", "official_receptions")


def blocks(builder: Builder) -> Iterator[Block]:
    funds = builder.format.three_public_funds
    comparison = three_public_comparison(builder.ledger, funds)
    yield from builder.paragraph(
        "three_public.sentence", "“三公”经费安排", three_public=three_public(builder.ledger, funds)
    )
    yield from builder.paragraph(
        "three_public.comparison",
        "“三公”经费增减变化",
        overall=comparison["total"],
        rows=[comparison[row] for row in _LISTED if comparison[row].is_known],
    )
