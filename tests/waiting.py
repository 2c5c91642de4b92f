"""Waiting for the thing itself: the one place where a test pauses, and only to look again.

`until`  fails where it never comes.
`came`   says whether it came: where the other answer is an answer, too.
"""

from __future__ import annotations

import time
from collections.abc import Callable

LONG = 180  # seconds: longer than any machine needs, so that only what never comes is a failure
PAUSE = 0.02  # seconds between two looks


def until(
    condition: Callable[[], object], say: Callable[[], object] = lambda: "it never came", *, every: float = PAUSE
) -> None:
    """say  what stands there instead, for who reads the failure"""
    assert came(condition, every=every), say()


def came(condition: Callable[[], object], *, within: float = LONG, every: float = PAUSE) -> bool:
    """Whether the condition held before the time was over. Seconds; looked at once more when they are over."""
    give_up = time.monotonic() + within
    while not condition():
        if time.monotonic() > give_up:
            return bool(condition())
        time.sleep(every)
    return True
