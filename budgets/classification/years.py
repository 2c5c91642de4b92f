"""What the list of a new fiscal year changes: added, renamed and ended codes, as rows with their years of validity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from budgets.choices import Confirmation
from budgets.classification.list_files import ROW
from budgets.importers.cells import plain

FATES = {
    "added": "新增",
    "renamed": "改名：新名称",
    "former": "改名：原名称停用",
    "ended": "停用",
    "confirmed": "核实来源",
    "changed": "修改",
    "same": "不变",
}
_OWN = ("code", "name", "valid_from", "valid_to", "predecessors", "source", "confirmation", ROW)


@dataclass(frozen=True)
class YearRow:
    """values: field → text, as an explicit file would say it."""

    fate: str
    values: dict[str, str]


def year_rows(
    model: Any, rows: Sequence[dict[str, str]], *, year: int, is_complete: bool, source: str
) -> list[YearRow]:
    """The rows of a list that only says what is valid in `year`.

    is_complete  whether a code that the list lacks is no longer valid; composite classes are ours and stay
    """
    lives: dict[str, list[Any]] = {}
    for life in model.objects.order_by("code", "valid_from"):
        lives.setdefault(life.code, []).append(life)
    has_predecessors = any(field.name == "predecessors" for field in model._meta.many_to_many)
    found = [
        made
        for row in rows
        for made in _of_code(row, lives.get(row["code"], []), year, row.get("source") or source, has_predecessors)
    ]
    if is_complete:
        named = {row["code"] for row in rows}
        found.extend(_ended(lives, named, year))
    return found


def _of_code(
    row: dict[str, str], lives: list[Any], year: int, source: str, has_predecessors: bool
) -> Iterator[YearRow]:
    more = {key: value for key, value in row.items() if key not in _OWN}
    given = {"predecessors": row["predecessors"]} if row.get("predecessors") else {}
    present = next((life for life in lives if _is_valid(life, year)), None)
    place = {ROW: row.get(ROW, "")}
    trusted = {"source": source, "confirmation": row.get("confirmation") or str(Confirmation.CONFIRMED)}
    fresh = place | {
        "code": row["code"],
        "name": row["name"],
        "valid_from": str(year),
        "valid_to": "",
        **trusted,
    }
    if present is None:
        earlier = [life for life in lives if (life.valid_from or 0) < year]
        last = max(earlier, key=lambda life: life.valid_from or 0, default=None)
        before = _naming(last) if last and has_predecessors else {}
        later = min((life.valid_from for life in lives if (life.valid_from or 0) > year), default=None)
        ends = {"valid_to": str(later - 1)} if later else {}  # a list of years gone by does not reach into a later life
        yield YearRow("added", fresh | ends | more | (given or before))
    elif plain(present.name) == plain(row["name"]):
        yield _confirmed(present, trusted, place | more, given)
    elif present.valid_from == year:
        yield YearRow("changed", place | _as_it_is(present) | {"name": row["name"]} | trusted | more | given)
    else:
        yield YearRow("former", place | _as_it_is(present) | {"valid_to": str(year - 1)})
        yield YearRow("renamed", fresh | more | (given or (_naming(present) if has_predecessors else {})))


def _confirmed(present: Any, trusted: dict[str, str], more: dict[str, str], given: dict[str, str]) -> YearRow:
    """The code stands as it is. What nobody had confirmed gives way to the list."""
    values = _as_it_is(present) | more | given
    if present.confirmation == Confirmation.CONFIRMED:
        return YearRow("same", values)
    return YearRow("confirmed", values | trusted)


def _ended(lives: dict[str, list[Any]], named: set[str], year: int) -> Iterator[YearRow]:
    for code, of_code in lives.items():
        for life in of_code:
            if code not in named and "+" not in code and _is_valid(life, year) and life.valid_from != year:
                yield YearRow("ended", _as_it_is(life) | {"valid_to": str(year - 1)})


def _is_valid(life: Any, year: int) -> bool:
    return bool((life.valid_from or year) <= year <= (life.valid_to or year))


def _as_it_is(life: Any) -> dict[str, str]:
    """What identifies it and what a list says; the rest is not named and stays."""
    return {
        "code": life.code,
        "name": life.name,
        "valid_from": str(life.valid_from or ""),
        "valid_to": str(life.valid_to or ""),
        "source": life.source,
        "confirmation": str(life.confirmation),
    }


def _naming(life: Any) -> dict[str, str]:
    return {"predecessors": f"{life.code}@{life.valid_from or ''}"}
