"""disclosure.json: the canonical Document in an envelope that says which version it is (RFC 8785).

Beside the document stand the names by which its figures are told apart: within it a figure is called as its row is.
"""

from __future__ import annotations

from collections.abc import Mapping

from disclosure.document import Document, canonical_bytes, to_builtins
from disclosure.exporters.figure_names import names_of


def render(document: Document, envelope: Mapping[str, object]) -> bytes:
    """The bytes of the file. `envelope` must not have a member `document` or `figure_names` of its own."""
    if {"document", "figure_names"} & set(envelope):
        raise ValueError("the envelope of a document cannot replace the document or its names")
    return canonical_bytes({"document": to_builtins(document), "figure_names": names_of(document), **envelope})
