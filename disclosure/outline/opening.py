"""The sentence that names the law under which the document is published (DOMAIN L1, R-STR-7)."""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.builder import Builder
from disclosure.document import Block


def blocks(builder: Builder) -> Iterator[Block]:
    yield from builder.paragraph("opening.legal", "公开依据")
