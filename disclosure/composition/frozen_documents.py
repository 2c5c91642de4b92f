"""Documents as they were frozen at a move, read back; and what of them would be another figure today."""

from __future__ import annotations

import json

from budgets.composer import FigureNow
from budgets.frozen import freeze
from budgets.models import DepartmentalBudget
from budgets.statements.ledger import Ledger
from disclosure.composition.compose import compose
from disclosure.document import Document, Figure, from_builtins


def document_of_bytes(content: bytes) -> Document:
    """The inverse of composing.document_bytes."""
    return from_builtins(json.loads(content))


def frozen_document(budget: DepartmentalBudget) -> Document | None:
    """What the version's last move froze; None for a draft, and where nothing was frozen or the rows are others now."""
    reading = freeze.speaking_of_the_rows(budget)
    return document_of_bytes(bytes(reading.document.content)) if reading else None


def document_of(budget: DepartmentalBudget) -> Document:
    """What the version says: frozen while it is decided on, else composed."""
    return frozen_document(budget) or compose(Ledger.of(budget)).document


def changed_figures(frozen: Document, now: Document) -> list[FigureNow]:
    """The figures that say something else, each once, in the order of the frozen document and then of the new one."""
    before, after = _values(frozen), _values(now)
    return [
        FigureNow(
            (before.get(key) or after[key]).name,
            _shown(before.get(key)),
            _shown(after.get(key)),
        )
        for key in {**before, **after}
        if _value(before.get(key)) != _value(after.get(key))
    ]


def _values(document: Document) -> dict[tuple[str, str], Figure]:
    """By reference and unit: a sentence may give in 万元 what a table gives in 元."""
    found: dict[tuple[str, str], Figure] = {}
    for figure, _ in document.figures():
        found.setdefault((figure.ref, figure.unit), figure)
    return found


def _value(figure: Figure | None) -> str:
    return figure.value if figure else ""


def _shown(figure: Figure | None) -> str:
    return f"{figure.shown or figure.value}{figure.unit}" if figure else ""
