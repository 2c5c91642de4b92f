"""The seam by which the ground has the whole document of a version without knowing the app that composes it.

The app that knows the document registers itself here when Django starts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from budgets.models import DepartmentalBudget
    from budgets.statements.comparison import Terms
    from budgets.statements.ledger import Ledger


@dataclass(frozen=True)
class PassageChange:
    """A sentence or a row of a table that a document says otherwise than another. Empty: it is not there."""

    old: str
    new: str


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

    def passages_changed(self, before: bytes, after: bytes) -> list[PassageChange]:
        """What one document says otherwise than the other, in reading order, both as canonical JSON."""
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


_composer: Composer | None = None


def register(composer: Composer) -> None:
    global _composer
    _composer = composer


def composer() -> Composer:
    if _composer is None:
        raise RuntimeError("no composer is registered: is the disclosure app installed?")
    return _composer
