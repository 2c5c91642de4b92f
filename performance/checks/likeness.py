"""Texts of many sheets against one another: what tells two of them apart at a glance is looked at first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from budgets.text import squeeze


class Texts:
    """ratio: how much of two texts must be equal, 0 to 1. Shorter ones than least_length say too little to be compared."""

    def __init__(self, texts: Sequence[str], ratio: float, least_length: int) -> None:
        self._texts = [squeeze(text) for text in texts]
        self._letters = [Counter(text) for text in self._texts]
        self._ratio = ratio
        self._least_length = least_length

    def are_alike(self, one: int, other: int) -> bool:
        first, second = self._texts[one], self._texts[other]
        shorter, both = min(len(first), len(second)), len(first) + len(second)
        if shorter < self._least_length or 2 * shorter < self._ratio * both:
            return False
        if first == second:
            return True
        if 2 * (self._letters[one] & self._letters[other]).total() < self._ratio * both:
            return False
        return SequenceMatcher(None, first, second, autojunk=False).ratio() >= self._ratio
