"""Which of many texts are nearly equal, found without comparing each with each.

Two texts that differ in at most n places have one of n + 1 pieces in common, at nearly the same position: texts are
looked up by their pieces. The time grows with the number of texts, not with its square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

# Of twelve letters that are nine tenths equal hardly three can have been put in: short texts are cut into fewer pieces.
_MOST_OF_A_TEXT = 0.25


def near_pairs(texts: Sequence[str], most: int) -> Iterator[tuple[int, int]]:
    """Positions of two texts that may differ in `most` letters; a pair that is not yielded does not. The earlier one first."""
    index: dict[int, list[dict[str, list[int]]]] = {}
    for at, text in enumerate(texts):
        found: set[int] = set()
        for length in range(len(text) - most, len(text) + most + 1):
            if length in index:
                for piece, (start, end) in zip(index[length], _pieces(length, most), strict=True):
                    last = min(start + most, len(text) - (end - start))
                    for begin in range(max(0, start - most), last + 1):
                        found.update(piece.get(text[begin : begin + end - start], ()))
        yield from ((other, at) for other in sorted(found))
        pieces = _pieces(len(text), most)
        own = index.setdefault(len(text), [defaultdict(list) for _ in pieces])
        for piece, (start, end) in zip(own, pieces, strict=True):
            piece[text[start:end]].append(at)


def _pieces(length: int, most: int) -> list[tuple[int, int]]:
    count = min(most, int(length * _MOST_OF_A_TEXT)) + 1
    return list(pairwise(length * number // count for number in range(count + 1)))
