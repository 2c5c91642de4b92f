"""What the rules that read the whole document get: the ledger and the document composed from it."""

from __future__ import annotations

from dataclasses import dataclass

from budgets.statements.ledger import Ledger
from disclosure.composing import Composition
from disclosure.document import Document


@dataclass(frozen=True)
class Review:
    ledger: Ledger
    composition: Composition

    @property
    def document(self) -> Document:
        return self.composition.document
