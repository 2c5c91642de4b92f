"""What is reckoned once for one subject, a version's ledger or its review, and then kept with it.

A function that is decorated with `once` is its own key, so that nothing else can be found in its place, and keeps its type.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, TypeVarTuple

Memory = dict[tuple[Any, ...], Any]


class Remembers(Protocol):
    """A subject that never changes. memory: what was reckoned of it, by the function and its further arguments; else empty."""

    @property
    def memory(self) -> Memory: ...


Subject = TypeVar("Subject", bound=Remembers)
Result = TypeVar("Result")
Further = TypeVarTuple("Further")


def once(reckon: Callable[[Subject, *Further], Result]) -> Callable[[Subject, *Further], Result]:
    """Of each subject and each set of further arguments, which are given in their order and hashable, reckoned once.

    What ends in an exception is reckoned again when it is asked for again. Raises TypeError for a generator, which could be
    read through only once.
    """
    if inspect.isgeneratorfunction(reckon):
        raise TypeError(f"{reckon.__qualname__} is a generator: what it yields is to be kept as a tuple")

    @wraps(reckon)
    def kept(subject: Subject, *further: *Further) -> Result:
        key = (reckon, *further)
        try:
            return subject.memory[key]
        except KeyError:
            pass
        found = subject.memory[key] = reckon(subject, *further)
        return found

    return kept
