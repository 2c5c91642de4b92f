"""The sentence that names the law under which the document is published (预算法 第十四条, R-STR-7)."""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.document import Block
from disclosure.outline.builder import Builder


def blocks(builder: Builder) -> Iterator[Block]:
    yield from builder.paragraph("opening.legal", "公开依据")
