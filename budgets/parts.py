"""The seam by which the ground knows the parts of a budget without knowing the apps that hold them.

Each app registers its parts when Django starts; overview, workflow and copying go through this list. The app
that knows the whole document registers the composer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from budgets.models import DepartmentalBudget
    from budgets.statements.comparison import Terms
    from budgets.statements.ledger import Ledger


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
    """

    key: str
    title: str
    order: int
    url_name: str
    sections: tuple[str, ...]
    models: tuple[type, ...]
    completeness: Callable[[DepartmentalBudget], Completeness]


@dataclass(frozen=True)
class FigureNow:
    """A figure that was frozen with one value and has another now. Empty: it is not there."""

    name: str
    frozen: str
    now: str


class Composer(Protocol):
    """What the upper floor gives the ground: the whole document of a version."""

    def canonical_bytes(self, ledger: Ledger) -> bytes:
        """The canonical JSON of the Document: equal content has equal bytes."""
        ...

    def article(self, document: bytes) -> str:
        """Safe HTML of a whole document, from its canonical JSON."""
        ...

    def figures_now(self, budget: DepartmentalBudget, document: bytes) -> list[FigureNow]:
        """The figures of a frozen document that would be others if it were composed now, in reading order."""
        ...

    def format_revision(self, format_key: str) -> str:
        """SHA-256 of everything that a format says: its file and its wording."""
        ...

    def subject(self, ledger: Ledger) -> Any:
        """What the rules that read the whole document get."""
        ...

    def prints(self, format_key: str, section: str) -> bool:
        """Whether documents of that format have that section: what a form has no place for, nobody left out."""
        ...

    def formats_for(self, region_code: str, year: int) -> list[tuple[str, str]]:
        """Key and name of the formats offered for a region and year, the likeliest first."""
        ...

    def terms(self, format_key: str) -> Terms:
        """What documents of that format compare with, and of which changes they give the reason."""
        ...

    def shown_to_the_public(self, like: DepartmentalBudget, year: int) -> DepartmentalBudget | None:
        """The version that the address of the same document of that year shows; None where none was published."""
        ...

    def format_notes(self, format_key: str) -> list[str]:
        """What of that format no real document or official form has confirmed (待核实), in words; empty where all is."""
        ...

    def rename_projects(self, budget: DepartmentalBudget, renamed: Mapping[str, str]) -> None:
        """Projects got other codes (before → now): what stands in own words about them follows. Inside `editing`."""
        ...

    def preview(
        self, budget: DepartmentalBudget, sections: tuple[str, ...], *, ledger: Ledger | None = None, project: str = ""
    ) -> str:  # fmt: skip
        """Safe HTML of those sections as they will be printed; all of them when none is named.

        ledger   the version's rows, where the caller has just read them
        project  code of the project whose sheet alone is shown of them; nothing where the document does not print it
        """
        ...


_parts: dict[str, Part] = {}
_composer: Composer | None = None


def register(part: Part) -> None:
    _parts[part.key] = part


def all_parts() -> Sequence[Part]:
    return sorted(_parts.values(), key=lambda part: part.order)


def part(key: str) -> Part:
    return _parts[key]


def register_composer(composer: Composer) -> None:
    global _composer
    _composer = composer


def composer() -> Composer:
    if _composer is None:
        raise RuntimeError("no composer is registered: is the disclosure app installed?")
    return _composer


def row_models() -> list[type]:
    """Every model of rows once, parents before children."""
    seen: dict[type, None] = {}
    for each in all_parts():
        for model in each.models:
            seen.setdefault(model)
    return list(seen)
