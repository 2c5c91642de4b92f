"""What a deed costs, so that two deeds of one run can be compared on a machine that has other work.

A benchmark prints a ratio to a floor: the least that the same machine could have done in the same run. Only ratios are
judged: seconds say more about the machine than about us.
"""

from __future__ import annotations

import gc
import resource
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from django.db import connection

ROUNDS = 5


def processor_seconds() -> float:
    """Of this process, of those that it started and waited for, and of the database's process that serves it."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime + _of_the_database()


def _of_the_database() -> float:
    nanoseconds = Path(f"/proc/{_backend()}/schedstat").read_text(encoding="ascii").split()[0]
    return int(nanoseconds) / 1e9


def _backend() -> int:
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)


def cost_of(deed: Callable[[], object]) -> float:
    """Processor seconds of one go, without the rubbish of what went before."""
    gc.collect()
    began = processor_seconds()
    deed()
    return processor_seconds() - began


def least_of_each(deeds: Mapping[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """The least of several rounds for each deed, by turns: what disturbs one disturbs its neighbours."""
    found: dict[str, list[float]] = {name: [] for name in deeds}
    for _ in range(rounds):
        for name, deed in deeds.items():
            found[name].append(cost_of(deed))
    return {name: min(costs) for name, costs in found.items()}


def told(what: str, cost: float, floor: str, least: float, limit: float | None = None) -> float:
    """Prints what was measured, the floor, the ratio and the limit; returns the ratio."""
    ratio = cost / least
    within = "" if limit is None else f"，限 {limit:g} 倍"
    print(f"{what}：处理器 {cost * 1000:,.0f} ms；{floor}：{least * 1000:,.1f} ms；为其 {ratio:.1f} 倍{within}")
    return ratio
