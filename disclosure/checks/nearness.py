"""Words that are one character away from a term and not the term: 一般共预算, 机关运行费."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MASK = "\u0000"
_HALF_WIDTH = str.maketrans("()", "（）")


@dataclass(frozen=True)
class NearMiss:
    term: str
    found: str
    start: int
    end: int


def near_misses(text: str, terms: Sequence[str], *, allowed: Sequence[str]) -> Iterator[NearMiss]:
    """Each place where the text is within one edit of a term. Terms are tried longest first.

    allowed  what is right as it stands, the terms among it; it is covered before anything is compared

    First and last character must be the term's own: what is added outside a term is not its misspelling.
    """
    masked = text.translate(_HALF_WIDTH)
    for right in sorted({*allowed, *terms}, key=len, reverse=True):
        masked = masked.replace(right, _MASK * len(right))
    taken = bytearray(len(masked))
    for term in sorted(terms, key=len, reverse=True):
        start = masked.find(term[0])
        while start >= 0:
            for length in (len(term), len(term) - 1, len(term) + 1):
                window = masked[start : start + length]
                if (
                    len(window) == length
                    and window[-1] == term[-1]
                    and _MASK not in window
                    and taken.find(1, start, start + length) < 0
                    and one_edit_apart(window, term)
                ):
                    yield NearMiss(term, text[start : start + length], start, start + length)
                    taken[start : start + length] = b"\1" * length
                    break
            start = masked.find(term[0], start + 1)


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one substitution, insertion or deletion turns one into the other."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) != 1:
        return False
    at = next((position for position, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    return short[at:] == long[at + 1 :]
