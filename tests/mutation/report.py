"""What a run is worth: the score of each area, the survivors beside the list of those that are known, and whether it passes."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.mutation.drawing import Mutant
from tests.mutation.planted import Planted
from tests.mutation.running import KEPT, Outcome
from tests.mutation.subjects import LEAST, Area

FILE = Path(__file__).with_name("survivors.toml")


@dataclass(frozen=True)
class Known:
    """A mutant that survives and why. is_equivalent: nobody could ever tell it from the program; the reason proves it."""

    key: str
    reason: str
    is_equivalent: bool = False


def known() -> dict[str, Known]:
    read = tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    return {
        key: Known(key, reason, kind == "equivalent")
        for kind in ("equivalent", "accepted")
        for key, reason in read.get(kind, {}).items()
    }


def survived_before() -> set[str]:
    return {key for key, outcome in _kept().items() if outcome["outcome"] == "survived"}


def _kept() -> dict[str, dict[str, Any]]:
    """What came of each mutant when it was last tried."""
    try:
        return dict(json.loads((KEPT / "outcomes.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}


def _keep(outcomes: Mapping[str, Outcome]) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = _kept() | {key: vars(outcome) for key, outcome in outcomes.items()}
    (KEPT / "outcomes.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")


@dataclass(frozen=True)
class Score:
    """Of an area: how many were planted and killed, and how many of the survivors are proved equivalent."""

    area: str
    planted: int
    killed: int
    equivalent: int

    @property
    def percent(self) -> float:
        """0 where nothing was planted: a run without mutants proves nothing."""
        telling = self.planted - self.equivalent
        return 100 * self.killed / telling if telling > 0 else 0.0


def scores(
    areas: Sequence[Area], mutants: Sequence[Mutant], outcomes: Mapping[str, Outcome], list_: Mapping[str, Known]
) -> list[Score]:
    found = []
    for area in areas:
        own = [mutant.key for mutant in mutants if mutant.area == area.name]
        survived = [key for key in own if not outcomes[key].is_killed]
        equivalent = sum(key in list_ and list_[key].is_equivalent for key in survived)
        found.append(Score(area.name, len(own), len(own) - len(survived), equivalent))
    whole = Score("all", *(sum(getattr(each, name) for each in found) for name in ("planted", "killed", "equivalent")))
    return [*found, whole]


def told(
    areas: Sequence[Area], mutants: Sequence[Mutant], outcomes: Mapping[str, Outcome], faults: Sequence[Planted],
    of_planted: Mapping[str, Outcome], seconds: float, *, is_whole: bool,
) -> int:  # fmt: skip
    """Prints all of it; 0 where it passes."""
    list_ = known()
    wrong: list[str] = []
    for mutant in mutants:
        outcome = outcomes[mutant.key]
        listed = list_.get(mutant.key)
        if not outcome.is_killed:
            print(f"survived  {mutant.key}  {mutant.words}")
            print(
                f"          {f'{outcome.tests} tests' if outcome.tests else outcome.how}; {listed.reason if listed else 'NOT ON THE LIST'}"
            )
            if not listed:
                wrong.append(f"a survivor that is not on the list: {mutant.key}")
        elif listed:
            wrong.append(f"on the list and killed, so it leaves the list: {mutant.key} ({outcome.by})")
    if is_whole:
        present = {mutant.key for mutant in mutants}
        wrong += [f"on the list and gone from the source or the draw: {key}" for key in list_ if key not in present]
    for fault in faults:
        if not of_planted[fault.name].is_killed:
            wrong.append(f"planted and not found by {', '.join(fault.tests)}: {fault.name}")
    print(f"\n{'area':12}{'planted':>9}{'killed':>9}{'survived':>10}{'equivalent':>12}{'score':>9}")
    for each in scores(areas, mutants, outcomes, list_):
        print(
            f"{each.area:12}{each.planted:9}{each.killed:9}{each.planted - each.killed:10}{each.equivalent:12}{each.percent:8.1f}%"
        )
        if each.percent < LEAST and (is_whole or each.planted):
            wrong.append(f"{each.area}: {each.percent:.1f} % is less than {LEAST}")
    print(
        f"planted faults found: {sum(each.is_killed for each in of_planted.values())} of {len(faults)}; {seconds / 60:.1f} minutes"
    )
    _keep(outcomes)
    for each in wrong:
        print(f"✗ {each}")
    return 1 if wrong else 0
