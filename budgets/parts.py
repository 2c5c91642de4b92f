"""The seam by which the ground knows the parts of a budget without knowing the apps that hold them.

Each app registers its parts when Django starts; overview, workflow and copying go through this list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from budgets.models import DepartmentalBudget


@dataclass(frozen=True)
class Completeness:
    """How far a part is filled in. `missing` says in plain words what is still to do; empty means nothing.

    note  what fills it beside the entries that are counted; empty where nothing does
    """

    filled: int
    missing: tuple[str, ...] = ()
    note: str = ""

    @property
    def done(self) -> bool:
        return not self.missing

    @property
    def is_untouched(self) -> bool:
        """Nothing was entered and nothing else fills it. Where nothing is missing either, a budget may do without it."""
        return not self.filled and not self.note


@dataclass(frozen=True)
class Part:
    """One page of the entry desk.

    key           stable name, used in addresses of findings
    title         on screen
    order         position on the overview
    url_name      named URL that takes the budget's pk as `budget_pk`
    sections      keys of the document's sections that this part feeds; its page shows them as they will print
    models        the models of its rows, parents before children, for copying and deleting
    completeness  counts what is there and names what is missing
    texts         keys of the own prose that it holds → what each is called
    """

    key: str
    title: str
    order: int
    url_name: str
    sections: tuple[str, ...]
    models: tuple[type, ...]
    completeness: Callable[[DepartmentalBudget], Completeness]
    texts: Mapping[str, str] = field(default_factory=dict)


_parts: dict[str, Part] = {}


def register(part: Part) -> None:
    _parts[part.key] = part


def all_parts() -> Sequence[Part]:
    return sorted(_parts.values(), key=lambda part: part.order)


def part(key: str) -> Part:
    return _parts[key]


def row_models() -> list[type]:
    """Every model of rows once, parents before children."""
    seen: dict[type, None] = {}
    for each in all_parts():
        for model in each.models:
            seen.setdefault(model)
    return list(seen)
