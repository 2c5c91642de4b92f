"""What a document of this layout says and its reader did not understand: then nothing of it is taken over.

Words are never lost, they are kept as they stand. Figures that stay words would leave the ledger empty, and an
empty ledger would be published as the department's own.
"""

from __future__ import annotations

from collections.abc import Iterator

from budgets.text import squeeze
from disclosure.reading.hebei.sections import Source, SourceSection
from disclosure.reading.layout.blocks import ReadCell, ReadTable, Words
from disclosure.reading.layout.cells import is_number
from disclosure.reading.layout.errors import NotUnderstood
from disclosure.reading.matching.amounts import amounts_in
from disclosure.reading.matching.facts import SourceFacts
from disclosure.reading.official.titles import table_named

# The sections whose tables this layout knows; a table that it does not know stands in any other.
_WITH_TABLES = {"organisation", "performance", "procurement", "assets"}
# A title, 编制部门 and 单位 stand above a table.
_ABOVE = 4
_REMEDY = "请改用能读出这些数的文件（公开表用 import_official_tables 读入），或者按本格式补正后再导入。"


def refuse_what_was_not_understood(source: Source, facts: SourceFacts) -> None:
    """Raises NotUnderstood for an official table whose figures nobody read, and for an overview without a total."""
    for section in source.sections.values():
        for title, table in _official_tables(section):
            raise NotUnderstood(
                f"“{title}”是一张公开表，这种版式的公开说明里没有它的位置，表中的数一个也没有读出。{_REMEDY}",
                line=table.line,
            )
    overview = source.sections["overview"]
    if not _has_a_total(facts):
        heading = overview.heading.text if overview.heading else ""
        line = overview.heading.line if overview.heading else 0
        raise NotUnderstood(
            f"“{heading}”一节没有读出收入或支出的总数，应写明“2020年预算收入…万元”“…支出…万元”这样的金额。{_REMEDY}",
            line=line,
        )
    _refuse_unread_amounts(source, facts)


def _has_a_total(facts: SourceFacts) -> bool:
    return bool(facts.sources) or any(ref.startswith(("revenue.", "expenditure.")) for ref in facts.totals)


def _official_tables(section: SourceSection) -> Iterator[tuple[str, ReadTable]]:
    if section.key in _WITH_TABLES:
        return
    for at, block in enumerate(section.blocks):
        if isinstance(block, ReadTable) and any(is_number(cell) for row in block.rows for cell in row.cells):
            above = [each for each in section.blocks[max(0, at - _ABOVE) : at] if isinstance(each, Words)]
            inside = [cell for row in block.rows[:_ABOVE] for cell in row.cells[:1]]
            candidates: list[Words | ReadCell] = [*reversed(above), *inside]
            for each in candidates:
                if squeeze(each.text).endswith("表") and (title := table_named(each.text)):
                    yield title.text, block
                    break


def _refuse_unread_amounts(source: Source, facts: SourceFacts) -> None:
    """A section that prints amounts, of which not one was read."""
    read = {
        "operating_costs": "operating_costs.total" in facts.totals,
        "three_public": bool(facts.three_public),
        "procurement": bool(facts.purchases or facts.sums)
        or any(ref.startswith("procurement.") for ref in facts.totals),
        "assets": bool(facts.holdings) or "assets.total" in facts.totals,
    }
    for key, is_read in read.items():
        if is_read:
            continue
        for words in source.sections[key].words:
            if printed := [amount for amount in amounts_in(words.text) if not amount.is_rate]:
                raise NotUnderstood(
                    f"“{words.text[: printed[0].end][-40:]}…”中的金额没有读懂，这一节的数一个也没有读出。{_REMEDY}",
                    line=words.line,
                )
