"""The document's sections: a small module for each kind, statements in, blocks out. The statutory tables are `statutory`.

Doors: `builder`, `references`, `related`, `statutory`, `wording`, and what stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from disclosure.document import Block
from disclosure.outline import (
    assets,
    closing,
    explanation,
    mandate,
    opening,
    operating_costs,
    organisation,
    overview,
    performance,
    procurement,
    project_notes,
    related,
    three_public,
)
from disclosure.outline.builder import Builder

SECTIONS: dict[str, Callable[[Builder], Iterator[Block]]] = {
    "opening": opening.blocks,
    "organisation": organisation.blocks,
    "overview": overview.blocks,
    "operating_costs": operating_costs.blocks,
    "three_public": three_public.blocks,
    "performance": performance.blocks,
    "procurement": procurement.blocks,
    "assets": assets.blocks,
    "glossary": closing.glossary,
    "other": closing.other,
    "mandate": mandate.blocks,
    "institutions": mandate.institutions,
    "explanation": explanation.blocks,
    "related": related.blocks,
    "project_notes": project_notes.blocks,
}
