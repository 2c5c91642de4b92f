"""Documents as a reader downloads them, written down by hand: cells by their keys, sentences by their references.

An amount is text, as it is printed: "1,234.50", "12.30万元", "" where the cell is blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def document(cells: Mapping[str, str], sentences: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One table of one row, and a paragraph for each sentence."""
    row = [{"key": key, "runs": [figure(key, amount)] if amount else []} for key, amount in cells.items()]
    heading = {"type": "heading", "key": "one", "runs": [{"type": "text", "text": "一、"}]}
    paragraphs = [
        {"type": "paragraph", "key": f"{ref}.sentence", "runs": [{"type": "text", "text": "共"}, figure(ref, amount)]}
        for ref, amount in (sentences or {}).items()
    ]
    return {
        "sections": [
            {"key": "empty"},
            {"key": "tables", "blocks": [heading, {"type": "table", "body": [{"cells": [{"runs": []}]}, {"cells": row}]}]},
            {"key": "text", "blocks": paragraphs},
        ]
    }  # fmt: skip


def figure(ref: str, amount: str) -> dict[str, str]:
    """unit and value as `disclosure/document.py` writes them; a place that is printed rounded: "12.35=12.3456万元"."""
    unit = "万元" if amount.endswith("万元") else "元"
    shown, _, value = amount.removesuffix("万元").partition("=")
    return {
        "type": "figure",
        "ref": ref,
        "name": "",
        "unit": unit,
        "shown": shown,
        "value": (value or shown).replace(",", ""),
    }
