"""What the rules that read the whole document get: the ledger and the document composed from it."""

from __future__ import annotations

from dataclasses import dataclass

from budgets.statements.ledger import Ledger
from disclosure.composition.compose import Composition
from disclosure.document import Document


@dataclass(frozen=True)
class Review:
    """is_words_alone: a text of no known layout, with no figures behind it.

    blanks_are_distances: the text was read from a PDF, where a blank is a distance on paper and nothing that was typed
    """

    ledger: Ledger
    composition: Composition
    is_words_alone: bool = False
    blanks_are_distances: bool = False

    @property
    def document(self) -> Document:
        return self.composition.document
