"""make mutate: plants faults one by one and runs the tests that reach them, on two processes of their own PostgreSQL each.

    python -m tests.mutation [AREA …] [--again] [--list]

AREA     only these areas; without any, all of them and the planted faults
--again  only the mutants that survived the run before
--list   the mutants, without running any
"""

from __future__ import annotations

import argparse
import sys
import time

from tests.mutation import planted, report
from tests.mutation.drawing import drawn
from tests.mutation.running import Run
from tests.mutation.subjects import AREAS


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__.splitlines()[0])
    parser.add_argument("areas", nargs="*", metavar="AREA", choices=[*(area.name for area in AREAS), "planted", []])
    parser.add_argument("--again", action="store_true", help="only what survived the run before")
    parser.add_argument("--list", action="store_true", help="the mutants, without running any")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    areas = [area for area in AREAS if not options.areas or area.name in options.areas]
    mutants = [mutant for area in areas for mutant in drawn(area)]
    if options.again:
        before = report.survived_before()
        mutants = [mutant for mutant in mutants if mutant.key in before]
    if options.list:
        for mutant in mutants:
            print(mutant.key, mutant.words)
        return 0
    faults = planted.faults() if not options.areas or "planted" in options.areas else []
    with Run(areas, (test for fault in faults for test in fault.tests)) as run:
        outcomes = run.of_mutants(mutants)
        of_planted = run.of_planted(faults)
    return report.told(
        areas,
        mutants,
        outcomes,
        faults,
        of_planted,
        time.monotonic() - began,
        is_whole=not options.areas and not options.again,
    )


if __name__ == "__main__":
    sys.exit(main())
