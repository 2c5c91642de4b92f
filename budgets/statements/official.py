"""The same figure in the official tables: where a clerk holds finished tables and no lines, every sentence takes its figure here.

An official table is kept as stated cells: T01L and T01R (the sides of 收支总表), T02, T03, T04L, T04R, T05 … as in
the common numbering T01–T17; row is a code, a fund, a project's code or `total`, column a key of `budgets.statements.tables.columns`.
T07 has a row for each figure of “三公” and one for operating_costs, in the column amount.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from budgets.choices import FundKind, MoneyUnit
from budgets.statements.rounding import HALF_IN_TEN_THOUSANDS

if TYPE_CHECKING:
    from budgets.models import StatedCell

Address = tuple[str, str, str]
Find = Callable[[Address], Decimal | None]

# A table's key, perhaps with its side.
TABLE = re.compile(r"T\d{2}[LR]?")


@dataclass(frozen=True)
class Equivalent:
    """Where a figure stands in the official tables: the sum of those cells that are there.

    equal  two cells that must agree, or one of them be missing, for the sum to be the same figure
    whole  the sum is the figure only where all of its cells are there; else the lines, where there are some, know better
    """

    cells: tuple[Address, ...]
    equal: tuple[Address, Address] | None = None
    whole: bool = False


def _of(address: str, equal: str = "") -> Equivalent:
    """T03.total.basic + …; `equal`: T06.total.total = T03.total.basic."""
    guards = [_address(each) for each in equal.split("=")] if equal else []
    return Equivalent(
        tuple(_address(each) for each in address.split("+")), (guards[0], guards[1]) if len(guards) == 2 else None
    )


def _address(words: str) -> Address:
    table, row, column = words.strip().split(".")
    return table, row, column


_ALL_BASIC_IS_GENERAL = "T06.total.total=T03.total.basic"
_ALL_IS_GENERAL = "T05.total.total=T01R.total.total"

# Reference → the places of the same figure, the likeliest first.
EQUIVALENTS: dict[str, tuple[Equivalent, ...]] = {
    "revenue.total": (_of("T01L.total.amount"),),
    "revenue.current": (_of("T01L.current.amount"), _of("T02.total.total")),
    "revenue.carried_in": (_of("T01L.carried.amount"),),
    "revenue.fiscal": (
        _of("T01L.fiscal.amount"),
        _of("T04L.current.amount"),
        _of("T04L.total.amount"),
        _of("T02.total.fiscal"),
    ),
    **{
        f"revenue.{kind.value}": (
            _of(f"T01L.{kind.value}.amount"),
            _of(f"T04L.{kind.value}.amount"),
            _of(f"T02.total.{kind.value}"),
        )
        for kind in FundKind
    },
    "revenue.unit_funds": (_of("T01L.unit_funds.amount"), _of("T02.total.unit_funds")),
    "expenditure.total": (_of("T01R.total.total"),),
    "expenditure.current": (_of("T01R.current.total"), _of("T03.total.total")),
    "expenditure.carried_out": (_of("T01R.carried.total"),),
    "expenditure.basic": (
        _of("T03.total.basic"),
        _of("T01R.total.basic"),
        _of("T05.total.basic", _ALL_IS_GENERAL),
        _of("T06.total.total", _ALL_IS_GENERAL),
    ),
    "expenditure.personnel": (
        _of("T03.total.personnel"),
        _of("T01R.total.personnel"),
        _of("T05.total.personnel", _ALL_BASIC_IS_GENERAL),
        _of("T06.total.personnel", _ALL_BASIC_IS_GENERAL),
    ),
    "expenditure.operating": (
        _of("T03.total.operating"),
        _of("T01R.total.operating"),
        _of("T05.total.operating", _ALL_BASIC_IS_GENERAL),
        _of("T06.total.operating", _ALL_BASIC_IS_GENERAL),
    ),
    "expenditure.project": (
        _of("T03.total.project"),
        _of("T01R.total.project"),
        _of("T10.total.total"),
        _of("T05.total.project", _ALL_IS_GENERAL),
    ),
    "expenditure.fiscal": (
        _of("T04R.current.total"),
        _of("T04R.total.total"),
        _of("T17.total.total"),
        replace(_of("T05.total.total+T08.total.total+T09.total.total"), whole=True),
    ),
    "expenditure.fund:general_public_budget": (
        _of("T05.total.total"),
        _of("T04R.current.general_public_budget"),
        _of("T04R.total.general_public_budget"),
    ),
    "expenditure.fund:government_funds": (
        _of("T08.total.total"),
        _of("T04R.current.government_funds"),
        _of("T04R.total.government_funds"),
    ),
    "expenditure.fund:state_capital": (
        _of("T09.total.total"),
        _of("T04R.current.state_capital"),
        _of("T04R.total.state_capital"),
    ),
    **{
        f"three_public.{row}": (_of(f"T07.{row}.amount"),)
        for row in (
            "total",
            "overseas_trips",
            "official_receptions",
            "vehicles",
            "vehicle_purchase",
            "vehicle_operation",
        )
    },
    "operating_costs.total": (_of("T07.operating_costs.amount"), _of("T16.total.amount")),
}


def reference_at(address: Address) -> str:
    """The figure whose likeliest place this is: revenue.total, of T01L.total.amount."""
    return next(ref for ref, (first, *_) in EQUIVALENTS.items() if first.cells == (address,))


# A family of references: the key that follows goes into the addresses.
_FAMILIES: dict[str, tuple[str, ...]] = {
    "item.": ("T17.{}.total", "T05.{}.total+T08.{}.total+T09.{}.total"),
    "expenditure.project:": ("T10.{}.total",),
    "operating_costs.item:": ("T16.item:{}.amount", "T16.{}.amount", "T06.{}.operating"),
}


def equivalents(ref: str) -> tuple[Equivalent, ...]:
    """Where the figure of that reference stands in the official tables; none for a figure that they do not show."""
    if ref in EQUIVALENTS:
        return EQUIVALENTS[ref]
    for family, patterns in _FAMILIES.items():
        key = ref.removeprefix(family)
        if key != ref and "." not in key:
            return tuple(_of(pattern.replace("{}", key)) for pattern in patterns)
    return ()


def figure(ref: str, find: Find, *, beside_lines: bool = False) -> Decimal | None:
    """What the official tables print for a figure; None where they print nothing.

    beside_lines  lines were entered, too: a table of one fund then speaks for all money only where the tables show that it does
    """
    for each in equivalents(ref):
        if each.equal and not _agree(*(find(address) for address in each.equal), proven=beside_lines):
            continue
        values = [value for address in each.cells if (value := find(address)) is not None]
        if values and not (beside_lines and each.whole and len(values) < len(each.cells)):
            return sum(values, Decimal(0))
    return None


def _agree(one: Decimal | None, other: Decimal | None, *, proven: bool) -> bool:
    if one is None or other is None:
        return not proven
    return one == other


def is_official(statement: str) -> bool:
    """Whether a statement's key is that of an official table."""
    return TABLE.fullmatch(statement) is not None


def leaf_codes(codes: Iterable[str]) -> Iterator[str]:
    """The codes that no other begins with: the rows whose figures are not sums of further rows."""
    ordered = sorted(set(codes))
    for position, code in enumerate(ordered):
        following = ordered[position + 1] if position + 1 < len(ordered) else ""
        if not following.startswith(code):
            yield code


def tolerance(cell: StatedCell) -> Decimal:
    """By how much a printed figure may differ from the exact one: 元 are exact, 万元 are rounded to two places."""
    return HALF_IN_TEN_THOUSANDS if cell.printed_in == MoneyUnit.TEN_THOUSAND else Decimal(0)
