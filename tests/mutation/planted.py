"""Faults that tests once did not find, each with the tests that do: `planted.toml`.

A fault is a replacement in a source. It fails the run where its text is gone, where its tests are, and where they pass in
spite of it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.subjects import ROOT

FILE = Path(__file__).with_name("planted.toml")


@dataclass(frozen=True)
class Planted:
    """old stands once in the file, and new is written instead. tests: beginnings of their names; one of them must fail."""

    name: str
    path: str
    old: str
    new: str
    tests: tuple[str, ...]
    is_sql: bool = False

    def applied(self) -> bytes:
        source = (ROOT / self.path).read_text(encoding="utf-8")
        if source.count(self.old) != 1:
            raise ValueError(
                f"planted.toml, {self.name}: its text stands {source.count(self.old)} times in {self.path}"
            )
        return source.replace(self.old, self.new).encode()


def faults() -> list[Planted]:
    read = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return [Planted(**{**each, "tests": tuple(each["tests"])}) for each in read["fault"]]
