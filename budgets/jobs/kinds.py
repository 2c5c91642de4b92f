"""The kinds of work, registered as parts and rules are: the ground does them without knowing the floors above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from budgets.models import Job


class JobRefused(Exception):
    """There is no result. The message says why and what to do, to the person who began the work."""


@dataclass(frozen=True)
class File:
    """A file to take away."""

    content: bytes
    name: str
    media_type: str


@dataclass(frozen=True)
class Next:
    """The page on which the person goes on. message: what it says first; empty: nothing."""

    path: str
    message: str = ""


Outcome = File | Next


class Running:
    """What a job works on, and how it tells how far it is."""

    def __init__(self, job: Job) -> None:
        self.job, self.budget, self.by, self.arguments = job, job.budget, job.by, job.arguments

    @property
    def content(self) -> bytes:
        return bytes(self.job.content)

    def tell(self, progress: str) -> None:
        Job.objects.filter(pk=self.job.pk).update(progress=progress[:200])


Work = Callable[[Running], Outcome]
_KINDS: dict[str, Work] = {}


def register(kind: str, work: Work) -> str:
    """Raises ValueError where the name is taken by other work."""
    if _KINDS.setdefault(kind, work) is not work:
        raise ValueError(f"two kinds of work are called {kind}")
    return kind


def work_of(kind: str) -> Work:
    """Raises JobRefused for a kind that a newer or older release knew."""
    if kind not in _KINDS:
        raise JobRefused("系统升级后，这项处理已不再提供。请回到原来的页面重新操作。")
    return _KINDS[kind]
