"""A fault put into a module that is imported already: the code of its functions is exchanged, wherever they are held.

Whoever imported a function by name, decorated it or keeps it in a registry holds the same function object, so that everything
meets the fault. What a module does while it is imported cannot be exchanged; that needs a new process.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from types import CodeType, FunctionType


def functions() -> dict[str, list[FunctionType]]:
    """Every function that there is, by the file that it was compiled from.

    Asked for before a process forks: to go through all objects there are writes to each, and a child would copy all its memory.
    Afterwards the collector watches over all of them again, also what somebody had frozen: it shows no frozen object.
    """
    gc.unfreeze()
    found: dict[str, list[FunctionType]] = {}
    for each in gc.get_objects():
        # By its type alone: isinstance asks an object for its class, and a lazy one, left by some request, makes itself for that.
        if type(each) is FunctionType:
            found.setdefault(each.__code__.co_filename, []).append(each)
    return found


def exchange(path: str, before: bytes, after: bytes, known: Mapping[str, Iterable[FunctionType]] | None = None) -> bool:
    """Whether every changed function could be exchanged.

    path   as the module was compiled under
    known  what `functions` found; None: it is looked for now
    """
    old = list(_codes(compile(before, path, "exec", dont_inherit=True)))
    new = list(_codes(compile(after, path, "exec", dont_inherit=True)))
    if [code.co_qualname for code in old] != [code.co_qualname for code in new]:
        return False
    changed = {_known_by(one): other for one, other in zip(old, new, strict=True) if not _same(one, other)}
    if not changed:
        return False
    done = 0
    for function in (functions() if known is None else known).get(path, ()):
        code = changed.get(_known_by(function.__code__))
        if code is not None:
            if len(code.co_freevars) != len(function.__code__.co_freevars):
                return False
            function.__code__ = code
            done += 1
    return done > 0


def _known_by(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _codes(code: CodeType) -> Iterator[CodeType]:
    """The functions in the text. Comprehensions and lambdas are made by what they stand in, and exchanged with it, too."""
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


def _same(one: CodeType, other: CodeType) -> bool:
    return (one.co_code, one.co_consts, one.co_names) == (other.co_code, other.co_consts, other.co_names)
