"""What the rules that read the whole document get: the ledger and the document composed from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from budgets.rules.registry import Place
from budgets.statements.ledger import Ledger
from budgets.statements.memory import Memory, once
from disclosure.composition.compose import Composition, compose
from disclosure.document import Document


@dataclass(frozen=True)
class OwnText:
    """A text that the department wrote, and where."""

    place: Place
    text: str


@dataclass(frozen=True)
class Review:
    """is_words_alone: a text of no known layout, with no figures behind it.

    blanks_are_distances: the text was read from a PDF, where a blank is a distance on paper and nothing that was typed

    own_texts: what of a text of no known layout is the department's own; None: the rows and the composition tell
    """

    ledger: Ledger
    composition: Composition
    is_words_alone: bool = False
    blanks_are_distances: bool = False
    own_texts: tuple[OwnText, ...] | None = None
    memory: Memory = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def document(self) -> Document:
        return self.composition.document


@once
def review_of(ledger: Ledger) -> Review:
    """Of a version's own document."""
    return Review(ledger, compose(ledger))
