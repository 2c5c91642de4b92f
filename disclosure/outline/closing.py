"""名词解释 and 其他需要说明的事项."""

from __future__ import annotations

from collections.abc import Iterator

import cn2an

from budgets.text import paragraphs
from disclosure.document import Block
from disclosure.outline.builder import Builder


def glossary(builder: Builder) -> Iterator[Block]:
    for number, term in enumerate(builder.ledger.glossary, 1):
        first, *further = paragraphs(term.definition) or [""]
        yield from builder.paragraph(
            f"glossary.{number}",
            f"名词解释：{term.term}",
            wording_key="glossary.term",
            number=number,
            number_words=cn2an.an2cn(number),
            term={"term": term.term, "definition": first},
        )
        for position, line in enumerate(further, 2):
            yield from builder.paragraph(
                f"glossary.{number}.{position}", f"名词解释：{term.term}", wording_key="text", text=line
            )


def other(builder: Builder) -> Iterator[Block]:
    if builder.ledger.prose.get("other_matters", "").strip():
        yield from builder.prose("other_matters")
    else:
        yield from builder.paragraph("other.none", "无其他事项")
