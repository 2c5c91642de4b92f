"""What of a format no real document or official form has confirmed yet (待核实), in words for the bureau."""

from __future__ import annotations

from collections.abc import Iterator

from disclosure.formats import Format
from disclosure.formats.words import OF, PARAMETERS, TABLES, UNNAMED, plain_words


def unverified(format_: Format) -> list[tuple[str, str]]:
    """A stable key and what it is in Chinese, each once, in the order of the format's file."""
    return list(dict(_found(format_)).items())


def _found(format_: Format) -> Iterator[tuple[str, str]]:
    for parameter in format_.unverified_parameters:
        yield f"parameter:{parameter}", PARAMETERS[parameter]
    for basis in format_.legal_bases:
        if not basis.verified:
            yield f"legal:{basis.name}", f"公开依据《{basis.name}》"
    for section in format_.sections:
        if not section.verified:
            name = plain_words(section.heading)
            yield (
                f"section:{section.key}",
                f"“{name}”一节的位置和标题" if name else f"{UNNAMED.get(section.key, section.key)}的位置",
            )
    for key, table in format_.tables.items():
        if not table.verified:
            yield f"table:{key}", TABLES[key]
    for label in format_.unverified_labels:
        words = plain_words(format_.label(label) or "")
        yield f"label:{label}", f"表中固定文字“{words}”"
    for each in format_.statutory:
        if not each.verified:
            key = ":".join(filter(None, ("statutory", each.key, each.scope)))
            yield key, f"{each.key} {plain_words(each.title)}{OF[each.scope]}的表样和栏目"
