"""disclosure.json: the canonical Document in an envelope that says which version it is (RFC 8785)."""

from __future__ import annotations

from collections.abc import Mapping

from disclosure.document import Document, canonical_bytes, to_builtins


def render(document: Document, envelope: Mapping[str, object]) -> bytes:
    """The bytes of the file. `envelope` must not have a member `document` of its own."""
    if "document" in envelope:
        raise ValueError("the envelope of a document cannot replace the document")
    return canonical_bytes({"document": to_builtins(document), **envelope})
