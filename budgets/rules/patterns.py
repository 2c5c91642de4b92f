"""Lists of regular expressions that are parameters of rules: a bureau sets them like any other list of terms."""

from __future__ import annotations

import re
from functools import lru_cache


class Patterns(tuple[str, ...]):
    """Any of them. Of no pattern nothing is found."""

    __slots__ = ()

    def search(self, text: str) -> re.Match[str] | None:
        return _any_of(self).search(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        return _any_of(self).fullmatch(text)


class NamedPatterns(dict[str, str]):
    """What is recognised by each, in words → the regular expression."""


@lru_cache(maxsize=256)
def _any_of(patterns: Patterns) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for each in patterns) or r"(?!)")
