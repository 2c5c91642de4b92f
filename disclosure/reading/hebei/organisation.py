"""部门职责及机构设置情况: the duties in the department's words and the table of its units."""

from __future__ import annotations

from disclosure.formats.statutory import IN_THE_TEXT
from disclosure.reading.hebei.sections import SourceSection
from disclosure.reading.layout.blocks import ReadRow, Words
from disclosure.reading.layout.cells import expect
from disclosure.reading.layout.errors import UnreadableDisclosure
from disclosure.reading.layout.likeness import is_like
from disclosure.reading.matching.facts import Label, SourceFacts, SourceText, SourceUnit

DUTIES = ("部门职责", "单位职责", "主要职责", "部门主要职责")
UNITS = ("机构设置", "部门机构设置", "部门机构设置情况", "单位机构设置情况")
_COLUMNS = tuple(IN_THE_TEXT["organisation"])


def read(section: SourceSection, facts: SourceFacts) -> None:
    before_units = True
    for block in section.blocks:
        if isinstance(block, Words):
            if _is_label(block, UNITS):
                before_units = False
            elif before_units and not _is_label(block, DUTIES):
                facts.duties_prose.append(SourceText(block.text, block.line))
        else:
            before_units = False
    rows = [row for table in section.tables for row in table.rows if not row.is_blank]
    for number, row in enumerate(rows):
        expect(row, len(_COLUMNS), "机构设置表")
        if number == 0 and is_like(row[0].text, "单位名称"):
            facts.labels.extend(
                Label(f"organisation.head.{column}", cell.text, cell.line)
                for column, cell in zip(_COLUMNS, row.cells, strict=True)
            )
        else:
            facts.units.append(_unit(row, facts))


def _is_label(words: Words, labels: tuple[str, ...]) -> bool:
    return len(words.text) <= 20 and any(is_like(words.text, label) for label in labels)


def _unit(row: ReadRow, facts: SourceFacts) -> SourceUnit:
    name, nature, rank, funding_mode = (" ".join(cell.text.split("\n")) for cell in row.cells)
    if any(unit.name == name for unit in facts.units):
        raise UnreadableDisclosure(
            f"机构设置表中单位名称“{name}”重复。" if name else "机构设置表中这一行没有单位名称。", line=row.line
        )
    return SourceUnit(name, nature, rank, funding_mode, row.line)
