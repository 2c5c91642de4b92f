"""What the limited process does with a PDF: its own structure where it is tagged, the lines of its pages where it is not.

Nothing here imports anything else of ours: `pdf_process.py` starts in a moment, and a file that breaks it finds neither
database nor password.
"""

from __future__ import annotations

import re
import unicodedata

# The wide characters of Chinese text need no blanks beside them; typesetters put them there.
_BLANK_BESIDE_WIDE = re.compile(r"(?<=[^\x00-\x7f])[ \u00a0]+|[ \u00a0]+(?=[^\x00-\x7f])")


class PdfRefused(Exception):
    """One word for the parent: pages, locked, damaged, large."""


def clean(text: str) -> str:
    """Without breaks, without signs that print nothing or have no meaning outside their font, without blanks beside wide characters."""
    plain = "".join(
        letter
        for letter in text.replace("\t", " ")
        if unicodedata.category(letter) not in {"Cc", "Cf", "Cn", "Co", "Cs"}
    )
    return _BLANK_BESIDE_WIDE.sub("", plain).strip()
