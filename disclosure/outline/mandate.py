"""主要职能 and 机构设置 as running text: what the department is for and which units its budget covers."""

from __future__ import annotations

from collections.abc import Iterator

from budgets.choices import UnitNature
from disclosure.document import Block
from disclosure.outline.builder import Builder


def blocks(builder: Builder) -> Iterator[Block]:
    yield from builder.prose("duties")


def institutions(builder: Builder) -> Iterator[Block]:
    """The first unit is the department itself (本部); the others are its subordinate units."""
    units = builder.ledger.units
    counted = [
        (label, sum(unit.nature == nature for unit in units))
        for nature, label in (
            (UnitNature.ADMINISTRATIVE, "行政单位"),
            (UnitNature.CIVIL_SERVICE_MANAGED, "参公单位"),
            (UnitNature.INSTITUTION, "事业单位"),
        )
    ]
    yield from builder.paragraph("institutions.scope", "预算单位范围", subordinate=max(0, len(units) - 1))
    yield from builder.paragraph("institutions.counts", "单位数量", counted=[each for each in counted if each[1]])
    for number, unit in enumerate(units, 1):
        yield from builder.paragraph(
            f"institutions.unit:{number}",
            f"预算单位{number}",
            wording_key="institutions.unit",
            number=number,
            unit=unit,
            is_own_office=number == 1,
        )
