"""One line for each thing that is being done, so that whoever waits knows for what. Standard library only."""

import contextlib
import sys
import time
from collections.abc import Iterator


@contextlib.contextmanager
def step(title: str) -> Iterator[None]:
    print(f"▸ {title} …", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print(" 未完成", flush=True)
        raise
    print(f" 完成 {time.monotonic() - began:.1f} 秒", flush=True)


class Counter:
    """How far a long step has come: rewritten in place on a terminal, now and then a line elsewhere."""

    def __init__(self, title: str, total: int) -> None:
        self.title, self.total, self.done = title, total, 0
        self.began = time.monotonic()
        self.on_terminal = sys.stdout.isatty()
        print(f"▸ {title}（{total} 个）…", flush=True)

    def advance(self, name: str) -> None:
        self.done += 1
        line = f"  {self.done}/{self.total} {name}"
        if self.on_terminal:
            print(f"\r\033[K{line}", end="", flush=True)
        elif self.done % 10 == 0:
            print(line, flush=True)

    def say(self, text: str) -> None:
        print(
            f"\r\033[K  {text}" if self.on_terminal else f"  {text}", end="" if self.on_terminal else "\n", flush=True
        )

    def finish(self) -> None:
        start = "\r\033[K" if self.on_terminal else ""
        print(f"{start}▸ {self.title} … 完成 {time.monotonic() - self.began:.1f} 秒", flush=True)
