"""Whether two pieces of words mean the same place of the form: numbering, width of brackets and blanks do not count."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from budgets.text import squeeze

_NUMBERING = re.compile(
    r"(?:第[一二三四五六七八九十]+部分|[（(][一二三四五六七八九十\d]+[）)]|[一二三四五六七八九十]+[、.．]|\d{1,2}[、.．](?!\d))"
)
_SAME = str.maketrans(
    {"(": "（", ")": "）", ":": "：", ",": "，", ";": "；", '"': "", "“": "", "”": "", "〝": "", "〞": ""}
)
# Of two long paragraphs their beginnings decide; comparing all of them costs more than it tells.
_COMPARED = 1_000


def bare(text: str) -> str:
    """The words without numbering, blanks, quotation marks and a final colon."""
    plain = squeeze(text).translate(_SAME)
    if found := _NUMBERING.match(plain):
        plain = plain[found.end() :] or plain
    return plain.rstrip("：")


def likeness(one: str, other: str) -> float:
    """0 nothing in common, 1 the same."""
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one[:_COMPARED], other[:_COMPARED], autojunk=False)
    upper = matcher.real_quick_ratio()
    return matcher.ratio() if upper >= 0.3 and matcher.quick_ratio() >= 0.3 else 0.0


def is_like(text: str, words: str, *, least: float = 0.8) -> bool:
    """Whether a line is that label or heading of the form, perhaps with a slip."""
    own, wanted = bare(text), bare(words)
    if own == wanted:
        return True
    # 部门机构设置 is 机构设置; two letters are too few to be sure.
    if len(wanted) >= 4 and wanted in own and len(own) - len(wanted) <= 2:
        return True
    return len(own) <= 2 * len(wanted) and likeness(own, wanted) >= least


def differ_by_one(one: str, other: str) -> bool:
    """Whether one letter was changed, added or lost between two names (edit distance 1)."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    shorter, longer = sorted((one, other), key=len)
    start = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    if len(shorter) == len(longer):
        return shorter[start + 1 :] == longer[start + 1 :]
    return shorter[start:] == longer[start + 1 :]
