"""A publishing process that is killed leaves the whole publication or none of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def kill(database: str, rounds: int, moment: str, *options: str) -> dict[str, Any]:
    """What the rounds left. A failure prints the seed with which the harness repeats it."""
    command = [sys.executable, "-m", "tests.disclosure.kill_harness", str(rounds), moment, *options]
    environment = os.environ | {"DATABASE_URL": database}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    print(done.stdout)
    return dict(json.loads(done.stdout))


def test_death_at_a_random_moment_leaves_nothing_half_published(fresh_database: str) -> None:
    left = kill(fresh_database, 12, "random")
    assert left["half"] == 0, left
    assert left["problems"] == [], left
    assert left["nothing"] > 0, f"no process died in the middle: {left}"


def test_whatever_of_a_publication_can_be_seen_is_there_in_full(fresh_database: str) -> None:
    left = kill(fresh_database, 3, "visible")
    assert (left["nothing"], left["whole"], left["half"]) == (0, 3, 0), left
    assert left["problems"] == [], left


def test_files_that_are_written_after_the_commit_are_caught(fresh_database: str) -> None:
    """The control: with this mistake planted, the same deaths leave publications without their files."""
    left = kill(fresh_database, 3, "visible", "--fault")
    assert left["half"] > 0, left
    assert left["problems"], left


@pytest.mark.soak
def test_death_at_a_thousand_random_moments_leaves_nothing_half_published(fresh_database: str) -> None:
    left = kill(fresh_database, 1000, "random")
    assert left["half"] == 0, left
    assert left["problems"] == [], left
    assert min(left["nothing"], left["whole"]) > 50, left
