"""Codes that were renamed or moved: which of last year's codes this year's stand for.

The official lists name the predecessors of a code. A comparison follows them and says so. Several predecessors sum. Where a
code was split, nobody knows which part of last year's figure went where: nothing is compared then, with the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from budgets.models import EconomicClass, FunctionalClass
from budgets.money import total
from budgets.statements.ledger import Ledger
from budgets.statements.memory import once

Model = type[FunctionalClass] | type[EconomicClass]
Code = tuple[str, str]
_LENGTHS = (3, 5)  # 类 and 款; what is longer is a 项


@dataclass(frozen=True)
class CodeSuccession:
    """This year's code with the codes that it took the place of, each with its name."""

    code: str
    name: str
    predecessors: tuple[Code, ...]


@dataclass(frozen=True)
class Past:
    """Last year's figure for a code of this year.

    value     None: blank
    name      of the code in last year's document; empty where that document does not tell
    moved     the names under which last year's document has it, where they are others: 信访事务
    recast    whether the row is a sum (款, 类) that a moved code has left or joined: last year's document prints another
    obstacle  why the two years cannot be compared; empty where they can
    """

    value: Decimal | None
    name: str = ""
    moved: tuple[str, ...] = ()
    recast: bool = False
    obstacle: str = ""

    @property
    def moved_words(self) -> str:
        """信访事务”、“行政运行: to stand between quotation marks."""
        return "”、“".join(self.moved)


@once
def moves(ledger: Ledger, model: Model) -> tuple[CodeSuccession, ...]:
    """Every move that the list of the ledger's year knows of. Two queries, and only where somebody compares."""
    classes = model._default_manager.valid_in(ledger.year).filter(predecessors__isnull=False).distinct()
    return tuple(
        CodeSuccession(each.code, each.name, tuple((before.code, before.name) for before in each.predecessors.all()))
        for each in classes.prefetch_related("predecessors").order_by("code")
    )


def carried_over(
    ledger: Ledger,
    model: Model,
    before: Mapping[str, tuple[Decimal | None, str]],
    current: Collection[str],
) -> dict[str, Past]:
    """Last year's figures by this year's codes, as the list of the ledger's year moves them (`follow`)."""
    return follow(moves(ledger, model), before, current, year=ledger.year)


def follow(
    known: Collection[CodeSuccession],
    before: Mapping[str, tuple[Decimal | None, str]],
    current: Collection[str],
    *,
    year: int,
) -> dict[str, Past]:
    """Last year's figures by this year's codes.

    known    every move between the two years
    before   last year's code → figure and name; 款 and 类 may stand beside their 项, and follow what moves between them
    current  the codes that have a row this year

    A code that nothing took the place of stands under itself; what was followed does not stand there again.
    """
    found = {code: Past(value, name) for code, (value, name) in before.items()}
    for move in known:
        sources = [code for code, _ in move.predecessors if code in before]
        if not sources or move.code in before or not _is_leaf(move.code, current):
            continue
        names = {code: before[code][1] or name for code, name in move.predecessors if code in before}
        split = next((code for code in sources if len(_heirs(code, move, known, current)) > 1), None)
        if split is not None:
            heirs = "”、“".join(_heirs(split, move, known, current).values())
            obstacle = f"{year - 1}年的“{names[split]}”分为“{heirs}”，各占多少不能确定"
            found[move.code] = Past(None, obstacle=obstacle)
            for code in sources:
                found[code] = replace(found[code], obstacle=obstacle)
            continue
        value = total(before[code][0] for code in sources)
        moved = tuple(names[code] for code in sources)
        found[move.code] = Past(value, moved[0], moved)
        for code in sources:
            found.pop(code, None)
            _recast(found, code, -(before[code][0] or Decimal(0)), current)
        _join(found, move.code, value, moved, levels={len(code) for code in before})
    return {
        code: replace(past, recast=past.recast and code in before and past.value != before[code][0])
        for code, past in found.items()
    }


def _is_leaf(code: str, current: Collection[str]) -> bool:
    return code in current and not any(each != code and each.startswith(code) for each in current)


def _heirs(
    predecessor: str, move: CodeSuccession, known: Iterable[CodeSuccession], current: Collection[str]
) -> dict[str, str]:
    """The codes of the move's level that may have got something of it, the predecessor itself where it is still used."""
    heirs = {
        each.code: each.name
        for each in known
        if len(each.code) == len(move.code) and predecessor in dict(each.predecessors)
    }
    if predecessor in current:
        heirs[predecessor] = dict(move.predecessors)[predecessor]
    return heirs


def _above(code: str) -> list[str]:
    """201 and 20103 above 2010308."""
    return [code[:length] for length in _LENGTHS if length < len(code) and (length == 3 or "+" not in code)]


def _recast(found: dict[str, Past], code: str, change: Decimal, current: Collection[str]) -> None:
    """The sums above a code that left them. One that nothing is left of is no row any more."""
    for above in _above(code):
        if (past := found.get(above)) is None:
            continue
        found[above] = replace(past, value=(past.value or Decimal(0)) + change, recast=True)
        has_more = any(each != above and each.startswith(above) for each in found)
        if not found[above].value and not has_more and above not in current:
            del found[above]


def _join(
    found: dict[str, Past], code: str, value: Decimal | None, moved: tuple[str, ...], *, levels: Collection[int]
) -> None:
    """The sums above a code that came to them, at the levels that last year's rows have."""
    for above in _above(code):
        past = found.get(above)
        if past is not None:
            more = (*past.moved, *(name for name in moved if name not in past.moved)) if past.moved else ()
            found[above] = replace(past, value=(past.value or Decimal(0)) + (value or 0), moved=more, recast=True)
        elif len(above) in levels:
            found[above] = Past(value, moved=moved)
