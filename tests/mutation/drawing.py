"""Which faults are planted: all of an area, or so many of it, chosen by a fixed seed."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.mutation import operators, sql
from tests.mutation.operators import Fault
from tests.mutation.subjects import ROOT, SEED, Area


@dataclass(frozen=True)
class Mutant:
    """A fault in a file.

    key   by which it is known in lists: what it does where, not where the file lies or on which line; it outlives moves
    path  from the root of the checkout
    """

    key: str
    area: str
    path: str
    fault: Fault

    @property
    def words(self) -> str:
        source = (ROOT / self.path).read_bytes()
        start = source.rfind(b"\n", 0, self.fault.start) + 1
        end = source.find(b"\n", self.fault.end)
        line = b" ".join(source[start:end].split()).decode()
        old = b" ".join(source[self.fault.start : self.fault.end].split()).decode()
        new = b" ".join(self.fault.new.split()).decode()
        return f"{self.path}:{self.fault.line} {self.fault.kind}: {old[:80]!r} → {new[:80]!r} in {line[:160]!r}"


def drawn(area: Area) -> list[Mutant]:
    """The mutants of an area in the order of its files."""
    every = [mutant for path in area.files() for mutant in of_file(area, path)]
    if not area.draw:
        return [mutant for mutant in every if compiles(mutant)]
    ranked = sorted(every, key=lambda each: hashlib.sha256(f"{SEED} {each.key}".encode()).digest())
    chosen = set()
    for mutant in ranked:
        if len(chosen) == area.draw:
            break
        if compiles(mutant):
            chosen.add(mutant.key)
    return [mutant for mutant in every if mutant.key in chosen]


def of_file(area: Area, path: Path) -> list[Mutant]:
    source = path.read_bytes()
    seen: Counter[str] = Counter()
    found = []
    for fault in (sql if area.is_sql else operators).faults(source):
        lines = source[source.rfind(b"\n", 0, fault.start) + 1 : source.find(b"\n", fault.end)]
        content = (
            b" ".join(lines.split()) + b"|" + b" ".join(source[fault.start : fault.end].split()) + b"|" + fault.new
        )
        mark = hashlib.sha256(content).hexdigest()[:10]
        name = f"{area.name}:{fault.scope or '-'}:{fault.kind}:{mark}"
        seen[name] += 1
        key = name if seen[name] == 1 else f"{name}:{seen[name]}"
        found.append(Mutant(key, area.name, str(path.relative_to(ROOT)), fault))
    return found


def compiles(mutant: Mutant) -> bool:
    try:
        compile(mutant.fault.applied((ROOT / mutant.path).read_bytes()), mutant.path, "exec")
    except (SyntaxError, ValueError):
        return False
    return True
