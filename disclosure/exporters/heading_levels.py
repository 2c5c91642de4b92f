"""How deep a heading stands under the others.

A heading's own level says what it looks like. Where a department leaves the heading above it blank, the one below
must not be announced two levels deeper than what came before: programs that read a document aloud then believe that a
part is missing, and a PDF that is made for them is refused.
"""

from __future__ import annotations

from disclosure.document import Document, Heading, plain_text


def heading_levels(document: Document) -> dict[str, int]:
    """The depth of each heading that is printed, by its key: 1 is the title, and none is more than one below the last."""
    levels: dict[str, int] = {}
    above: list[int] = []
    for block in document.blocks():
        if not isinstance(block, Heading) or not plain_text(block.runs).strip():
            continue
        while above and above[-1] >= block.level:
            above.pop()
        above.append(block.level)
        levels[block.key] = len(above)
    return levels
