"""The field's terms, written as they are. R-CON-2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from budgets.rules.reads import Reads
from budgets.rules.registry import Finding, rule
from disclosure.checks.lines import DocumentLine, around, first_ones, lines, naming
from disclosure.checks.nearness import NearMiss, near_misses
from disclosure.checks.wordlists import RIGHT_THOUGH_NEAR, SAID_OTHERWISE, TERMS
from disclosure.composition.review import Review


@rule(
    "R-CON-2",
    "W",
    "规范用语",
    basis="政府信息公开条例第六条：及时、准确",
    reads=Reads.WORDS,
    alone=Reads.WORDS,
    needs="document",
    example="正文写“一般共预算拨款收入”，规范用语是“一般公共预算拨款收入”。",
    satisfy="按规范用语改正；是本部门专有名称的，请在答复中说明。",
    terms=TERMS,
    right_though_near=RIGHT_THOUGH_NEAR,
    said_otherwise=SAID_OTHERWISE,
)
def terms_are_spelt_as_they_are(
    review: Review, *, terms: tuple[str, ...], right_though_near: tuple[str, ...], said_otherwise: Mapping[str, str]
) -> Iterator[Finding]:
    """One character away from a term is a slip of the pen; a few other names are known to mean a term."""
    for line in lines(review):
        if not line.is_own and not _names_an_item(line.key):
            continue
        misses = near_misses(line.text, terms, allowed=(*right_though_near, *said_otherwise))
        yield from first_ones(_misspelt(review, line, miss) for miss in misses)
        for wrong, right in said_otherwise.items():
            if (start := line.text.find(wrong)) >= 0:
                yield Finding(
                    f"“{wrong}”的规范名称是“{right}”：“{around(line.text, start, start + len(wrong))}”。",
                    (naming(review, line, wrong),),
                    remedy=f"请改为“{right}”。",
                )


def _misspelt(review: Review, line: DocumentLine, miss: NearMiss) -> Finding:
    return Finding(
        f"“{miss.found}”应为“{miss.term}”：“{around(line.text, miss.start, miss.end)}”。",
        (naming(review, line, miss.found),),
        remedy=f"请改为“{miss.term}”。",
    )


def _names_an_item(key: str) -> bool:
    """Standard sentences that print labels which the department typed: of income and of items."""
    return key in {"overview.income", "overview.expenditure", "operating_costs.sentence"} or key.startswith("glossary.")
