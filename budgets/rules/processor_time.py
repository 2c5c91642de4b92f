"""Ends what takes too much of the processor, wherever it stands: a rule that no text may keep busy for ever.

The processor's time of the judging thread counts and not the clock, so that a busy machine makes no rule fail. Signals reach
only the main thread and requests run in others; therefore one more thread looks at their time now and then and, where it
is used up, has Python raise OutOfTime in them. That works inside any Python loop; a single call into C (one regular
expression) is left when it returns. A statement on its way to the database is never torn.

OutOfTime comes between any two steps of Python. Therefore what the threads share is guarded by locks that are taken and left in
one step of C, and what was raised is awaited and caught, never called back: Python (3.11) would go on believing that something
is to be raised, and under a tracer (a debugger, coverage) every thread would stand still at the next function it enters.
"""

from __future__ import annotations

import ctypes
import os
import queue
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import connection

_T = TypeVar("_T")
_LOOK_EVERY = 0.05  # seconds
# Processor time after which a deed that is still at work is ended again. What is raised while Python happens to run a finaliser
# or a callback of the garbage collector is printed by Python and forgotten.
_AGAIN = 0.5


class OutOfTime(BaseException):
    """Raised inside the deed. No `except Exception` of a rule may swallow it."""


class TimeIsUp(Exception):
    """The deed was ended."""


class _Watched:
    """A deed at work in a thread.

    is_shielded  it waits for the database and must not be torn from it
    is_ended     its time is up; OutOfTime is raised in it, or will be as soon as the database has answered
    """

    def __init__(self, seconds: float) -> None:
        self.thread = threading.get_ident()
        self.clock = time.pthread_getcpuclockid(self.thread)
        self.end = time.clock_gettime(self.clock) + seconds
        self.is_shielded = False
        self.is_ended = False

    def shielded(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        """Around every statement that Django sends (a wrapper as of `connection.execute_wrapper`)."""
        try:
            with _changing:
                self.is_shielded = True
            return execute(*arguments)
        finally:
            with _changing:
                self.is_shielded = False
            if self.is_ended:
                raise OutOfTime


_changing = threading.Lock()
_at_work: set[_Watched] = set()
_begun: queue.SimpleQueue[None] = queue.SimpleQueue()  # one for each deed that began, so that an idle watcher sleeps
_watcher: threading.Thread | None = None


def _begin_anew() -> None:
    """In a forked process, which has no watcher, and a lock that may have been taken when it came to be."""
    global _changing, _begun, _watcher
    _changing, _begun, _watcher = threading.Lock(), queue.SimpleQueue(), None
    _at_work.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)


def within(seconds: float, deed: Callable[[], _T]) -> _T:
    """What the deed returns. Raises TimeIsUp where it takes more of this thread's processor time."""
    if not hasattr(time, "pthread_getcpuclockid"):  # no such clock on this system: nothing is ended
        return deed()
    watched = _Watched(seconds)
    try:
        try:
            _watch(watched)
            return deed()
        finally:
            _leave(watched)
    except OutOfTime:
        if not watched.is_ended:  # it is meant for a deed around this one
            raise
        raise TimeIsUp from None


def _watch(watched: _Watched) -> None:
    global _watcher  # one thread for the process
    connection.execute_wrappers.append(watched.shielded)
    with _changing:
        _at_work.add(watched)
        if _watcher is None or not _watcher.is_alive():
            _watcher = threading.Thread(target=_look, name="processor-time", daemon=True)
            _watcher.start()
    _begun.put(None)


def _leave(watched: _Watched) -> None:
    """Whole, even where OutOfTime comes in its midst: afterwards nothing of this deed's is still to be raised."""
    around: OutOfTime | None = None
    while True:
        try:
            with _changing:
                _at_work.discard(watched)
            if watched.is_ended:  # decided, and perhaps not raised yet: what comes afterwards has nothing to do with it
                _let_it_come()
            if watched.shielded in connection.execute_wrappers:
                connection.execute_wrappers.remove(watched.shielded)
            break
        except OutOfTime as came:
            if not watched.is_ended:  # it is meant for a deed around this one
                around = came
    if around:
        raise around


def _let_it_come() -> None:
    """Python raises what is to be raised when it goes back in a loop."""
    for _ in range(3):
        pass


def _look() -> None:
    while True:
        if not _at_work:
            _begun.get()
            while not _begun.empty():
                _begun.get()  # nobody else takes from it
        with _changing:
            for each in _at_work:
                if time.clock_gettime(each.clock) < each.end:
                    continue
                each.is_ended = True
                each.end += _AGAIN
                if not each.is_shielded:
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(each.thread), ctypes.py_object(OutOfTime))
        time.sleep(_LOOK_EVERY)
